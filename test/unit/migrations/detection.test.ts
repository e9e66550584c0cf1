import assert from 'node:assert/strict';
import { discover } from '../../../src/migrations/discovery';
import { nodeFiles } from '../../../src/system/files';
import { Trees } from './tree-of';

/** Files, and the convention that has their folder; sorted by its id. */
const rows: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['diesel', { 'm/2025-01-01-120000_a/up.sql': 'SELECT 1;', 'm/2025-01-01-120000_a/down.sql': 'SELECT 1;' }],
  ['diesel', { 'diesel.toml': '', 'm/0001_a/up.sql': 'SELECT 1;' }],
  ['drizzle', { 'm/0000_a.sql': 'SELECT 1;', 'm/meta/_journal.json': '{"dialect":"postgresql","entries":[]}' }],
  ['flyway', { 'm/V1__a.sql': 'SELECT 1;' }],
  ['flyway', { 'Cargo.toml': '', 'pom.xml': '', 'm/V1__a.sql': 'SELECT 1;', 'm/R__b.sql': 'SELECT 1;' }],
  ['flyway', { 'm/V1__a.sql': 'SELECT 1;', 'm/q1/V2__b.sql': 'SELECT 1;', 'm/afterMigrate.sql': '' }],
  ['prisma', { 'm/20250101120000_a/migration.sql': 'SELECT 1;', 'm/20250102120000_b/migration.sql': 'SELECT 1;' }],
  ['prisma', { 'm/0_init/migration.sql': 'SELECT 1;', 'm/migration_lock.toml': 'provider = "postgresql"' }],
];

describe('of all conventions', () => {
  const trees = new Trees();
  after(() => trees.remove());
  for (const [id, files] of rows) {
    it(`${id} has ${Object.keys(files).join(', ')}`, async () => {
      const { sources } = await discover(trees.make(files), nodeFiles);
      assert.deepEqual(
        sources.map(({ label, convention }) => [label, convention.id]),
        [['m', id]],
      );
    });
  }
});
