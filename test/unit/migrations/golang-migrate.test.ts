import assert from 'node:assert/strict';
import { golangMigrate } from '../../../src/migrations/conventions/golang-migrate';
import type { HistoryEvent } from '../../../src/migrations/history';
import type { Migration } from '../../../src/migrations/project';
import { made, read } from './reading';
import { text } from './text';

const { history } = golangMigrate;
const run = { id: '00000000-0000-4000-8000-000000000001' };
const { migrations } = golangMigrate.read(text({ '1_a.up.sql': '', '2_b.up.sql': '', '10_c.up.sql': '' }));

describe('golang-migrate', () => {
  it('orders by number, pairs by version whatever the names say, and allows either script alone', () => {
    const { chain, problems } = read(golangMigrate, {
      '000010_c.up.sql': '',
      '2_berths.up.sql': '',
      '2_other.down.sql': '',
      '1_ports.up.sql': '',
      'seed.sql': '',
    });
    assert.deepEqual(chain, [
      ['1', 'ports', '1_ports.up.sql', undefined],
      ['2', 'berths', '2_berths.up.sql', '2_other.down.sql'],
      ['10', 'c', '000010_c.up.sql', undefined],
    ]);
    assert.deepEqual(problems, [
      'unmanaged seed.sql is no migration: golang-migrate skips it, because its name is not a number, an underscore and .up.sql or .down.sql.',
    ]);
  });

  it('refuses two of one version, and numbers that no bigint holds', () => {
    const { problems } = read(golangMigrate, {
      '1_a.up.sql': '',
      '01_b.up.sql': '',
      '9223372036854775808_c.up.sql': '',
    });
    assert.deepEqual(
      problems.map((problem) => problem.split(' ', 1)[0]),
      ['duplicate-version', 'duplicate-version', 'impossible-version'],
    );
  });

  it('knows the lock’s published key, and the one of a database named in a URL', () => {
    const { keys, isRunners } = history.lock({ database: 'app', schema: 'public' });
    assert.deepEqual([keys.length, keys[1], isRunners], [2, '1787120056', true]);
    assert.notEqual(keys[0], keys[1]);
    assert.notDeepEqual(history.lock({ database: 'app', schema: 'shop' }).keys, keys);
  });

  it('takes one row for all that comes before it', () => {
    assert.deepEqual(history.read([{ version: '2', dirty: false }], migrations), [
      { version: '1', failed: false },
      { version: '2', failed: false },
    ]);
    assert.deepEqual(history.read([{ version: '5', dirty: true }], migrations), [
      { version: '1', failed: false },
      { version: '2', failed: false },
      { version: '5', failed: true },
    ]);
    assert.deepEqual(history.read([{ version: '-1', dirty: true }], migrations), [{ version: '1', failed: true }]);
    assert.deepEqual(history.read([], migrations), []);
  });

  it('takes rows of other runners that call their table the same for none of its own', () => {
    assert.deepEqual(history.read([{ version: '20250101000000_add' }, { id: 1 }], migrations), []);
    assert.deepEqual(history.read([{ id: 1 }], migrations), []);
  });

  const records: readonly (readonly [string, HistoryEvent, Migration | undefined, unknown])[] = [
    ['applied', { run, kind: 'applied', durationMs: 1 }, migrations[1], ['2', false]],
    ['begun', { run, kind: 'started', direction: 'up' }, migrations[1], ['2', true]],
    ['rolled back', { run, kind: 'rolled-back', durationMs: 1 }, migrations[2], ['2', false]],
    ['a way back begun', { run, kind: 'started', direction: 'down' }, migrations[2], ['2', true]],
    ['the first rolled back', { run, kind: 'rolled-back', durationMs: 1 }, migrations[0], undefined],
    ['the first’s way back begun', { run, kind: 'started', direction: 'down' }, migrations[0], ['-1', true]],
  ];
  for (const [what, event, migration, values] of records) {
    it(`clears the table and writes one row: ${what}`, () => {
      const [clear, insert] = history.record(event, migration!, migrations);
      assert.equal(clear?.text, 'TRUNCATE schema_migrations');
      assert.deepEqual(insert?.values, values);
    });
  }

  it('makes pairs in the way that the folder has', () => {
    assert.deepEqual(made(golangMigrate, {}), {
      '20250304123015_add_berths.up.sql': '-- Add berths\n\n',
      '20250304123015_add_berths.down.sql': '-- Undo: Add berths\n\n',
    });
    const first = (files: Readonly<Record<string, string>>): string | undefined =>
      Object.keys(made(golangMigrate, files, { withDown: false }))[0];
    assert.equal(first({ '000009_a.up.sql': '' }), '000010_add_berths.up.sql');
    assert.equal(first({ '99_a.up.sql': '' }), '100_add_berths.up.sql');
    assert.equal(first({ '1547650558_a.up.sql': '' }), '1741091415_add_berths.up.sql');
    assert.equal(first({ '1999999999_a.up.sql': '' }), '2000000000_add_berths.up.sql');
    assert.equal(first({ '20990101000000_a.up.sql': '' }), '20990101000001_add_berths.up.sql');
  });

  it('runs what nobody wraps: several statements are one query', () => {
    assert.equal(golangMigrate.transaction(migrations[0]!.up!), 'none');
    assert.equal(golangMigrate.sendsWholeFile, true);
  });
});
