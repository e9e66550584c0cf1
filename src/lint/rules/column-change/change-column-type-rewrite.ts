import { changeRule } from '../../rule';
import { plainName } from '../../wording';

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
  check({ table, column, at, typeAt }, context) {
    if (context.harmful('rewrite').length === 0) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Rewrites all of ${name} with its indexes, and blocks its reads and writes meanwhile, to change the type of ${column}`,
      help: 'Add a new column, write both, fill the old rows in batches, and swap the names in a later migration.',
      at: { start: typeAt.start, end: Math.max(typeAt.end, at.end) },
      related: context.origin(context.column(table, column), `${column} was given its type here`),
    };
  },
});
