/** For every convention that can have a way back: a migration without one, as its runner wants the files. */

export interface DownPlaceCase {
  /** The files of the first migration and of the second, which lacks its way back; `first` and `second` are their SQL. */
  readonly files: (first: readonly string[], second: readonly string[]) => Readonly<Record<string, string>>;
  /** The file of the way back. */
  readonly path: string;
  /** What it begins with: the heading of a new file, or all that is in front of the drafted statements. */
  readonly heading: string;
  /** What the runner has made before, that Lockkeeper does not. */
  readonly prelude?: readonly string[];
}

const lines = (statements: readonly string[]): string => `${statements.join('\n')}\n`;
const plain =
  (first: string, second: string): DownPlaceCase['files'] =>
  (one, two) => ({ [first]: lines(one), [second]: lines(two) });

/** Where a line ends in a semicolon within a statement, these runners want to be told where it begins and ends. */
const between =
  (begin: string, end: string) =>
  (statements: readonly string[]): string =>
    lines(statements.map((each) => (each.includes(';\n') ? `${begin}\n${each}\n${end}` : each)));
const goose = between('-- +goose StatementBegin', '-- +goose StatementEnd');
const sqlMigrate = between('-- +migrate StatementBegin', '-- +migrate StatementEnd');
const framed = (statements: readonly string[]): string => `BEGIN;\n\n${lines(statements)}\nCOMMIT;\n`;
const planner = '2025-01-01T12:00:00Z Lisa Keeper <lisa@example.com>';

export const downPlaces: Readonly<Record<string, DownPlaceCase>> = {
  dbmate: {
    files: (one, two) => ({
      '20250101000000_a.sql': `-- migrate:up\n${lines(one)}\n-- migrate:down\n`,
      '20250102000000_b.sql': `-- migrate:up\n${lines(two)}\n-- migrate:down\n`,
    }),
    path: '20250102000000_b.sql',
    heading: '-- migrate:down\n\n',
  },
  diesel: {
    files: plain('2025-01-01-000000_a/up.sql', '2025-01-02-000000_b/up.sql'),
    path: '2025-01-02-000000_b/down.sql',
    heading: '-- Undo: b\n\n',
  },
  flyway: { files: plain('V1__a.sql', 'V2__b.sql'), path: 'U2__b.sql', heading: '-- Undo 2: b\n\n' },
  'golang-migrate': {
    files: plain('000001_a.up.sql', '000002_b.up.sql'),
    path: '000002_b.down.sql',
    heading: '-- Undo: b\n\n',
  },
  goose: {
    files: (one, two) => ({
      '00001_a.sql': `-- +goose Up\n${goose(one)}`,
      '00002_b.sql': `-- +goose Up\n${goose(two)}`,
    }),
    path: '00002_b.sql',
    heading: '\n-- +goose Down\n\n',
  },
  hasura: {
    files: plain('1700000000001_a/up.sql', '1700000000002_b/up.sql'),
    path: '1700000000002_b/down.sql',
    heading: '-- Undo: b\n\n',
    prelude: [
      'CREATE SCHEMA hdb_catalog',
      "CREATE TABLE hdb_catalog.hdb_version (hasura_uuid UUID PRIMARY KEY DEFAULT gen_random_uuid(), version TEXT NOT NULL, upgraded_on TIMESTAMPTZ NOT NULL, cli_state JSONB NOT NULL DEFAULT '{}'::jsonb, console_state JSONB NOT NULL DEFAULT '{}'::jsonb, ee_client_id TEXT, ee_client_secret TEXT)",
      "INSERT INTO hdb_catalog.hdb_version (version, upgraded_on) VALUES ('48', now())",
    ],
  },
  morph: { files: plain('000001_a.up.sql', '000002_b.up.sql'), path: '000002_b.down.sql', heading: '-- Undo: b\n\n' },
  mybatis: {
    files: (one, two) => ({ '01_a.sql': `-- // a\n${lines(one)}`, '02_b.sql': `-- // b\n${lines(two)}` }),
    path: '02_b.sql',
    heading: '\n-- //@UNDO\n\n',
    prelude: [
      'CREATE TABLE changelog (id NUMERIC(20,0) PRIMARY KEY, applied_at VARCHAR(25) NOT NULL, description VARCHAR(255) NOT NULL)',
    ],
  },
  'node-pg-migrate': {
    files: (one, two) => ({
      '1700000000001_a.sql': `-- Up Migration\n${lines(one)}`,
      '1700000000002_b.sql': `-- Up Migration\n${lines(two)}`,
    }),
    path: '1700000000002_b.sql',
    heading: '\n-- Down Migration\n\n',
  },
  numbered: { files: plain('001_a.sql', '002_b.sql'), path: '002_b_down.sql', heading: '-- Undo 002: b\n\n' },
  plain: { files: plain('001-a.sql', '002-b.sql'), path: '002-b.down.sql', heading: '-- Undo 002: b\n\n' },
  pop: {
    files: plain('20250101000000_a.up.sql', '20250102000000_b.up.sql'),
    path: '20250102000000_b.down.sql',
    heading: '-- Undo: b\n\n',
  },
  prisma: {
    files: plain('20250101000000_a/migration.sql', '20250102000000_b/migration.sql'),
    path: '20250102000000_b/down.sql',
    heading: '-- Undo 20250102000000_b: b\n\n',
  },
  'sql-migrate': {
    files: (one, two) => ({
      '1-a.sql': `-- +migrate Up\n${sqlMigrate(one)}`,
      '2-b.sql': `-- +migrate Up\n${sqlMigrate(two)}`,
    }),
    path: '2-b.sql',
    heading: '\n-- +migrate Down\n\n',
  },
  sqitch: {
    files: (one, two) => ({
      'sqitch.plan': `%syntax-version=1.0.0\n%project=shop\n\na ${planner} # A\nb ${planner} # B\n`,
      'deploy/a.sql': framed(one),
      'deploy/b.sql': framed(two),
    }),
    path: 'revert/b.sql',
    heading: '-- Revert shop:b from pg\n\nBEGIN;\n\n',
  },
  sqlx: { files: plain('1_a.up.sql', '2_b.up.sql'), path: '2_b.down.sql', heading: '-- Undo: b\n\n' },
  tern: {
    files: plain('001_a.sql', '002_b.sql'),
    path: '002_b.sql',
    heading: '\n---- create above / drop below ----\n\n',
  },
  'typed-timestamps': {
    files: plain('20250101_000000_schema_a.sql', '20250102_000000_schema_b.sql'),
    path: '20250102_000000_schema_b.down.sql',
    heading: '-- Undo 20250102_000000: b\n\n',
  },
};

/** What the first migration makes and the second takes away or changes, a function with semicolons among it. */
export const firstStatements: readonly string[] = [
  'CREATE TABLE item (id bigint PRIMARY KEY, name text NOT NULL, price numeric(8, 2) DEFAULT 1 CHECK (price > 0));',
  'CREATE UNIQUE INDEX item_name ON item (lower(name)) WHERE price > 2;',
  'CREATE VIEW cheap AS SELECT id FROM item WHERE price < 5;',
  'CREATE FUNCTION twice(a int) RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 2 * a;\nEND;\n$$;',
];
export const secondStatements: readonly string[] = [
  'CREATE TABLE maker (id bigint PRIMARY KEY);',
  'ALTER TABLE item ADD COLUMN maker bigint REFERENCES maker;',
  'DROP VIEW cheap;',
  'DROP INDEX item_name;',
  'ALTER TABLE item DROP CONSTRAINT item_price_check;',
  'DROP FUNCTION twice(int);',
];
