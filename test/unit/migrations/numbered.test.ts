import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { numbered } from '../../../src/migrations/conventions/numbered';
import type { Migration } from '../../../src/migrations/project';
import { text } from './text';

const { history } = numbered;
const run = { id: '00000000-0000-4000-8000-000000000001', git: { commit: 'f'.repeat(40), isDirty: true } };

function only(files: Readonly<Record<string, string>>): Migration {
  const { migrations } = numbered.read(text(files));
  assert.equal(migrations.length, 1);
  return migrations[0]!;
}

const checksum = (migration: Migration): string | undefined => history.checksum?.(migration);
const cannotRecord = (migration: Migration): string | undefined => history.cannotRecord?.(migration);
const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');

describe('numbered with rollbacks', () => {
  it('orders by number and keeps the version as it is written', () => {
    const { migrations } = numbered.read(text({ '10_c.sql': '', '9_b.sql': '', '001_a.sql': '' }));
    assert.deepEqual(
      migrations.map(({ version, name }) => [version, name]),
      [
        ['001', 'a'],
        ['9', 'b'],
        ['10', 'c'],
      ],
    );
  });

  it('pairs by the whole name, as the runner looks for it', () => {
    const { migrations } = numbered.read(text({ 'versions/001_a.sql': '', 'down/001_renamed_down.sql': '' }));
    assert.deepEqual(
      migrations.map(({ up, down, problems }) => [!!up, !!down, problems.map(({ kind }) => kind)]),
      [
        [true, false, []],
        [false, true, ['orphan-down']],
      ],
    );
  });

  it('takes 1 and 001 for the same version', () => {
    const { problems } = numbered.read(text({ '1_a.sql': '', '001_b.sql': '' }));
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['duplicate-version', 'duplicate-version'],
    );
  });

  it('stores the first 16 hexadecimal digits of the SHA-256 of the text', () => {
    // FIPS 180-2, the example of «abc».
    assert.equal(checksum(only({ '001_a.sql': 'abc' })), 'ba7816bf8f01cfea');
    assert.equal(checksum(only({ '001_a.sql': 'ä' })), sha256('ä').slice(0, 16));
  });

  it('reads as text: every line end is a line feed to it', () => {
    const migration = only({ '001_a.sql': 'a\r\nb\rc\n' });
    assert.equal(checksum(migration), sha256('a\nb\nc\n').slice(0, 16));
    const row = (checksum: string) => ({ version: '001', failed: false, checksum });
    assert.equal(history.matches(row(sha256('a\nb\nc\n').slice(0, 16)), migration), true);
    assert.equal(history.matches(row(sha256('a\r\nb\rc\n').slice(0, 16)), migration), true, 'a runner that reads bytes');
    assert.equal(history.matches(row(sha256('a b c').slice(0, 16)), migration), false);
  });

  it('records the row that the runner would', () => {
    const migration = only({ 'versions/014_add_berths.sql': 'abc' });
    const [insert] = history.record({ kind: 'applied', run, durationMs: 12.9 }, migration, [migration]);
    assert.deepEqual(insert!.values, ['014', 'add_berths', 'ba7816bf8f01cfea', 12, 'f'.repeat(40)]);
    const [remove] = history.record({ kind: 'rolled-back', run, durationMs: 1 }, migration, [migration]);
    assert.deepEqual(remove, { text: 'DELETE FROM _migrations WHERE version = $1', values: ['014'] });
    assert.deepEqual(history.record({ kind: 'failed', run, direction: 'up', durationMs: 1, isUndone: true }, migration, []), []);
  });

  it('says before anything runs what its columns cannot hold', () => {
    assert.equal(
      cannotRecord(only({ '20250101120000_a.sql': '' })),
      'Version 20250101120000 has 14 digits, but _migrations.version holds 10.',
    );
    assert.equal(cannotRecord(only({ '0000000001_a.sql': '' })), undefined);
    assert.match(cannotRecord(only({ [`1_${'x'.repeat(256)}.sql`]: '' })) ?? '', /256 characters/);
  });

  it('reads rows of a table altered by hand', () => {
    const rows = history.read([{ version: '001', checksum: null, extra: 1 }, { id: 2 }], []);
    assert.deepEqual(rows, [{ version: '001', failed: false }]);
  });

  it('locks with a key of its own for each database', () => {
    const key = (database: string): string => history.lock({ database, schema: 'public' }).keys[0];
    // The first 8 bytes of SHA-256("lockkeeper\0app\0_migrations"), signed and big-endian.
    assert.equal(key('app'), createHash('sha256').update('lockkeeper\0app\0_migrations').digest().readBigInt64BE(0).toString());
    assert.notEqual(key('app'), key('app2'));
    assert.equal(history.lock({ database: 'app', schema: 'public' }).isRunners, false);
    assert.equal(BigInt.asIntN(64, BigInt(key('app'))).toString(), key('app'));
  });
});
