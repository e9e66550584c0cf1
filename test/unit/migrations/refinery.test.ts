import assert from 'node:assert/strict';
import { refinery } from '../../../src/migrations/conventions/refinery';
import type { Migration } from '../../../src/migrations/project';
import { sipHash13 } from '../../../src/migrations/sip-hash';
import { made, read } from './reading';
import { text } from './text';

const { history } = refinery;
const run = { id: '00000000-0000-4000-8000-000000000001' };

function only(files: Readonly<Record<string, string>>): Migration {
  const { migrations } = refinery.read(text(files));
  assert.equal(migrations.length, 1);
  return migrations[0]!;
}

describe('refinery', () => {
  it('orders by number, also those in directories', () => {
    const { chain, problems } = read(refinery, {
      'V10__c.sql': '',
      'V2__add_berths.sql': '',
      'deep/V003__größe.sql': '',
      'U1__late.sql': '',
      'V4__with space.sql': '',
      'V5_x.sql': '',
    });
    assert.deepEqual(
      chain.map(([version, name]) => [version, name]),
      [
        ['1', 'late'],
        ['2', 'add_berths'],
        ['3', 'größe'],
        ['10', 'c'],
      ],
    );
    assert.deepEqual(
      problems.map((problem) => problem.split(' is ', 1)[0]),
      ['unmanaged V4__with space.sql', 'unmanaged V5_x.sql'],
    );
  });

  it('refuses what refinery does: two of one version, and versions that are no whole numbers', () => {
    const { problems } = read(refinery, {
      'V1__a.sql': '',
      'U01__b.sql': '',
      'V1.5__c.sql': '',
      'V9223372036854775808__d.sql': '',
    });
    assert.deepEqual(problems.map((problem) => problem.split(' ', 1)[0]).sort(), [
      ...['duplicate-version', 'duplicate-version', 'impossible-version', 'impossible-version'],
    ]);
  });

  it('hashes as Rust does', () => {
    // As Python 3.11 hashes bytes with PYTHONHASHSEED=0, by the same function and key.
    assert.equal(sipHash13(Buffer.from('abcabcabcabcabc')), 2626977179384082805n);
    assert.equal(history.checksum?.(only({ 'V1__create_ports.sql': 'CREATE TABLE ports (id int);\n' })), '11215872518538604662');
    assert.equal(history.checksum(only({ 'V3__add_grüße.sql': "SELECT 'ß';" })), '9066284721451805810');
  });

  it('takes the checksum of either width for its own, and a changed name for a change', () => {
    const migration = only({ 'V1__create_ports.sql': 'CREATE TABLE ports (id int);\n' });
    const row = { version: '1', failed: false, name: 'create_ports' };
    for (const checksum of ['11215872518538604662', '5229393770001697367']) {
      assert.equal(history.matches({ ...row, checksum }, migration), true);
    }
    assert.equal(history.matches({ ...row, checksum: '1' }, migration), false);
    assert.equal(history.matches({ ...row, name: 'other' }, migration), false);
  });

  it('lets only what is marked so come late', () => {
    assert.equal(history.mayComeLate?.(only({ 'U1__a.sql': '' })), true);
    assert.equal(history.mayComeLate(only({ 'V1__a.sql': '' })), false);
    assert.equal(history.can.outOfOrder, false);
  });

  it('widens the column only where the files need it', () => {
    const { migrations } = refinery.read(text({ 'V1__a.sql': '', 'V20250101000000__b.sql': '' }));
    const texts = (chain: readonly Migration[]): readonly string[] =>
      history.record({ run, kind: 'applied', durationMs: 1 }, chain[0]!, chain).map((query) => query.text.split(' ', 1)[0] ?? '');
    assert.deepEqual(texts(migrations), ['ALTER', 'INSERT']);
    assert.deepEqual(texts(migrations.slice(0, 1)), ['INSERT']);
  });

  it('makes the next number, or the time where the folder has times', () => {
    const next = (...names: readonly string[]): string | undefined =>
      Object.keys(made(refinery, Object.fromEntries(names.map((name) => [name, ''])), { withDown: false }))[0];
    assert.equal(next(), 'V1__add_berths.sql');
    assert.equal(next('V9__a.sql', 'U10__b.sql'), 'V11__add_berths.sql');
    assert.equal(next('V20240101000000__a.sql'), 'V20250304123015__add_berths.sql');
    const content = { up: 'VACUUM;\n', down: '', outsideTransaction: true };
    const refusal = made(refinery, {}, { content, withDown: false });
    assert.match(typeof refusal === 'string' ? refusal : 'not refused', /every file in a transaction/);
  });
});
