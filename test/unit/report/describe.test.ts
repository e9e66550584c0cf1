import assert from 'node:assert/strict';
import { lockModes, type Effect } from '../../../src/effects/effect';
import { blocks } from '../../../src/effects/locks';
import {
  describeCounts,
  describeDuration,
  describeEffect,
  describeEffects,
  describeLock,
  describeState,
  describeStateDetail,
} from '../../../src/report/describe';
import type { MigrationState } from '../../../src/run/status';

describe('a lock in words', () => {
  it('is spelled as in the manual', () => {
    assert.deepEqual(
      lockModes.map((mode) => describeLock(mode).name),
      [
        'ACCESS SHARE',
        'ROW SHARE',
        'ROW EXCLUSIVE',
        'SHARE UPDATE EXCLUSIVE',
        'SHARE',
        'SHARE ROW EXCLUSIVE',
        'EXCLUSIVE',
        'ACCESS EXCLUSIVE',
      ],
    );
  });

  it('says that it blocks reads or writes just where it does', () => {
    for (const mode of lockModes) {
      const { blocks: words, isSevere } = describeLock(mode);
      assert.equal(words.startsWith('all reads'), blocks(mode).reads, mode);
      assert.equal(/^all (?:reads and )?writes/.test(words), blocks(mode).writes, mode);
      assert.equal(isSevere, blocks(mode).writes, mode);
    }
  });
});

describe('an effect in words', () => {
  const all: readonly (readonly [Effect, string])[] = [
    [{ kind: 'lock', on: 'public.t', mode: 'ShareLock' }, 'SHARE on public.t: blocks all writes'],
    [{ kind: 'rewrite', on: 'public.t' }, 'rewrites public.t and all its indexes'],
    [{ kind: 'scan', on: 'public.t' }, 'reads all of public.t'],
    [{ kind: 'fk-check', on: 'public.t' }, 'checks every row of public.t against the table it references'],
    [{ kind: 'copy', on: 'public.t' }, 'copies public.t'],
    [{ kind: 'empty', on: 'public.t' }, 'empties public.t'],
    [{ kind: 'index-build', on: 'public.t' }, 'builds an index on public.t'],
    [{ kind: 'index-build', on: 'public.t', index: 'public.i' }, 'builds the index public.i on public.t'],
    [{ kind: 'waits-for-transactions', on: 'public.t' }, 'waits until older transactions that use public.t have ended'],
    [{ kind: 'data-loss', of: 'public.t.a' }, 'loses the data of public.t.a'],
    [{ kind: 'error', sqlstate: '42P01', when: 'always', why: 'no such table' }, 'fails with 42P01: no such table'],
    [{ kind: 'error', sqlstate: '23502', when: 'rows', why: 'NULLs' }, 'may fail with 23502, depending on the rows: NULLs'],
    [{ kind: 'no-transaction' }, 'runs only outside a transaction'],
    [{ kind: 'unknown', aspect: 'locks', why: 'it is a DO block' }, 'which locks it takes cannot be told: it is a DO block'],
    [{ kind: 'unknown', aspect: 'work', why: 'w' }, 'how much work it does cannot be told: w'],
    [{ kind: 'unknown', aspect: 'outcome', why: 'w' }, 'whether it succeeds cannot be told: w'],
  ];

  for (const [effect, words] of all) it(`says «${words}»`, () => assert.equal(describeEffect(effect), words));

  it('comes with the gravest first', () => {
    const words = describeEffects(all.map(([effect]) => effect));
    assert.match(words[0] ?? '', /^fails with/);
    assert.match(words[1] ?? '', /^loses/);
    assert.match(words.at(-1) ?? '', /cannot be told/);
  });
});

describe('a state in words', () => {
  const row = { version: '1', failed: false };
  const states: readonly (readonly [MigrationState, string, string])[] = [
    [{ kind: 'applied', row }, 'applied', ''],
    [{ kind: 'pending' }, 'pending', ''],
    [{ kind: 'out-of-order', after: '7', refused: false }, 'out of order', '7 is applied already'],
    [{ kind: 'out-of-order', after: '7', refused: true }, 'out of order, refused', '7 is applied already'],
    [{ kind: 'changed', row, difference: 'comments' }, 'changed after apply', 'only comments changed'],
    [{ kind: 'changed', row, difference: 'line ends' }, 'changed after apply', 'only line ends changed'],
    [{ kind: 'changed', row, difference: 'meaning' }, 'changed after apply', 'statements changed'],
    [{ kind: 'changed', row, difference: 'unknown' }, 'changed after apply', 'its checksum differs'],
    [{ kind: 'failed', row }, 'failed', ''],
    [{ kind: 'blocked', why: 'two files' }, 'cannot run', 'two files'],
  ];
  for (const [state, words, detail] of states) {
    it(`says «${words}»${detail === '' ? '' : ` and «${detail}»`}`, () => {
      assert.equal(describeState(state), words);
      assert.equal(describeStateDetail(state), detail);
    });
  }
});

describe('numbers in words', () => {
  it('count findings', () => {
    assert.equal(describeCounts({ error: 1, warning: 2, information: 0, hint: 1 }), '1 error, 2 warnings, 1 hint');
    assert.equal(describeCounts({ error: 0, warning: 0, information: 0, hint: 0 }), '');
  });

  it('tell durations', () => {
    assert.deepEqual([0.4, 14.2, 999.4, 2340, 59_900, 250_000].map(describeDuration), [
      '0 ms',
      '14 ms',
      '999 ms',
      '2.3 s',
      '59.9 s',
      '4 min 10 s',
    ]);
  });
});
