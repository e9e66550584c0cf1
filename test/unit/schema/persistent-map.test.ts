import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PersistentMap } from '../../../src/schema/persistent-map';

describe('PersistentMap', () => {
  it('does what a Map does, and leaves every earlier version as it was', () => {
    const key = fc.integer({ min: 0, max: 600 }).map((n) => `public.t${n}`);
    const step = fc.oneof(fc.record({ key, value: fc.nat() }), fc.record({ key, value: fc.constant(undefined) }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let map = PersistentMap.empty<number>();
        const model = new Map<string, number>();
        const versions: (readonly [PersistentMap<number>, readonly (readonly [string, number])[]])[] = [];
        for (const { key, value } of steps) {
          if (value === undefined) {
            map = map.delete(key);
            model.delete(key);
          } else {
            map = map.set(key, value);
            model.set(key, value);
          }
          assert.equal(map.get(key), model.get(key));
          assert.equal(map.has(key), model.has(key));
          assert.equal(map.size, model.size);
          versions.push([map, [...model]]);
        }
        for (const [version, entries] of versions) assert.deepEqual([...version], entries);
      }),
      { numRuns: 50 },
    );
  });

  it('tells the keys that another version lacks', () => {
    const one = PersistentMap.empty<number>().set('a', 1).set('b', 2);
    const two = one.delete('a').set('c', 3);
    assert.deepEqual(two.keysNotIn(one), ['c']);
    assert.deepEqual(one.keysNotIn(two), ['a']);
    assert.deepEqual(one.keysNotIn(one), []);
  });
});
