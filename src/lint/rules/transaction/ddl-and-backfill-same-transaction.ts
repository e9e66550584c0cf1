import { blocks } from '../../../effects/locks';
import { isOfEveryRow, isOfGivenRows } from '../../every-row';
import { heldAgainstWrites } from '../../held';
import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const ddlAndBackfillSameTransaction = changeRule({
  id: 'ddl-and-backfill-same-transaction',
  title: 'Rows written in the transaction that has locked their table',
  category: 'transaction',
  severity: 'warning',
  also: ['migrationpilot:MP080', 'strong_migrations:backfilling'],
  on: ['write'],
  concerns: (change) => !isOfGivenRows(change),
  check(change, context) {
    if (context.createdHere(change.table)) return undefined;
    const key = context.resolve(change.table);
    const lock = heldAgainstWrites(key, context.held());
    if (lock === undefined) return undefined;
    const name = plainName(key);
    const written =
      change.verb === 'update' && isOfEveryRow(change, context) ? 'every row is written anew' : 'all of these rows are written';
    const isOut = blocks(lock.mode).reads;
    return {
      message: `Nobody can ${isOut ? 'read or write' : 'write'} ${name} until ${written}: an earlier statement has locked it until the transaction ends`,
      help: 'Write the rows in a migration of its own after this one, a few thousand in a transaction.',
      related: [{ message: `${name} is locked here`, path: context.script.path, at: lock.statement.at }],
    };
  },
});
