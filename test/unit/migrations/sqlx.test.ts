import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import type { Migration } from '../../../src/migrations/project';
import { text } from './text';

const { history } = sqlx;
const run = { id: '00000000-0000-4000-8000-000000000001' };

function only(files: Readonly<Record<string, string>>): Migration {
  const { migrations } = sqlx.read(text(files));
  assert.equal(migrations.length, 1);
  return migrations[0]!;
}

describe('sqlx', () => {
  it('reads single files and pairs, ordered by number', () => {
    const { migrations, problems } = sqlx.read(
      text({
        '20250301000000_add_berths.down.sql': 'DROP TABLE berth;',
        '20250301000000_add_berths.up.sql': 'CREATE TABLE berth();',
        '20250102030405_create_ports.sql': 'CREATE TABLE port();',
        '9_first.sql': 'SELECT 1;',
      }),
    );
    assert.deepEqual(
      migrations.map(({ version, name, title, up, down }) => [version, name, title, up?.path, down?.path]),
      [
        ['9', 'first', 'first', '/m/9_first.sql', undefined],
        ['20250102030405', 'create ports', 'create ports', '/m/20250102030405_create_ports.sql', undefined],
        [
          '20250301000000',
          'add berths',
          'add berths',
          '/m/20250301000000_add_berths.up.sql',
          '/m/20250301000000_add_berths.down.sql',
        ],
      ],
    );
    assert.deepEqual(problems, []);
  });

  it('stores versions without leading zeros, as the bigint column does', () => {
    assert.equal(only({ '0007_seed.sql': '' }).version, '7');
  });

  it('takes the directive in the very first bytes only', () => {
    const mode = (content: string): string => sqlx.transaction(only({ '1_a.sql': content }).up!);
    assert.equal(mode('-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);'), 'none');
    assert.equal(mode('-- no-transactional\nSELECT 1;'), 'none', 'starts_with is all that sqlx asks');
    assert.equal(mode('\n-- no-transaction\n'), 'file');
    assert.equal(mode('\uFEFF-- no-transaction\n'), 'file');
    assert.equal(mode('--no-transaction\n'), 'file');
  });

  it('takes its lock from the database’s name', () => {
    // The value that sqlx itself derives for a database called app.
    assert.deepEqual(history.lock({ database: 'app', schema: 'public' }), { keys: ['3469795979745788610'], isRunners: true });
  });

  it('records the SHA-384 of the bytes, carriage returns and byte order mark included', () => {
    const content = '\uFEFFSELECT 1;\r\n';
    const migration = only({ '20250101000000_a_b.sql': content });
    const expected = createHash('sha384').update(Buffer.from(content)).digest('hex');
    assert.equal(history.checksum?.(migration), expected);
    const [remove, insert] = history.record({ kind: 'applied', run, durationMs: 1.5 }, migration, [migration]);
    assert.match(remove!.text, /^DELETE FROM _sqlx_migrations WHERE version = \$1 AND NOT success$/);
    assert.deepEqual(insert!.values, ['20250101000000', 'a b', true, Buffer.from(expected, 'hex'), '1500000']);
  });

  it('knows a published checksum', () => {
    // SHA-384 of the empty string, FIPS 180-4.
    assert.equal(
      history.checksum?.(only({ '1_empty.sql': '' })),
      '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b',
    );
  });

  it('keeps versions exact beyond 2^53', () => {
    const rows = history.read([{ version: '9007199254740993', success: true }], []);
    assert.deepEqual(rows, [{ version: '9007199254740993', failed: false }]);
  });

  it('tolerates a table altered by hand', () => {
    const rows = history.read([{ version: '1', checksum: null, note: 'mine' }, { description: 'no version' }], []);
    assert.deepEqual(rows, [{ version: '1', failed: false }]);
    assert.equal(history.matches(rows[0]!, only({ '1_a.sql': 'SELECT 1;' })), true);
  });

  it('sees unfinished rows as failed', () => {
    const rows = history.read([{ version: '1', success: false, execution_time: '-1' }], []);
    assert.deepEqual(rows, [{ version: '1', failed: true }]);
  });

  it('flags what makes sqlx refuse the folder, and what it skips', () => {
    const { migrations, problems } = sqlx.read(text({ 'seed_data.sql': '', 'schema.sql': '', '99999999999999999999_x.sql': '' }));
    assert.deepEqual(
      problems.map(({ kind, message }) => [kind, message]),
      [
        [
          'impossible-version',
          '99999999999999999999 is larger than a 64-bit number, so sqlx refuses the whole folder. Shorten it.',
        ],
        [
          'unmanaged',
          'seed_data.sql is no migration: sqlx refuses the whole folder, because the name does not start with a number and an underscore.',
        ],
        ['unmanaged', 'schema.sql is no migration: sqlx skips it, because its name has no underscore.'],
      ],
    );
    assert.equal(migrations[0]!.problems.length, 1);
  });

  it('says that a date does not exist, and runs it all the same', () => {
    const { migrations, problems } = sqlx.read(text({ '20250230120000_a.sql': '' }));
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['impossible-version'],
    );
    assert.deepEqual(migrations[0]!.problems, []);
  });
});
