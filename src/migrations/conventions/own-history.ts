import type { History, HistoryEvent, HistoryLine, HistoryRow, Query } from '../history';
import { contentOf, rawHash } from '../hashes';
import type { Migration } from '../project';
import { type Row, dateCell, numberCell, present, textCell } from '../cells';
import { ownLockKey } from '../lock-key';

const schema = 'lockkeeper';
const table = `${schema}.migration_history`;

/**
 * Lockkeeper's own history, for sources that belong to no other runner. Rows are only added: failures and ways
 * back stay visible, and where a migration stands now is what its newest row that changed anything says.
 *
 * `status` is `running` (a script outside a transaction has begun), `completed`, `failed` or `rolled_back`; `direction`
 * says which script it speaks of, and `is_undone` that a failed one left nothing behind.
 */
export const ownHistory: History = {
  table,
  exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
  setup: [
    { text: `CREATE SCHEMA IF NOT EXISTS ${schema}` },
    {
      text: `CREATE TABLE IF NOT EXISTS ${table} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    migration_file text NOT NULL,
    migration_id text NOT NULL,
    checksum text NOT NULL,
    executed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    executed_by text NOT NULL DEFAULT session_user,
    execution_time_ms integer,
    statement_times_ms integer[],
    status text NOT NULL CHECK (status IN ('running', 'completed', 'failed', 'rolled_back')),
    direction text NOT NULL CHECK (direction IN ('up', 'down')),
    is_undone boolean NOT NULL DEFAULT false,
    git_commit text,
    git_dirty boolean,
    run_id uuid NOT NULL
)`,
    },
    { text: `CREATE INDEX IF NOT EXISTS migration_history_migration_id_idx ON ${table} (migration_id, id)` },
  ],
  select: { text: `SELECT * FROM ${table} ORDER BY id` },
  read,
  log: (rows) => rows.flatMap(lineOf),
  record,
  checksum,
  matches: (row, migration) => row.checksum === undefined || row.checksum === checksum(migration),
  // The one thing that is ever changed of a row: a new one would say that the migration had run again.
  realign: (migration) => [
    {
      text: `UPDATE ${table} SET checksum = $2 WHERE id = (SELECT max(id) FROM ${table} WHERE migration_id = $1 AND status = 'completed')`,
      values: [migration.version, checksum(migration)],
    },
  ],
  lock: ({ database }) => ({ keys: [ownLockKey(database, table)], isRunners: false }),
  can: { failed: true, down: true, outOfOrder: true },
};

/** The SHA-256 of the up script's bytes, in hexadecimal. */
function checksum({ up }: Migration): string {
  return rawHash(contentOf(up));
}

/** The newest row of each migration that says what is there now. */
function read(rows: readonly Row[]): readonly HistoryRow[] {
  const states = new Map<string, HistoryRow>();
  for (const row of rows) {
    const version = textCell(row, 'migration_id');
    if (version === undefined || row['is_undone'] === true) continue;
    const status = textCell(row, 'status');
    if (status === 'rolled_back') states.delete(version);
    else states.set(version, { version, failed: status === 'running' || status === 'failed', ...details(row) });
  }
  return [...states.values()];
}

function lineOf(row: Row): readonly HistoryLine[] {
  const version = textCell(row, 'migration_id');
  const status = textCell(row, 'status');
  const event = { running: 'begun', completed: 'applied', failed: 'failed', rolled_back: 'rolled-back' } as const;
  if (version === undefined || status === undefined || !(status in event)) return [];
  const failed = status === 'running' || status === 'failed';
  const direction = row['direction'] === 'down' ? 'down' : 'up';
  const times = row['statement_times_ms'];
  const statementsMs = Array.isArray(times) ? { statementsMs: times.map(Number) } : {};
  return [{ version, failed, event: event[status as keyof typeof event], direction, ...details(row), ...statementsMs }];
}

function details(row: Row): Partial<HistoryRow> {
  return present<Partial<HistoryRow>>({
    name: textCell(row, 'migration_file'),
    appliedAt: dateCell(row, 'executed_at'),
    appliedBy: textCell(row, 'executed_by'),
    durationMs: numberCell(row, 'execution_time_ms'),
    checksum: textCell(row, 'checksum'),
    gitCommit: textCell(row, 'git_commit'),
    gitDirty: typeof row['git_dirty'] === 'boolean' ? row['git_dirty'] : undefined,
    runId: textCell(row, 'run_id'),
  });
}

function record(event: HistoryEvent, migration: Migration): readonly Query[] {
  switch (event.kind) {
    case 'applied':
      return [insert(event, migration, { ...event, status: 'completed', direction: 'up' })];
    case 'rolled-back':
      return [insert(event, migration, { ...event, status: 'rolled_back', direction: 'down' })];
    case 'started':
      return [insert(event, migration, { status: 'running', direction: event.direction })];
    case 'failed':
      return [insert(event, migration, { status: 'failed', ...event })];
  }
}

interface Entry {
  readonly status: 'running' | 'completed' | 'failed' | 'rolled_back';
  readonly direction: 'up' | 'down';
  readonly durationMs?: number;
  readonly statementsMs?: readonly number[];
  readonly isUndone?: boolean;
}

function insert({ run }: HistoryEvent, migration: Migration, entry: Entry): Query {
  return {
    text: `INSERT INTO ${table} (migration_file, migration_id, checksum, execution_time_ms, status, direction, is_undone, git_commit, git_dirty, run_id, statement_times_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      migration.name,
      migration.version,
      checksum(migration),
      entry.durationMs === undefined ? null : Math.round(entry.durationMs),
      entry.status,
      entry.direction,
      entry.isUndone ?? false,
      run.git?.commit ?? null,
      run.git?.isDirty ?? null,
      run.id,
      entry.statementsMs?.map(Math.round) ?? null,
    ],
  };
}
