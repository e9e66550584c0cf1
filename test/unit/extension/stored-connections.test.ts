import assert from 'node:assert/strict';
import { storedConnections } from '../../../src/extension/stored-connections';

describe('stored connections', () => {
  const good = { name: 'orders', url: 'postgres://db/orders', role: 'shared' };

  it('are read one by one, and what is none is left out', () => {
    const stored = [good, { name: 'old', url: 'postgres://db/old' }, { name: 7, url: '' }, null, { ...good, role: 'king' }];
    assert.deepEqual(storedConnections(JSON.stringify(stored)), stored.slice(0, 2));
  });

  it('are unknown where they were garbled', () => {
    for (const text of ['', '[{"name":', '{}', '"x"']) assert.equal(storedConnections(text), undefined, text);
  });
});
