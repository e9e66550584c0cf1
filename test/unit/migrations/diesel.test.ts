import assert from 'node:assert/strict';
import { diesel } from '../../../src/migrations/conventions/diesel';
import type { Migration } from '../../../src/migrations/project';
import { made, read } from './reading';
import { text } from './text';

const { history } = diesel;
const run = { id: '00000000-0000-4000-8000-000000000001' };

function only(files: Readonly<Record<string, string>>): Migration {
  const { migrations } = diesel.read(text(files));
  assert.equal(migrations.length, 1);
  return migrations[0]!;
}

describe('diesel', () => {
  it('takes what stands before the first underscore for the version, without hyphens, and orders as text', () => {
    const { chain, migrations, problems } = read(diesel, {
      '2024-01-31-235959_add_ports/up.sql': '',
      '2024-01-31-235959_add_ports/down.sql': '',
      '2024-01-31-235959-0001_add_berths/up.sql': '',
      '00000000000000_diesel_initial_setup/up.sql': '',
      '2024-02-01-000000_gone/down.sql': '',
      'notes.sql': '',
    });
    assert.deepEqual(
      chain.map(([version, , up, down]) => [version, up, down]),
      [
        ['00000000000000', '00000000000000_diesel_initial_setup/up.sql', undefined],
        ['20240131235959', '2024-01-31-235959_add_ports/up.sql', '2024-01-31-235959_add_ports/down.sql'],
        ['202401312359590001', '2024-01-31-235959-0001_add_berths/up.sql', undefined],
        ['20240201000000', undefined, '2024-02-01-000000_gone/down.sql'],
      ],
    );
    assert.equal(migrations[1]?.title, 'add ports');
    assert.deepEqual(problems, [
      'orphan-down down.sql undoes version 20240201000000, but no up script of that version matches it. Rename or remove it.',
      'unmanaged notes.sql is no migration: Diesel looks for up.sql and down.sql in directories of their own.',
    ]);
  });

  it('refuses two directories of one version', () => {
    const { problems } = read(diesel, { '2024-01-31-235959_a/up.sql': '', '20240131235959_b/up.sql': '' });
    assert.deepEqual(
      problems.map((problem) => problem.split(' ', 1)[0]),
      ['duplicate-version', 'duplicate-version'],
    );
  });

  const modes: readonly (readonly [string | undefined, string])[] = [
    [undefined, 'file'],
    ['', 'none'],
    ['other = 1\n', 'none'],
    ['run_in_transaction = false\n', 'none'],
    ['# why\r\nrun_in_transaction=false # so\r\n', 'none'],
    ['run_in_transaction = true\n', 'file'],
    ['run_in_transaction = "no"\n', 'file'],
  ];
  for (const [toml, mode] of modes) {
    it(`runs ${mode === 'none' ? 'outside' : 'in'} a transaction with ${toml === undefined ? 'no metadata.toml' : JSON.stringify(toml)}`, () => {
      const { up, down } = only({
        ...{ '2024-01-31-235959_a/up.sql': '', '2024-01-31-235959_a/down.sql': '' },
        ...(toml !== undefined && { '2024-01-31-235959_a/metadata.toml': toml }),
      });
      assert.deepEqual([diesel.transaction(up!), diesel.transaction(down!)], [mode, mode]);
    });
  }

  it('stores versions alone, and refuses what Diesel would', () => {
    const migration = only({ '2024-01-31-235959_a/up.sql': 'SELECT 1;' });
    const [insert] = history.record({ run, kind: 'applied', durationMs: 1 }, migration, [migration]);
    assert.deepEqual(insert?.values, ['20240131235959']);
    assert.deepEqual(history.record({ run, kind: 'started', direction: 'up' }, migration, [migration]), []);
    assert.equal(history.cannotRecord?.(migration), undefined);
    assert.match(history.cannotRecord?.(only({ '2024-01-31-235959_a/up.sql': '' })) ?? '', /is empty, which Diesel refuses/);
    assert.match(history.cannotRecord?.(only({ [`${'1'.repeat(51)}_a/up.sql`]: ' ' })) ?? '', /holds 50/);
    const run_at = new Date(5);
    assert.deepEqual(history.read([{ version: '1', run_at }, { note: 'mine' }], []), [
      { version: '1', failed: false, appliedAt: run_at },
    ]);
  });

  it('makes directories as the folder has them', () => {
    assert.deepEqual(made(diesel, {}), {
      '2025-03-04-123015-0000_add_berths/up.sql': '-- Add berths\n\n',
      '2025-03-04-123015-0000_add_berths/down.sql': '-- Undo: Add berths\n\n',
    });
    const next = (...directories: readonly string[]): string | undefined => {
      const files = Object.fromEntries(directories.map((directory) => [`${directory}/up.sql`, '']));
      return Object.keys(made(diesel, files, { withDown: false }))[0];
    };
    assert.equal(next('00000000000000_diesel_initial_setup'), '2025-03-04-123015-0000_add_berths/up.sql');
    assert.equal(next('2024-01-31-235959_a'), '2025-03-04-123015_add_berths/up.sql');
    assert.equal(next('2024-01-31-235959-0000_a'), '2025-03-04-123015-0000_add_berths/up.sql');
    assert.equal(next('2099-01-01-000000_a'), '2099-01-01-000001_add_berths/up.sql');
    assert.equal(next('2025-03-04-123015-00ff_a'), '2025-03-04-123016-0000_add_berths/up.sql');
  });

  it('says in metadata.toml that one statement runs outside a transaction, and refuses several', () => {
    const content = (up: string) => ({ up, down: '', outsideTransaction: true });
    const files = made(diesel, {}, { content: content('VACUUM;\n'), withDown: false });
    assert.ok(typeof files !== 'string');
    assert.equal(diesel.transaction(only(files).up!), 'none');
    const several = made(diesel, {}, { content: content('VACUUM;\nVACUUM;\n'), withDown: false });
    assert.match(typeof several === 'string' ? several : 'not refused', /one statement a migration/);
  });
});
