import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Batch, coalesce } from '../../../src/extension/coalesce';

describe('coalesce', () => {
  it('joins all calls during a run into one more run', async () => {
    let runs = 0;
    const work = coalesce(async () => {
      runs++;
      await sleep(5);
    });
    await Promise.all([work(), work(), work(), work()]);
    assert.equal(runs, 2);
    await work();
    assert.equal(runs, 3);
  });

  it('tells a failure to those who waited for it, and goes on', async () => {
    let runs = 0;
    const work = coalesce(() => (++runs === 1 ? Promise.reject(new Error('first')) : Promise.resolve()));
    const [first, second] = await Promise.allSettled([work(), work()]);
    assert.deepEqual([first.status, second.status, runs], ['rejected', 'fulfilled', 2]);
  });
});

describe('Batch', () => {
  it('hands over what came in, once, when it is quiet', async () => {
    const batches: (readonly string[])[] = [];
    const batch = new Batch<string>(10, (values) => batches.push(values));
    for (const value of ['a', 'b', 'a']) batch.add(value);
    await sleep(40);
    batch.add('c');
    batch.dispose();
    await sleep(40);
    assert.deepEqual(batches, [['a', 'b']]);
  });
});
