import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const setTablespace = changeRule({
  id: 'set-tablespace',
  title: 'Table moved to another tablespace',
  category: 'maintenance',
  severity: 'error',
  also: ['migrationpilot:MP095', 'pgrubic:table-movement-to-tablespace'],
  on: ['alter-table-other', 'other'],
  concerns: (change) => (change.kind === 'other' ? 'AlterTableMoveAllStmt' in change.tree : change.clause === 'AT_SetTableSpace'),
  check(change, context) {
    if (change.kind === 'alter-table-other' && context.harmful('lock').length === 0) return undefined;
    const what = change.kind === 'other' ? 'every table of the tablespace' : plainName(context.resolve(change.table));
    return {
      message: `Copies all of ${what} to another place, and blocks reads and writes meanwhile`,
      help: 'pg_repack moves a table while it is in use; otherwise wait for an hour in which nobody needs it.',
    };
  },
});
