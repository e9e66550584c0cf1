import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKept, unpackKept, writeKept } from '../../../src/database/embedded/kept-file';
import { KeptChains } from '../../../src/database/kept-chains';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { chainKeys } from '../../../src/run/chain-keys';
import { sourceOf } from '../../support/chains';

describe('kept chains', () => {
  const home = mkdtempSync(join(tmpdir(), 'lockkeeper-chains-'));
  const directory = join(home, 'chains');
  const childScript = join(home, 'embedded.mjs');
  beforeEach(() => {
    rmSync(directory, { recursive: true, force: true });
    writeFileSync(childScript, 'one');
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  const keep = async (chains: KeptChains, key: string, hoursAgo = 0): Promise<void> => {
    const path = chains.pathFor(key);
    assert.ok(path !== undefined);
    await writeKept(path, `note of ${key}`, Buffer.from(key));
    const at = Date.now() / 1000 - hoursAgo * 3600;
    utimesSync(path, at, at);
  };
  const found = (chains: KeptChains, ...keys: readonly string[]): string | undefined => {
    const chain = chains.find(keys);
    return chain && `${chain.count} ${chain.note}`;
  };

  it('are found by their longest beginning', async () => {
    const chains = new KeptChains(directory, childScript);
    assert.equal(found(chains, 'a', 'ab'), undefined);
    await keep(chains, 'a');
    await keep(chains, 'ab');
    assert.equal(found(chains, 'a', 'ab', 'abc'), '2 note of ab');
    assert.equal(found(chains, 'a', 'ax'), '1 note of a');
    const path = chains.find(['a'])?.path ?? '';
    const file = readKept(path);
    assert.ok(file);
    assert.equal(Buffer.from(await unpackKept(file)).toString(), 'a');
  });

  it('are not those of another program', async () => {
    await keep(new KeptChains(directory, childScript), 'a');
    writeFileSync(childScript, 'two');
    assert.equal(found(new KeptChains(directory, childScript), 'a'), undefined);
  });

  it('are kept for a day, and not too many', async () => {
    const chains = new KeptChains(directory, childScript);
    await keep(chains, 'old', 25);
    assert.equal(found(chains, 'old'), undefined);
    assert.deepEqual(readdirSync(directory), []);
    for (let hour = 0; hour < 12; hour++) await keep(chains, String(hour), hour);
    chains.sweep();
    assert.equal(readdirSync(directory).length, 8);
    assert.equal(found(chains, '7'), '1 note of 7');
    assert.equal(found(chains, '8'), undefined);
  });

  it('are none where their directory cannot be', () => {
    const chains = new KeptChains(join(childScript, 'chains'), childScript);
    assert.equal(chains.pathFor('a'), undefined);
    assert.equal(chains.find(['a']), undefined);
    chains.sweep();
  });

  it('have keys that tell every difference before them', () => {
    const keysOf = (files: Readonly<Record<string, string>>): readonly string[] => {
      const source = sourceOf(files, sqlx);
      return chainKeys(source, source.migrations);
    };
    const files = { '1_a.sql': 'SELECT 1;', '2_b.sql': 'SELECT 2;', '3_c.sql': 'SELECT 3;' };
    const keys = keysOf(files);
    assert.equal(new Set(keys).size, 3);
    const edited = keysOf({ ...files, '2_b.sql': 'SELECT 2; ' });
    assert.deepEqual([edited[0] === keys[0], edited[1] === keys[1], edited[2] === keys[2]], [true, false, false]);
    const { '2_b.sql': second, ...others } = files;
    assert.notEqual(keysOf({ ...others, '2_x.sql': second })[1], keys[1]);
    assert.deepEqual(keysOf({ '1_a.sql': 'SELECT 1;', '2_b.sql': 'SELECT 2;' }), keys.slice(0, 2));
  });
});
