/** Chains of migrations to be broken off at any moment, and what a database may look like then. */
import type { Client } from 'pg';
import type { Convention } from '../../src/migrations/convention';
import { flyway } from '../../src/migrations/conventions/flyway';
import { golangMigrate } from '../../src/migrations/conventions/golang-migrate';
import { numbered } from '../../src/migrations/conventions/numbered';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../src/migrations/conventions/typed-timestamps';

/** A chain as one runner keeps it. */
export interface CrashChain {
  readonly title: string;
  readonly convention: Convention;
  readonly files: Readonly<Record<string, string>>;
  /** The history's table, which is no part of what the migrations make. */
  readonly table: string;
  /** Counts the rows of migrations that were applied, one each; of a runner that keeps the newest version, that one. */
  readonly applied: string;
}

const table = `CREATE TABLE ledger (nr int NOT NULL, part int NOT NULL);
CREATE TABLE orders (id int, code text);
INSERT INTO orders SELECT n, 'c' || n FROM generate_series(1, 300) n;
INSERT INTO ledger VALUES (1, 1);
`;
const change = `ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'open';
UPDATE orders SET state = 'closed' WHERE id % 3 = 0;
INSERT INTO ledger VALUES (2, 1);
CREATE INDEX orders_state ON orders (state) WHERE state = 'open';
CREATE FUNCTION total() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM orders';
INSERT INTO ledger VALUES (2, 2);
`;
const concurrently = 'CREATE UNIQUE INDEX CONCURRENTLY orders_code ON orders (code);\n';
const data = `INSERT INTO orders (id, code) SELECT n, 'd' || n FROM generate_series(301, 900) n;
DELETE FROM orders WHERE id % 7 = 0;
INSERT INTO ledger VALUES (4, 1);
`;
const last = `INSERT INTO ledger VALUES (5, 1);
CREATE TABLE lines (order_id int, n int);
INSERT INTO lines SELECT id, id FROM orders;
INSERT INTO ledger VALUES (5, 2);
`;

/** Of the migrations that run in a transaction: how often each writes into the ledger. */
export const ledger = ['1/1', '2/1', '2/2', '4/1', '5/1', '5/2'];

export const crashChains: readonly CrashChain[] = [
  {
    title: 'sqlx',
    convention: sqlx,
    files: {
      '1_table.sql': table,
      '2_change.sql': change,
      '3_index.sql': `-- no-transaction\n${concurrently}`,
      '4_data.sql': data,
      // To the server several statements in one query are a transaction.
      '5_last.sql': `-- no-transaction\n${last}`,
    },
    table: '_sqlx_migrations',
    applied: 'SELECT count(*)::int AS n FROM _sqlx_migrations WHERE success',
  },
  {
    title: 'golang-migrate',
    convention: golangMigrate,
    files: {
      '000001_table.up.sql': table,
      '000002_change.up.sql': change,
      '000003_index.up.sql': concurrently,
      '000004_data.up.sql': data,
      '000005_last.up.sql': last,
    },
    table: 'schema_migrations',
    applied: 'SELECT max(version)::int AS n FROM schema_migrations WHERE NOT dirty',
  },
  {
    title: 'numbered',
    convention: numbered,
    // It knows transactions only.
    files: {
      'versions/001_table.sql': table,
      'versions/002_change.sql': change,
      'versions/003_index.sql': concurrently.replace(' CONCURRENTLY', ''),
      'versions/004_data.sql': data,
      'versions/005_last.sql': last,
    },
    table: '_migrations',
    applied: 'SELECT count(*)::int AS n FROM _migrations',
  },
  {
    title: 'flyway',
    convention: flyway,
    files: {
      'V1__table.sql': table,
      'V2__change.sql': change,
      'V3__index.sql': concurrently,
      'V4__data.sql': data,
      'V5__last.sql': last,
    },
    table: 'flyway_schema_history',
    applied: `SELECT count(*)::int AS n FROM flyway_schema_history WHERE success AND version IS NOT NULL`,
  },
  {
    title: 'typed timestamps',
    convention: typedTimestamps,
    files: {
      '20250101_000001_schema_table.sql': table,
      '20250101_000002_schema_change.sql': change,
      '20250101_000003_schema_index.sql': `-- lockkeeper: no-transaction\n${concurrently}`,
      '20250101_000004_data_data.sql': data,
      '20250101_000005_schema_last.sql': last,
    },
    table: 'migration_history',
    applied: `SELECT count(DISTINCT migration_id)::int AS n FROM lockkeeper.migration_history WHERE status = 'completed'`,
  },
];

/** A database's relations, columns, functions and rows, without the history's table; `invalid` are unfinished indexes. */
export interface Picture {
  readonly text: string;
  readonly invalid: readonly string[];
}

export async function pictureOf(client: Client, historyTable: string): Promise<Picture> {
  const own = `c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '${historyTable}%' AND c.relname NOT LIKE 'idx_migrations%'`;
  const { rows: relations } = await client.query<{ name: string; kind: string; columns: string; valid: boolean | null }>(
    `SELECT c.relname AS name, c.relkind::text AS kind, i.indisvalid AS valid,
            (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull, ', ' ORDER BY a.attnum)
               FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
       FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid WHERE ${own} ORDER BY 1`,
  );
  const lines = relations.filter(({ valid }) => valid !== false).map(({ name, kind, columns }) => `${kind} ${name} (${columns})`);
  for (const { name, kind } of relations) {
    if (kind !== 'r') continue;
    const { rows } = await client.query<{ sum: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ';' ORDER BY t::text)), '') AS sum FROM ${client.escapeIdentifier(name)} t`,
    );
    lines.push(`rows of ${name}: ${rows[0]?.sum ?? ''}`);
  }
  const { rows: functions } = await client.query<{ name: string }>(
    `SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1`,
  );
  lines.push(...functions.map(({ name }) => `function ${name}`));
  return { text: lines.join('\n'), invalid: relations.flatMap(({ name, valid }) => (valid === false ? [name] : [])) };
}
