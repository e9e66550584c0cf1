import { changeRule, type RuleContext } from '../../rule';
import type { ChangeOf } from '../../../schema/change';
import type { Fix } from '../../finding';
import { rollOutFix } from '../../roll-out';
import { plainName } from '../../wording';
import { changedType } from './changed-type';

/** https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES: free only where the old values stay as they are. */
export const changeColumnTypeRewrite = changeRule({
  id: 'change-column-type-rewrite',
  title: 'Column type change that rewrites the table',
  category: 'column-change',
  severity: 'warning',
  also: [
    'change-column-type-to-text-rewrite',
    'squawk:changing-column-type',
    'postgres-language-server:changingColumnType',
    'pgfence:alter-column-type',
    'migrationpilot:MP007',
    'pgsafe:alter-column-type',
    'diesel-guard:AlterColumnType',
    'eugene:E5',
    'strong_migrations:change_column',
  ],
  on: ['change-column-type'],
  check(change, context) {
    const { table, column } = change;
    const isZoned = dependsOnZone(change, context);
    if (context.harmful('rewrite').length === 0 && !isZoned) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Rewrites all of ${name} with its indexes, and blocks its reads and writes meanwhile, to change the type of ${column}${isZoned ? ', unless TimeZone is UTC' : ''}`,
      help: isZoned
        ? 'SET LOCAL TimeZone = ‘UTC’ first, if UTC is what the column holds: then the rows stay as they are, and only its indexes are built anew.'
        : 'Add a new column, write both, fill the old rows in batches, and swap the names in a later migration.',
      at: changedType(change),
      related: context.origin(context.column(table, column), `${column} was given its type here`),
      fixes: isZoned ? [] : replace(change, context),
    };
  },
});

/** Between timestamp and timestamptz only the session can tell, and nobody has said here in what zone it runs. */
function dependsOnZone({ table, column, type, using }: ChangeOf<'change-column-type'>, context: RuleContext): boolean {
  const names = [context.column(table, column)?.type, type].map((each) => each?.name);
  const isBetween = names.includes('timestamp') && names.includes('timestamptz');
  return isBetween && using === undefined && context.session.timeZone === undefined && !context.createdHere(table);
}

/** A column of the new type in its place, where an assignment makes the values of it that the statement would. */
function replace(change: ChangeOf<'change-column-type'>, context: RuleContext): readonly Fix[] {
  const { table, column, using, collation, typeAt } = change;
  const from = context.column(table, column)?.type.name;
  if (using !== undefined || collation !== undefined || from === undefined) return [];
  const type = context.statement.text.slice(typeAt.start, typeAt.end);
  return rollOutFix({ table, column, to: `${column}_new`, type, isWritten: false, isRenamed: true }, context);
}
