import type { ChangeOf } from '../../../schema/change';
import { changeRule, type RuleContext } from '../../rule';
import { findWords } from '../../user-text';
import { plainName } from '../../wording';
import { changedType } from './changed-type';

export const changeColumnCollation = changeRule({
  id: 'change-column-collation',
  title: 'Collation of an indexed column changed',
  category: 'column-change',
  severity: 'warning',
  also: ['squawk:changing-column-type', 'pgfence:alter-column-type', 'migrationpilot:MP089'],
  on: ['change-column-type'],
  check(change, context) {
    const { table, column, at } = change;
    if (!changesCollation(change, context) || context.harmful('index-build').length === 0) return undefined;
    const name = plainName(context.resolve(table));
    const word = findWords(context.statement.text, ['collate'], at);
    return {
      message: `Blocks all reads and writes of ${name} while the indexes on ${column} are built anew in their new order`,
      help: 'Build an index with the wanted COLLATE concurrently instead, and name the collation in the queries that need it.',
      at: word === undefined ? changedType(change) : { start: word.start, end: at.end },
      related: context.origin(context.column(table, column), `${column} was given its collation here`),
    };
  },
});

/** Whether the column gets another collation, be it that the clause leaves out the one that it has. */
export function changesCollation({ table, column, collation }: ChangeOf<'change-column-type'>, context: RuleContext): boolean {
  const known = context.column(table, column);
  return known !== undefined && known.collation?.name !== collation?.name;
}
