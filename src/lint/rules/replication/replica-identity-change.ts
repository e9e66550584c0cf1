import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-REPLICA-IDENTITY */
export const replicaIdentityChange = changeRule({
  id: 'replica-identity-change',
  title: 'REPLICA IDENTITY FULL or NOTHING',
  category: 'replication',
  severity: 'warning',
  upOnly: true,
  also: [],
  on: ['alter-table-other'],
  check({ clause, table, at }, context) {
    if (clause !== 'AT_ReplicaIdentity' || context.createdHere(table)) return undefined;
    const { text } = context.statement;
    const name = plainName(context.resolve(table));
    if (findWords(text, ['identity', 'nothing'], at) !== undefined) {
      return {
        message: `Once ${name} is published, every UPDATE and DELETE of it fails with 55000: a subscriber could not tell which row is meant`,
        help: 'Keep the default, the primary key, or name a unique index.',
      };
    }
    if (findWords(text, ['identity', 'full'], at) === undefined) return undefined;
    return {
      message: `Every UPDATE and DELETE of ${name} writes the whole old row to the WAL from now on, and a subscriber may read its whole table to find the row`,
      help: 'Keep the default, the primary key, or name a unique index.',
    };
  },
});
