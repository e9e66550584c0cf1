import assert from 'node:assert/strict';
import { hasura } from '../../../src/migrations/conventions/hasura';
import { sourceFile } from '../../../src/migrations/source-file';
import { made, read } from './reading';
import { text } from './text';

const { history } = hasura;

describe('hasura', () => {
  it('orders by number, and pairs within a directory', () => {
    const { chain, problems } = read(hasura, {
      '1700000000000_add_ports/up.sql': '',
      '1700000000000_add_ports/down.sql': '',
      '1_init/up.sql': '',
      'notes.sql': '',
    });
    assert.deepEqual(chain, [
      ['1', 'init', '1_init/up.sql', undefined],
      ['1700000000000', 'add_ports', '1700000000000_add_ports/up.sql', '1700000000000_add_ports/down.sql'],
    ]);
    assert.deepEqual(problems, [
      'unmanaged notes.sql is no migration: Hasura looks for up.sql and down.sql in directories <number>_<name>.',
    ]);
  });

  it('keeps apart what is applied to which database, by the name of the folder', () => {
    const chainOf = (folder: string) =>
      hasura.read([sourceFile('1_a/up.sql', `${folder}/1_a/up.sql`, { ok: true, bytes: Buffer.from('') })]).migrations;
    const cli_state = { migrations: { default: { '1': false }, other: { '1': true, '2': false } }, settings: {} };
    const versions = (folder: string): readonly unknown[] => history.read([{ cli_state }], chainOf(folder));
    assert.deepEqual(versions('/app/migrations/default'), [{ version: '1', failed: false }]);
    assert.deepEqual(versions('/app/migrations'), [{ version: '1', failed: false }], 'older projects have one database');
    assert.deepEqual(versions('/app/migrations/other'), [
      { version: '1', failed: true },
      { version: '2', failed: false },
    ]);
    assert.deepEqual(versions('/app/migrations/third'), []);
    assert.deepEqual(history.read([{ cli_state: null }], chainOf('/app/migrations')), []);
  });

  it('makes a pair with the milliseconds, never behind the newest', () => {
    assert.deepEqual(Object.keys(made(hasura, {})), ['1741091415250_add_berths/up.sql', '1741091415250_add_berths/down.sql']);
    const next = made(hasura, { '1999999999999_a/up.sql': '' }, { withDown: false });
    assert.deepEqual(Object.keys(next), ['2000000000000_add_berths/up.sql']);
  });

  it('refuses numbers that are too large', () => {
    assert.match(read(hasura, { '99999999999999999999_a/up.sql': '' }).problems.join('\n'), /^impossible-version/);
    assert.equal(hasura.transaction(hasura.read(text({ '1_a/up.sql': '' })).migrations[0]!.up!), 'file');
  });
});
