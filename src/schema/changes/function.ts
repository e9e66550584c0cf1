import type { CreateFunctionStmt, Node, ObjectWithArgs } from '@pgsql/types';
import type { Change } from '../change';
import { typeOf, typeText } from '../types';
import { nameOfList, only, stringOf, type Reading } from './reading';

export function createFunction(reading: Reading, node: CreateFunctionStmt): readonly Change[] {
  const options = only('DefElem', node.options);
  const option = (name: string): string | undefined => {
    const arg = options.find((candidate) => candidate.defname === name)?.arg;
    return arg === undefined ? undefined : stringOf(arg);
  };
  const volatility = option('volatility');
  return [
    {
      kind: 'create-function',
      at: reading.whole,
      function: nameOfList(node.funcname),
      arguments: inputTypes(node.parameters),
      language: (option('language') ?? 'sql').toLowerCase(),
      volatility: volatility === 'immutable' || volatility === 'stable' ? volatility : 'volatile',
      isProcedure: node.is_procedure === true,
      replace: node.replace === true,
      text: reading.text,
    },
  ];
}

/** Types of the arguments that tell overloads apart; OUT and TABLE columns do not. */
function inputTypes(parameters: readonly Node[] | undefined): readonly string[] {
  return only('FunctionParameter', parameters)
    .filter(({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE')
    .map(({ argType }) => typeText(typeOf({ ...argType, typmods: [] })));
}

/** The arguments of DROP FUNCTION and ALTER FUNCTION; absent where they are left out. */
export function argumentsOf(node: ObjectWithArgs): readonly string[] | undefined {
  if (node.args_unspecified === true) return undefined;
  if (node.objfuncargs !== undefined) return inputTypes(node.objfuncargs);
  return only('TypeName', node.objargs).map((type) => typeText(typeOf({ ...type, typmods: [] })));
}
