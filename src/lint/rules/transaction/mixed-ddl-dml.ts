import { blocks } from '../../../effects/locks';
import type { Change } from '../../../schema/change';
import { isOfGivenRows } from '../../every-row';
import { isOwn } from '../../own';
import { changeRule } from '../../rule';
import { plainName } from '../../wording';

/** What leaves the schema as it is. */
const others: ReadonlySet<Change['kind']> = new Set<Change['kind']>([
  ...(['write', 'read', 'truncate', 'set', 'set-sequence', 'transaction', 'lock-table', 'do', 'other'] as const),
  ...(['vacuum', 'cluster', 'reindex', 'refresh-view', 'no-transaction', 'comment', 'grant'] as const),
]);

export const mixedDdlDml = changeRule({
  id: 'mixed-ddl-dml',
  title: 'Schema and rows changed in one file',
  category: 'transaction',
  severity: 'information',
  preset: 'all',
  also: ['bytebase:statement-disallow-mix'],
  on: ['write'],
  once: true,
  check(change, context) {
    if (isOwn(change.table, context)) return undefined;
    const key = context.resolve(change.table);
    // Of rows that are written while their table is locked another rule speaks.
    const isLocked = context.held().some(({ on, mode }) => on === key && blocks(mode).writes);
    if (isLocked && !isOfGivenRows(change)) return undefined;
    if (![...context.changesBefore(), ...context.changesAfter()].some(({ kind }) => !others.has(kind))) return undefined;
    return {
      message: `Writes rows of ${plainName(key)} in a file that changes the schema, too: neither can be repeated, undone or put off without the other`,
      help: 'Write the rows in a migration of its own.',
    };
  },
});
