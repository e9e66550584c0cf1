import type {
  AlterFunctionStmt,
  CreateFunctionStmt,
  DefElem,
  DefineStmt,
  Node,
  ObjectWithArgs,
  TypeName as TypeNode,
} from '@pgsql/types';
import type { Change } from '../change';
import type { FunctionObject } from '../schema';
import { typeOf, typeText } from '../types';
import { nameOfList, only, stringOf, type Reading } from './reading';

export function createFunction(reading: Reading, node: CreateFunctionStmt): readonly Change[] {
  const options = only('DefElem', node.options);
  const option = (name: string): string | undefined => {
    const arg = options.find((candidate) => candidate.defname === name)?.arg;
    return arg === undefined ? undefined : stringOf(arg);
  };
  const isOn = (name: string) => options.some(({ defname, arg }) => defname === name && arg !== undefined && isTrue(arg));
  const returns = returned(node);
  const routine = node.is_procedure === true ? 'procedure' : isOn('window') ? 'window' : 'function';
  return [
    {
      kind: 'create-function',
      at: reading.whole,
      function: nameOfList(node.funcname),
      arguments: inputTypes(node.parameters),
      language: (option('language') ?? 'sql').toLowerCase(),
      ...(returns !== undefined && { returns }),
      volatility: volatilityOf(option('volatility')),
      securityDefiner: isOn('security'),
      setsSearchPath: setsSearchPath(options) === true,
      routine,
      replace: node.replace === true,
      text: reading.text,
    },
  ];
}

/** Types of the arguments that tell overloads apart; OUT and TABLE columns do not. */
function inputTypes(parameters: readonly Node[] | undefined): readonly string[] {
  return only('FunctionParameter', parameters)
    .filter(({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE')
    .map(({ argType }) => bareType(argType));
}

function volatilityOf(word: string | undefined): FunctionObject['volatility'] {
  return word === 'immutable' || word === 'stable' ? word : 'volatile';
}

function isTrue(node: Node): boolean {
  return 'Boolean' in node && node.Boolean.boolval === true;
}

/** RETURNS, or what the OUT arguments make of it. */
function returned(node: CreateFunctionStmt): string | undefined {
  if (node.is_procedure === true) return undefined;
  if (node.returnType !== undefined) return (node.returnType.setof === true ? 'setof ' : '') + bareType(node.returnType);
  const out = only('FunctionParameter', node.parameters).filter(
    ({ mode }) => mode === 'FUNC_PARAM_OUT' || mode === 'FUNC_PARAM_INOUT',
  );
  return out.length === 1 ? bareType(out[0]?.argType) : out.length > 1 ? 'record' : undefined;
}

/** A type as functions have them: modifiers are dropped. */
function bareType(type: TypeNode | undefined): string {
  return typeText(typeOf({ ...type, typmods: [] }));
}

/** CREATE AGGREGATE; what it returns only its functions tell. */
export function createAggregate(reading: Reading, node: DefineStmt): readonly Change[] {
  const list = node.args?.[0];
  return [
    {
      kind: 'create-function',
      at: reading.whole,
      function: nameOfList(node.defnames),
      arguments: inputTypes(list !== undefined && 'List' in list ? list.List.items : []),
      language: 'internal',
      volatility: 'immutable',
      securityDefiner: false,
      setsSearchPath: false,
      routine: 'aggregate',
      replace: node.replace === true,
      text: reading.text,
    },
  ];
}

export function alterFunction(reading: Reading, node: AlterFunctionStmt): readonly Change[] {
  const actions = only('DefElem', node.actions);
  const arg = (name: string) => actions.find(({ defname }) => defname === name)?.arg;
  const [volatility, security] = [arg('volatility'), arg('security')];
  const setsPath = setsSearchPath(actions);
  const args = argumentsOf(node.func ?? {});
  return [
    {
      kind: 'alter-function',
      at: reading.whole,
      function: nameOfList(node.func?.objname),
      ...(args && { arguments: args }),
      ...(volatility && { volatility: volatilityOf(stringOf(volatility)) }),
      ...(security && { securityDefiner: isTrue(security) }),
      ...(setsPath !== undefined && { setsSearchPath: setsPath }),
    },
  ];
}

/** Whether SET or RESET gives the function a search_path of its own or takes it away; undefined where none speaks of it. */
function setsSearchPath(options: readonly DefElem[]): boolean | undefined {
  let sets: boolean | undefined;
  for (const { defname, arg } of options) {
    if (defname !== 'set' || arg === undefined || !('VariableSetStmt' in arg)) continue;
    const { kind, name } = arg.VariableSetStmt;
    if (kind === 'VAR_RESET_ALL') sets = false;
    else if (name?.toLowerCase() === 'search_path') sets = kind !== 'VAR_RESET' && kind !== 'VAR_SET_DEFAULT';
  }
  return sets;
}

/** The arguments of DROP FUNCTION and ALTER FUNCTION; absent where they are left out. */
export function argumentsOf(node: ObjectWithArgs): readonly string[] | undefined {
  if (node.args_unspecified === true) return undefined;
  if (node.objfuncargs !== undefined) return inputTypes(node.objfuncargs);
  return only('TypeName', node.objargs).map(bareType);
}
