import { createHash } from 'node:crypto';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import type { Migration } from '../project';
import { split } from '../../sql/splitter';
import { type Row, dateCell, numberCell, present, textCell } from '../cells';

const schema = 'atlas_schema_revisions';
const table = `${schema}.atlas_schema_revisions`;
/** FNV-1 of `atlas_migrate_execute`. */
const lockKey = '2686470616';
/** What a row is of: where Atlas began, or a migration that was executed. */
const [baselined, executed] = [1, 2];

/** The revisions of Atlas, in the schema that it takes unless its URL or an option names another. */
export const atlasHistory: History = {
  table,
  // One in another schema must not be taken for none: the cast fails, and says so.
  exists: {
    text: `SELECT CASE WHEN to_regclass('${table}') IS NOT NULL THEN true ELSE coalesce((SELECT format('the revisions of Atlas are in the schema %s, where Lockkeeper does not keep them: let Atlas run the migrations', n.nspname)::boolean FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'atlas_schema_revisions' AND c.relkind = 'r' LIMIT 1), false) END AS exists`,
  },
  setup: [
    { text: `CREATE SCHEMA IF NOT EXISTS ${schema}` },
    {
      text: `CREATE TABLE ${table} (version character varying NOT NULL, description character varying NOT NULL, type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamptz NOT NULL, execution_time bigint NOT NULL, error text NULL, error_stmt text NULL, hash character varying NOT NULL, partial_hashes jsonb NULL, operator_version character varying NOT NULL, PRIMARY KEY (version))`,
    },
  ],
  select: { text: `SELECT * FROM ${table} ORDER BY version COLLATE "C"` },
  read,
  record,
  // A hash covers all files before as well, so that Atlas itself holds files against atlas.sum, and not against rows.
  matches: () => true,
  unmark: ({ version }) => [{ text: `DELETE FROM ${table} WHERE version = $1`, values: [version] }],
  // Most of its columns are empty, and only the first row may be one.
  baseline: ({ version, name }) => [
    {
      text: `INSERT INTO ${table} (version, description, type, executed_at, execution_time, error, error_stmt, hash, partial_hashes, operator_version) VALUES ($1, $2, ${baselined}, clock_timestamp(), 0, '', '', '', 'null', 'Lockkeeper')`,
      values: [version, name],
    },
  ],
  lock: () => ({ keys: [lockKey], isRunners: true }),
  can: { failed: true, down: false, outOfOrder: false },
  late: 'Atlas refuses to apply anything then, unless --exec-order allows it',
  cannotRecord: ({ facts }) =>
    facts?.['delimiter'] === undefined
      ? undefined
      : 'its statements are parted by a delimiter of its own (atlas:delimiter), which only Atlas knows how to read: let Atlas run it.',
};

/** What comes before the first row, a baseline or a checkpoint or just where Atlas began, is there without a row. */
function read(rows: readonly Row[], migrations: readonly Migration[]): readonly HistoryRow[] {
  const stored = rows.flatMap(readRow);
  const checkpoints = new Set((migrations[0]?.facts?.['checkpoints'] ?? '').split(' '));
  const first = stored[0]?.version;
  const known = new Set(stored.map(({ version }) => version));
  const before = migrations.filter(({ version }) => first !== undefined && version < first && !known.has(version));
  return [
    ...before.map(({ version }) => ({ version, failed: false })),
    ...stored.filter(({ version }) => !checkpoints.has(version)),
  ];
}

function readRow(row: Row): readonly HistoryRow[] {
  const version = textCell(row, 'version');
  // A row whose version begins with a full stop is the table's own name in Atlas's cloud.
  if (version === undefined || version.startsWith('.')) return [];
  const nanoseconds = numberCell(row, 'execution_time');
  return [
    {
      version,
      failed: numberCell(row, 'applied') !== numberCell(row, 'total'),
      ...present<Partial<HistoryRow>>({
        name: textCell(row, 'description'),
        appliedAt: dateCell(row, 'executed_at'),
        durationMs: nanoseconds === undefined ? undefined : nanoseconds / 1e6,
      }),
    },
  ];
}

function record(event: HistoryEvent, migration: Migration): readonly Query[] {
  const statements = statementsOf(migration);
  switch (event.kind) {
    case 'applied':
      return [upsert(event, migration, { applied: statements.length, ms: event.durationMs })];
    case 'started':
      return event.direction === 'up' ? [upsert(event, migration, { applied: 0, ms: 0 })] : [];
    case 'failed': {
      if (event.isUndone || event.direction === 'down') return [];
      const { done = 0, error, durationMs } = event;
      return [
        upsert(event, migration, {
          applied: done,
          ms: durationMs,
          hashes: partialHashes(statements.slice(0, done)),
          error: { message: error?.message ?? '', statement: statements[done] ?? '' },
        }),
      ];
    }
    case 'rolled-back':
      return [];
  }
}

/** Each with its semicolon, as Atlas sends it. */
function statementsOf({ up }: Migration): readonly string[] {
  return up === undefined ? [] : split(up.text, up.body).map(({ at, end }) => up.text.slice(at.start, end).trim());
}

/** One running SHA-256, read off after each statement. */
function partialHashes(statements: readonly string[]): readonly string[] {
  const running = createHash('sha256');
  return statements.map((statement) => `h1:${running.update(statement).copy().digest('base64')}`);
}

interface Progress {
  readonly applied: number;
  readonly ms: number;
  readonly hashes?: readonly string[];
  readonly error?: { readonly message: string; readonly statement: string };
}

function upsert({ startedAt }: HistoryEvent, migration: Migration, { applied, ms, hashes, error }: Progress): Query {
  const { version, name, facts } = migration;
  return {
    text: `INSERT INTO ${table} (version, description, type, applied, total, executed_at, execution_time, error, error_stmt, hash, partial_hashes, operator_version) VALUES ($1, $2, ${executed}, $3, $4, coalesce($5, clock_timestamp()), $6, $7, $8, $9, $10, 'Lockkeeper') ON CONFLICT (version) DO UPDATE SET type = excluded.type, applied = excluded.applied, total = excluded.total, execution_time = excluded.execution_time, error = excluded.error, error_stmt = excluded.error_stmt, hash = excluded.hash, partial_hashes = excluded.partial_hashes, operator_version = excluded.operator_version`,
    values: [
      version,
      name,
      applied,
      statementsOf(migration).length,
      startedAt ?? null,
      BigInt(Math.round(ms * 1e6)).toString(),
      error?.message ?? '',
      error?.statement ?? '',
      facts?.['hash'] ?? '',
      JSON.stringify(hashes ?? null),
    ],
  };
}
