import { lossOf, type Loss } from '../../../effects/type-change';
import { typeText } from '../../../schema/types';
import { changeRule } from '../../rule';
import { plainName } from '../../wording';
import { changedType } from './changed-type';

export const changeColumnTypeNarrowing = changeRule({
  id: 'change-column-type-narrowing',
  title: 'Column type change that values may not fit',
  category: 'column-change',
  severity: 'warning',
  upOnly: true,
  also: ['squawk:changing-column-type', 'migrationpilot:MP044'],
  on: ['change-column-type'],
  check(change, context) {
    const { table, column, type, using } = change;
    const known = context.column(table, column);
    const key = context.resolve(table);
    const isEmpty = context.createdHere(table) && !context.session.filled.has(key);
    // What USING makes of the values is the author's own affair.
    if (known === undefined || using !== undefined || isEmpty) return undefined;
    const refusal = context.effects.find((effect) => effect.kind === 'error' && effect.sqlstate.startsWith('22'));
    const loss = lossOf(known.type, type, { schema: context.schema, searchPath: context.session.searchPath });
    if (refusal?.kind !== 'error' && loss === undefined) return undefined;
    const name = `${plainName(key)}.${column}`;
    const lost = loss === undefined ? [] : [`${losses[loss]} ${name} for good`];
    const fails =
      refusal?.kind === 'error' ? [`fails with ${refusal.sqlstate} as soon as a value does not fit ${typeText(type)}`] : [];
    const message = [
      ...lost,
      ...(lost.length === 0 ? fails.map((it) => it.replace('a value', `a value of ${name}`)) : fails),
    ].join(', and ');
    return {
      message: message.charAt(0).toUpperCase() + message.slice(1),
      help:
        fails.length > 0
          ? 'Look for such values first, and keep new ones out by a CHECK … NOT VALID that is then validated.'
          : 'Keep the old column until you are sure that nobody misses what is lost.',
      at: changedType(change),
      related: context.origin(known, `${column} was given its type here`),
    };
  },
});

const losses: Readonly<Record<Loss, string>> = {
  decimals: 'rounds away the decimals of',
  precision: 'rounds the values of',
  time: 'drops the time of day from',
  date: 'drops the date from',
};
