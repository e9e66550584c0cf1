import { ownLockKey } from '../lock-key';
import { textCell } from '../cells';
import type { History } from '../history';

/**
 * What histories have in common whose table holds a row with the version of each migration that is applied, and no
 * checksum, of runners that take no lock.
 */
export function versionRows(table: string): Pick<History, 'table' | 'read' | 'record' | 'matches' | 'lock' | 'can'> {
  return {
    table,
    read: (rows) =>
      rows.flatMap((row) => {
        const version = textCell(row, 'version');
        return version === undefined ? [] : [{ version, failed: false }];
      }),
    record({ kind }, { version }) {
      switch (kind) {
        case 'applied':
          // Whatever else is in the table has a default.
          return [{ text: `INSERT INTO ${table} (version) VALUES ($1)`, values: [version] }];
        case 'rolled-back':
          return [{ text: `DELETE FROM ${table} WHERE version = $1`, values: [version] }];
        case 'started':
        case 'failed':
          // The table has no place for what did not succeed.
          return [];
      }
    },
    matches: () => true,
    lock: ({ database }) => ({ keys: [ownLockKey(database, table)], isRunners: false }),
    can: { failed: false, down: true, outOfOrder: true },
  };
}
