import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import type { Migration } from '../project';
import { type Row, textCell } from '../cells';
import { crc32 } from '../lock-key';

const table = 'schema_migrations';
/** What the table says in place of a version when the first migration's way back was begun. */
const nothing = '-1';

/**
 * golang-migrate's history: at most one row, with the version that the database is at and whether it is dirty. All
 * migrations up to that version count as applied; it keeps no name, time or checksum.
 */
export const golangMigrateHistory: History = {
  table,
  // Only the first schema of the search path counts to golang-migrate.
  exists: { text: `SELECT to_regclass(quote_ident(current_schema()) || '.${table}') IS NOT NULL AS exists` },
  setup: [{ text: `CREATE TABLE IF NOT EXISTS ${table} (version bigint not null primary key, dirty boolean not null)` }],
  // Others call their table the same: without the column dirty it must not be read, nor emptied, as if it were this one.
  select: { text: `SELECT version, dirty FROM ${table} LIMIT 1` },
  read,
  record,
  matches: () => true,
  lock: ({ database, schema }) => ({
    // It computes the key with the database's name as it stands in a URL's path, with the slash, or as the server says it.
    keys: [lockKey(`/${database}`, schema), lockKey(database, schema)],
    isRunners: true,
  }),
  failureHint:
    'The table tells only the version that was on its way: it may have been the way back from the migration after this one.',
  can: { failed: true, down: true, outOfOrder: false },
  late: 'golang-migrate never applies it there, and says nothing',
};

/** The key of its table in a schema. */
function lockKey(database: string, schema: string): string {
  const sum = BigInt(crc32(Buffer.from([schema, table, database].join('\0'))));
  return BigInt.asUintN(32, sum * 1486364155n).toString();
}

function read([row]: readonly Row[], migrations: readonly Migration[]): readonly HistoryRow[] {
  const current = row && textCell(row, 'version');
  if (row === undefined || current === undefined || !/^-?\d+$/.test(current)) return [];
  const failed = row['dirty'] === true;
  if (current === nothing) {
    const [first] = migrations;
    return failed && first !== undefined ? [{ version: first.version, failed }] : [];
  }
  const before = migrations.filter(({ version }) => BigInt(version) < BigInt(current));
  return [...before.map(({ version }) => ({ version, failed: false })), { version: current, failed }];
}

function record(event: HistoryEvent, migration: Migration, migrations: readonly Migration[]): readonly Query[] {
  const before = migrations.findLast(({ version }) => BigInt(version) < BigInt(migration.version))?.version;
  switch (event.kind) {
    case 'applied':
      return setVersion(migration.version, false);
    case 'rolled-back':
      return setVersion(before ?? nothing, false);
    case 'started':
      // Begun, it bears the version that it leads to.
      return setVersion(event.direction === 'up' ? migration.version : (before ?? nothing), true);
    case 'failed':
      // Dirty already if anything of it may be there; if nothing is, the row is as it was.
      return [];
  }
}

function setVersion(version: string, dirty: boolean): readonly Query[] {
  const clear: Query = { text: `TRUNCATE ${table}` };
  if (version === nothing && !dirty) return [clear];
  return [clear, { text: `INSERT INTO ${table} (version, dirty) VALUES ($1, $2)`, values: [version, dirty] }];
}
