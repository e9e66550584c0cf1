import { changeRule } from '../../rule';
import { enumerate, plainName } from '../../wording';
import { isOwn } from '../../own';

/** https://www.postgresql.org/docs/current/sql-truncate.html: not MVCC-safe, and ACCESS EXCLUSIVE on every table. */
export const truncate = changeRule({
  id: 'truncate',
  title: 'Table emptied by TRUNCATE',
  category: 'destructive',
  severity: 'error',
  also: [
    'truncate-cascade',
    'squawk:ban-truncate-cascade',
    'postgres-language-server:banTruncate',
    'postgres-language-server:banTruncateCascade',
    'pgfence:truncate',
    'pgfence:truncate-cascade',
    'migrationpilot:MP036',
    'pgsafe:truncate',
    'pg-migration-lint:PGM203',
    'pg-migration-lint:PGM204',
    'diesel-guard:TruncateTable',
    'pgrubic:truncate-table',
    'bytebase:statement-disallow-truncate',
  ],
  on: ['truncate'],
  check({ table, cascade }, context) {
    const emptied = context.effects.flatMap((effect) => (effect.kind === 'data-loss' ? [effect.of] : []));
    const own = context.resolve(table);
    const others = emptied.filter((key) => key !== own && !context.session.fresh.has(key));
    if (emptied.length === 0 || (isOwn(table, context) && others.length === 0)) return undefined;
    const also = others.length === 0 ? '' : `, and every row of ${enumerate(others.map(plainName))} with it`;
    return {
      message: `Loses every row of ${plainName(own)} for good${also}; reads and writes wait until the migration commits`,
      help:
        cascade && others.length > 0
          ? 'Name each table that is to be emptied, in place of CASCADE; or delete the rows in batches.'
          : 'Delete the rows in batches outside the migration, or fill a new table and exchange the two.',
      related: context.origin(context.table(table), `${plainName(own)} was created here`),
    };
  },
});
