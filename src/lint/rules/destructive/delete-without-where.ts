import { changeRule } from '../../rule';
import { plainName } from '../../wording';
import { everyRow, isOfEveryRow } from '../../every-row';
import { isOwn } from '../../own';

export const deleteWithoutWhere = changeRule({
  id: 'delete-without-where',
  title: 'DELETE of every row',
  category: 'destructive',
  severity: 'error',
  also: [
    'tautological-where',
    'postgres-language-server:banDeleteWithoutWhere',
    'pgfence:delete-without-where',
    'migrationpilot:MP067',
    'diesel-guard:MutationWithoutWhere',
    'pgrubic:delete-without-where-clause',
    'bytebase:statement-where-required',
    'pg-migration-lint:PGM303',
  ],
  on: ['write'],
  concerns: (change) => change.verb === 'delete' && everyRow(change) !== 'no',
  check(change, context) {
    if (isOwn(change.table, context) || !isOfEveryRow(change, context)) return undefined;
    const name = plainName(context.resolve(change.table));
    return {
      message: `Loses every row of ${name} for good, and leaves their room in the table to VACUUM`,
      help: 'Say in a WHERE which rows are to go, and delete many in batches.',
      related: context.origin(context.table(change.table), `${name} was created here`),
    };
  },
});
