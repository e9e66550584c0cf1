import assert from 'node:assert/strict';
import { prisma } from '../../../src/migrations/conventions/prisma';
import { discover } from '../../../src/migrations/discovery';
import type { HistoryEvent } from '../../../src/migrations/history';
import { nodeFiles } from '../../../src/system/files';
import { made, read } from './reading';
import { text } from './text';
import { Trees } from './tree-of';

const { history } = prisma;
const run = { id: '00000000-0000-4000-8000-000000000001' };
const only = (content: string) => prisma.read(text({ '20250101120000_add_ports/migration.sql': content })).migrations[0]!;
const lock = (provider: string): string => `# A comment.\nprovider = "${provider}"\n`;

describe('prisma', () => {
  it('takes the name of the directory for version and order, and a script beside for the way back', () => {
    const { chain, migrations, problems } = read(prisma, {
      '20250102120000_add_berths/migration.sql': '',
      '20250102120000_add_berths/down.sql': '',
      '20250101120000/migration.sql': '',
      '0_init/migration.sql': '',
      'migration_lock.toml': lock('postgresql'),
      'seed.sql': '',
      '20250103120000_gone/down.sql': '',
    });
    assert.deepEqual(chain, [
      ['0_init', '0_init', '0_init/migration.sql', undefined],
      ['20250101120000', '20250101120000', '20250101120000/migration.sql', undefined],
      [
        ...['20250102120000_add_berths', '20250102120000_add_berths'],
        ...['20250102120000_add_berths/migration.sql', '20250102120000_add_berths/down.sql'],
      ],
      ['20250103120000_gone', '20250103120000_gone', undefined, '20250103120000_gone/down.sql'],
    ]);
    assert.equal(migrations[2]?.title, 'add berths');
    assert.deepEqual(problems, [
      'orphan-down down.sql undoes version 20250103120000_gone, but no up script of that version matches it. Rename or remove it.',
      'unmanaged seed.sql is no migration: Prisma looks for files migration.sql in directories of their own.',
    ]);
  });

  describe('folders', () => {
    const trees = new Trees();
    after(() => trees.remove());
    const found = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> =>
      (await discover(trees.make(files), nodeFiles)).sources.map(({ label, convention }) => `${label} ${convention.id}`);

    it('of other engines are nobody’s', async () => {
      const files = { 'm/20250101120000_a/migration.sql': 'SELECT 1;' };
      assert.deepEqual(await found(files), ['m prisma']);
      assert.deepEqual(await found({ ...files, 'm/migration_lock.toml': lock('postgresql') }), ['m prisma']);
      for (const provider of ['mysql', 'sqlite', 'cockroachdb']) {
        assert.deepEqual(await found({ ...files, 'm/migration_lock.toml': lock(provider) }), [], provider);
      }
    });

    it('of Drizzle, whose newer ones look alike, are not Prisma’s', async () => {
      assert.deepEqual(await found({ 'm/20250101120000_a/migration.sql': '', 'm/20250101120000_a/snapshot.json': '' }), []);
    });

    it('need a lock file where the names have no time', async () => {
      assert.deepEqual(await found({ 'm/init/migration.sql': 'SELECT 1;' }), []);
      assert.deepEqual(await found({ 'm/init/migration.sql': '', 'm/migration_lock.toml': lock('postgresql') }), ['m prisma']);
    });
  });

  it('knows a published checksum, and what it takes for the same', () => {
    // From the tests of Prisma's own engine.
    assert.equal(history.checksum?.(only('hello')), '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824');
    const matches = (content: string, stored: string): boolean =>
      history.matches({ version: 'a', failed: false, checksum: stored }, only(content));
    const unix = history.checksum(only('ab\ncd\n'));
    assert.equal(matches('ab\r\ncd\r\n', unix), true);
    assert.equal(matches('ab\ncd\n', history.checksum(only('ab\r\ncd\r\n'))), true);
    assert.equal(matches('ab\ncd', unix), false);
    // The same hash as versions before 2021 wrote it, without the zero before 5.
    const padded = history.checksum(only('hello'));
    const old = padded
      .match(/../g)!
      .map((byte) => Number.parseInt(byte, 16).toString(16))
      .join('');
    assert.notEqual(old, padded);
    assert.equal(matches('hello', old), true);
    assert.equal(matches('hellO', old), false);
  });

  it('reads rows: what has no end has failed, and what was rolled back is gone', () => {
    const started_at = new Date(1000);
    const rows = [
      { migration_name: 'a', started_at, finished_at: new Date(1500), checksum: 'x', rolled_back_at: null },
      { migration_name: 'b', started_at, finished_at: null, rolled_back_at: new Date(9), logs: 'no' },
      { migration_name: 'b', started_at, finished_at: null, rolled_back_at: null },
      { migration_name: 'c', started_at, finished_at: new Date(2), rolled_back_at: new Date(9) },
      { note: 'mine' },
    ];
    assert.deepEqual(history.read(rows, []), [
      { version: 'a', name: 'a', failed: false, appliedAt: new Date(1500), durationMs: 500, checksum: 'x' },
      { version: 'b', name: 'b', failed: true, appliedAt: started_at },
    ]);
  });

  it('keeps no row of what left nothing behind', () => {
    const failed: HistoryEvent = { run, kind: 'failed', direction: 'up', durationMs: 1, isUndone: true };
    const migration = only('');
    assert.deepEqual(history.record(failed, migration, [migration]), []);
    const [update] = history.record({ ...failed, isUndone: false, error: { message: 'no such table' } }, migration, [migration]);
    assert.deepEqual(update?.values, ['20250101120000_add_ports', 'no such table']);
  });

  it('takes the lock that Prisma takes', () => {
    assert.deepEqual(history.lock({ database: 'app', schema: 'public' }), { keys: ['72707369'], isRunners: true });
  });

  it('makes a directory, and the file that names the engine where there is none', () => {
    const files = made(prisma, {});
    assert.ok(typeof files !== 'string');
    assert.deepEqual(Object.keys(files), [
      '20250304123015_add_berths/migration.sql',
      '20250304123015_add_berths/down.sql',
      'migration_lock.toml',
    ]);
    assert.match(files['migration_lock.toml'] ?? '', /^provider = "postgresql"$/m);
    const next = made(
      prisma,
      { '20990101000000_a/migration.sql': '', 'migration_lock.toml': lock('postgresql') },
      { withDown: false },
    );
    assert.deepEqual(Object.keys(next), ['20990101000001_add_berths/migration.sql']);
  });

  it('refuses several statements that must not be in a transaction', () => {
    const content = (up: string) => ({ up, down: '', outsideTransaction: true });
    const one = made(prisma, {}, { content: content('VACUUM;\n'), withDown: false });
    assert.ok(typeof one !== 'string');
    const several = made(prisma, {}, { content: content('VACUUM;\nVACUUM;\n'), withDown: false });
    assert.match(typeof several === 'string' ? several : 'not refused', /one statement a migration/);
  });
});
