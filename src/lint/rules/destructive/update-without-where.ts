import { changeRule } from '../../rule';
import { plainName } from '../../wording';
import { isOwn } from '../../own';
import { everyRow, isOfEveryRow } from '../../every-row';
import { heldAgainstWrites } from '../../held';

export const updateWithoutWhere = changeRule({
  id: 'update-without-where',
  title: 'UPDATE of every row',
  category: 'destructive',
  severity: 'warning',
  also: [
    'tautological-where',
    'postgres-language-server:banUpdateWithoutWhere',
    'pgfence:update-in-migration',
    'migrationpilot:MP011',
    'diesel-guard:MutationWithoutWhere',
    'pgrubic:update-without-where-clause',
    'strong_migrations:backfilling',
    'pg-migration-lint:PGM302',
    'gitlab:UpdateLargeTable',
  ],
  on: ['write'],
  concerns: (change) => change.verb === 'update' && everyRow(change) !== 'no',
  check(change, context) {
    if (isOwn(change.table, context) || !isOfEveryRow(change, context)) return undefined;
    const key = context.resolve(change.table);
    // ddl-and-backfill-same-transaction has more to say, and the same remedy.
    if (!context.createdHere(change.table) && heldAgainstWrites(key, context.held()) !== undefined) return undefined;
    const name = plainName(key);
    const until = context.inTransaction ? 'the migration commits' : 'it is done';
    return {
      message: `Writes every row of ${name} anew, and whoever changes one of them waits until ${until}`,
      help: 'Update in batches by key, each in a transaction of its own, outside the migration.',
    };
  },
});
