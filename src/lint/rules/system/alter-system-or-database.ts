import type { Node } from '@pgsql/types';
import { changeRule } from '../../rule';

export const alterSystemOrDatabase = changeRule({
  id: 'alter-system-or-database',
  title: 'Setting of the server or the database changed',
  category: 'system',
  severity: 'warning',
  also: ['migrationpilot:MP073'],
  on: ['no-transaction', 'other'],
  check(change) {
    const what = change.kind === 'no-transaction' ? change.what : nameOf(change.tree);
    switch (what) {
      case 'ALTER SYSTEM':
        return {
          message: 'Changes the whole server, every other database on it included, and no rollback takes it back',
          help: 'Set it where the server is configured.',
        };
      case 'ALTER DATABASE SET':
        return {
          message:
            'Holds for every session that connects to the database of this name from now on; a database of another name, such as a copy for tests, does not get it',
          help: 'Set it where the database is made, or for the role or the function that needs it.',
        };
      default:
        return undefined;
    }
  },
});

function nameOf(tree: Node): string | undefined {
  return 'AlterDatabaseSetStmt' in tree ? 'ALTER DATABASE SET' : undefined;
}
