import assert from 'node:assert/strict';
import { discover } from '../../../src/migrations/discovery';
import { nodeFiles } from '../../../src/system/files';
import { Trees } from './tree-of';

const pair = (stem: string): Record<string, string> => ({
  [`m/${stem}.up.sql`]: 'SELECT 1;',
  [`m/${stem}.down.sql`]: 'SELECT 2;',
});

/** Files, and the convention that has their folder; sorted by its id. */
const rows: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['atlas', { 'm/20250101000000_a.sql': 'SELECT 1;', 'm/atlas.sum': 'h1:\n' }],
  ['dbmate', { 'go.mod': '', 'm/20250101000000_a.sql': '-- migrate:up\nSELECT 1;\n-- migrate:down\n' }],
  ['diesel', { 'm/2025-01-01-120000_a/up.sql': 'SELECT 1;', 'm/2025-01-01-120000_a/down.sql': 'SELECT 1;' }],
  ['diesel', { 'diesel.toml': '', 'm/0001_a/up.sql': 'SELECT 1;' }],
  ['drizzle', { 'm/0000_a.sql': 'SELECT 1;', 'm/meta/_journal.json': '{"dialect":"postgresql","entries":[]}' }],
  ['flyway', { 'm/V1__a.sql': 'SELECT 1;' }],
  ['flyway', { 'Cargo.toml': '', 'pom.xml': '', 'm/V1__a.sql': 'SELECT 1;', 'm/R__b.sql': 'SELECT 1;' }],
  ['flyway', { 'm/V1__a.sql': 'SELECT 1;', 'm/q1/V2__b.sql': 'SELECT 1;', 'm/afterMigrate.sql': '' }],
  ['golang-migrate', { 'go.mod': '', ...pair('20250101000000_a') }],
  ['golang-migrate', { 'go.mod': '', 'Cargo.toml': '', ...pair('000001_a') }],
  ['golang-migrate', pair('000001_a')],
  ['golang-migrate', { ...pair('000001_a'), 'm/atlas.sum': 'h1:\n' }],
  ['golang-migrate', pair('1547650558_a')],
  ['goose', { 'go.mod': '', 'm/00001_a.sql': '-- +goose Up\nSELECT 1;\n' }],
  ['goose', { 'Cargo.toml': '', 'm/20250101000000_a.sql': '-- +goose Up\nSELECT 1;\n' }],
  ['graphile-migrate', { 'm/committed/000001.sql': '--! Previous: -\n--! Hash: sha1:0\n\nSELECT 1;', 'm/current.sql': '' }],
  ['graphile-migrate', { '.gmrc': '', 'm/current/001-a.sql': 'SELECT 1;' }],
  ['hasura', { 'config.yaml': '', 'metadata/version.yaml': '', 'm/1_init/up.sql': 'SELECT 1;' }],
  ['hasura', { 'Cargo.toml': '', 'm/1700000000000_a/up.sql': 'SELECT 1;' }],
  ['morph', { 'go.mod': '', 'migrations.list': '', ...pair('000001_a') }],
  ['morph', { 'go.mod': '', 'm/000001_a.up.sql': '-- morph:nontransactional\nSELECT 1;\n' }],
  ['mybatis', { 'm/20250101000000_a.sql': '-- // a\nSELECT 1;\n-- //@UNDO\nSELECT 2;\n' }],
  ['node-pg-migrate', { 'm/1712345678901_a.sql': '-- Up Migration\nSELECT 1;' }],
  ['node-pg-migrate', { 'm/1712345678901_a.sql': 'SELECT 1;' }],
  ['node-pg-migrate', { 'Cargo.toml': '', 'm/20250101000000000_a.sql': '--- UP migration' }],
  ['numbered', { 'm/001_a.sql': 'SELECT 1;', 'm/001_a_down.sql': 'SELECT 1;' }],
  ['plain', { 'm/001_a.sql': 'SELECT 1;', 'm/002_b.sql': 'SELECT 1;' }],
  ['plain', { 'm/20250101000000-a.sql': 'SELECT 1;' }],
  ['plain', { 'm/2025-01-01_a.sql': 'SELECT 1;', 'm/2025-01-01_a.down.sql': 'SELECT 1;' }],
  ['plain', { 'm/20250101_a.sql': 'SELECT 1;', 'm/20250102000000_b.sql': 'SELECT 1;' }],
  ['plain', { 'm/004_5_a.sql': 'SELECT 1;' }],
  ['pop', { 'go.mod': '', 'm/20250101000000_a.up.sql': 'CREATE TABLE {{ index .Options "Namespace" }}.t (id int);' }],
  ['pop', { 'go.mod': '', 'm/20250101000000_a.up.fizz': '', 'm/20250102000000_b.up.sql': 'SELECT 1;' }],
  ['pop', { 'go.mod': '', 'database.yml': '', ...pair('20250101000000_a') }],
  ['pop', { 'go.mod': '', 'm/20250101000000_a.postgres.up.sql': 'SELECT 1;' }],
  ['pop', { 'go.mod': '', 'm/20250101000000_a.autocommit.up.sql': 'SELECT 1;' }],
  ['postgres-migrations', { 'package.json': '', 'm/0001-a.sql': 'SELECT 1;', 'm/0002-b.sql': 'SELECT 1;' }],
  ['postgres-migrations', { 'm/1_a.sql': '-- postgres-migrations disable-transaction\nSELECT 1;' }],
  ['prisma', { 'm/20250101120000_a/migration.sql': 'SELECT 1;', 'm/20250102120000_b/migration.sql': 'SELECT 1;' }],
  ['prisma', { 'm/0_init/migration.sql': 'SELECT 1;', 'm/migration_lock.toml': 'provider = "postgresql"' }],
  ['refinery', { 'Cargo.toml': '', 'm/V1__a.sql': 'SELECT 1;', 'm/U2__b.sql': 'SELECT 1;' }],
  ['sqitch', { 'm/sqitch.plan': '%project=a\n', 'm/deploy/001_a.sql': '', 'm/revert/001_a.sql': '', 'm/verify/001_a.sql': '' }],
  ['sql-migrate', { 'go.mod': '', 'm/20250101000000-a.sql': '-- +migrate Up\nSELECT 1;\n' }],
  ['sql-migrate', { 'm/1_init.sql': '-- +migrate Up\nSELECT 1;\n' }],
  ['sqlx', { 'Cargo.toml': '', 'm/0001_a.sql': 'SELECT 1;' }],
  ['sqlx', { 'm/20250101000000_a.sql': 'SELECT 1;' }],
  ['sqlx', { 'Cargo.toml': '', ...pair('20250101000000_a') }],
  ['sqlx', { 'Cargo.toml': '', 'go.mod': '', ...pair('20250101000000_a') }],
  ['sqlx', { 'sqlx.toml': '', ...pair('000001_a') }],
  ['sqlx', pair('20250101000000_a')],
  ['supabase', { 'm/supabase/migrations/20250101000000_a.sql': 'SELECT 1;' }],
  ['supabase', { '.sqlx': '', 'm/supabase/migrations/20250101000000_a.sql': 'SELECT 1;' }],
  ['tern', { 'm/001_a.sql': 'SELECT 1;\n---- create above / drop below ----\nSELECT 2;\n' }],
  ['tern', { 'tern.conf': '', 'm/001_a.sql': 'SELECT 1;\n' }],
];

describe('of all conventions', () => {
  const trees = new Trees();
  after(() => trees.remove());
  for (const [id, files] of rows) {
    it(`${id} has ${Object.keys(files).join(', ')}`, async () => {
      const { sources } = await discover(trees.make(files), nodeFiles);
      assert.deepEqual(
        sources.map(({ label, convention }) => [label.split('/', 1)[0], convention.id]),
        [['m', id]],
      );
    });
  }
});
