import type { History, HistoryRow } from '../migrations/history';
import type { Migration } from '../migrations/project';

/**
 * Rows without a file whose migration stands here under another version: the one that is not applied and has the stored
 * checksum, or, where the history keeps none, the stored name. Where several could be meant, nothing is said.
 */
export function renamedSince(
  rows: readonly HistoryRow[],
  open: readonly Migration[],
  history: History,
): ReadonlyMap<HistoryRow, Migration> {
  const versioned = open.filter(({ isRepeatable, up }) => isRepeatable !== true && up !== undefined);
  const candidates = rows.map((row) => [row, versioned.filter((each) => isSame(row, each, history))] as const);
  const found = candidates.flatMap(([row, [only, ...others]]) =>
    only === undefined || others.length > 0 ? [] : [[row, only] as const],
  );
  const claims = (migration: Migration): number => candidates.filter(([, each]) => each.includes(migration)).length;
  return new Map(found.filter(([, migration]) => claims(migration) === 1));
}

function isSame({ version, checksum, name }: HistoryRow, migration: Migration, history: History): boolean {
  if (version === '') return false;
  if (checksum !== undefined && history.checksum !== undefined) return history.checksum(migration) === checksum;
  return name !== undefined && name !== '' && name === migration.name;
}
