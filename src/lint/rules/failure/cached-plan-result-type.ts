import { typeText } from '../../../schema/types';
import { isOwn } from '../../own';
import { changeRule } from '../../rule';
import { plainName } from '../../wording';

/** 0A000 «cached plan must not change result type». */
export const cachedPlanResultType = changeRule({
  id: 'cached-plan-result-type',
  title: 'Type change that prepared statements do not survive',
  category: 'failure',
  severity: 'information',
  preset: 'strict',
  also: [],
  on: ['change-column-type'],
  check({ table, column, type, typeAt }, context) {
    const known = context.column(table, column);
    if (isOwn(table, context) || (known !== undefined && typeText(known.type) === typeText(type))) return undefined;
    if (context.effects.some((effect) => effect.kind === 'error' && effect.when === 'always')) return undefined;
    return {
      message: `Statements that sessions have prepared and that return ${plainName(context.resolve(table))}.${column} fail with 0A000 until they are prepared anew`,
      help: 'Let the application connect anew after the migration, or see that its driver prepares again after this error.',
      at: typeAt,
    };
  },
});
