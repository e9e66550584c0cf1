import assert from 'node:assert/strict';
import type { Effect } from '../../../src/effects/effect';
import { type RelationStatistics, type TableStatistics, withRates } from '../../../src/effects/statistics';
import { estimates, estimateSentence, sourceWords } from '../../../src/lint/estimate';

const readAt = new Date('2026-03-10T23:30:00Z');
const GB = 1024 ** 3;

function table(key: string, more: Partial<RelationStatistics> = {}): RelationStatistics {
  return { key, kind: 'table', rows: 0, heapBytes: 0, toastBytes: 0, indexes: [], writes: 0, ...more };
}

function statistics(relations: readonly RelationStatistics[], more: Partial<TableStatistics> = {}): TableStatistics {
  return { server: '17.4', readAt, target: 'staging', relations: new Map(relations.map((each) => [each.key, each])), ...more };
}

const orders = table('public.orders', {
  rows: 120e6,
  heapBytes: 40 * GB,
  toastBytes: GB,
  indexes: [
    { name: 'orders_pkey', bytes: 6 * GB },
    { name: 'orders_at', bytes: 5 * GB },
  ],
  writesPerSecond: 210.4,
});
const lock = (on: string, mode: Extract<Effect, { kind: 'lock' }>['mode'] = 'AccessExclusiveLock'): Effect => ({
  kind: 'lock',
  on,
  mode,
});
const work = (kind: 'scan' | 'rewrite' | 'fk-check' | 'copy' | 'empty' | 'index-build', on: string): Effect => ({ kind, on });

describe('estimates', () => {
  const cases: readonly (readonly [string, readonly Effect[], readonly RelationStatistics[], readonly string[]])[] = [
    [
      'tell of a scan under a lock',
      [lock('public.orders'), work('scan', 'public.orders')],
      [orders],
      ['ACCESS EXCLUSIVE on public.orders, 41 GB, 120 M rows, 210 writes/s: scan about 3 min'],
    ],
    [
      'count TOAST and indexes as written by a rewrite',
      [lock('public.orders'), work('rewrite', 'public.orders')],
      [orders],
      ['ACCESS EXCLUSIVE on public.orders, 41 GB, 120 M rows, 210 writes/s: rewrite about 10 min'],
    ],
    [
      'tell of a build and a check, the longer first',
      [lock('public.orders', 'ShareLock'), work('fk-check', 'public.orders'), work('index-build', 'public.orders')],
      [orders],
      ['SHARE on public.orders, 41 GB, 120 M rows, 210 writes/s: index build about 10 min, foreign key check about 5 min'],
    ],
    [
      'tell of small tables that nobody will notice it',
      [lock('public.ports'), work('scan', 'public.ports')],
      [table('public.ports', { rows: 250, heapBytes: 48 * 1024 })],
      ['ACCESS EXCLUSIVE on public.ports, 48 kB, 250 rows: scan under a second'],
    ],
    [
      'tell of a lock alone where it stands in the way of many',
      [lock('public.orders'), lock('public.ports')],
      [orders, table('public.ports', { rows: 250, heapBytes: 48 * 1024 })],
      ['ACCESS EXCLUSIVE on public.orders, 41 GB, 120 M rows, 210 writes/s: no work that grows with the table'],
    ],
    [
      'claim no absence of work where that is unknown',
      [lock('public.orders'), { kind: 'unknown', aspect: 'work', why: 'a function is called' }],
      [orders],
      ['ACCESS EXCLUSIVE on public.orders, 41 GB, 120 M rows, 210 writes/s'],
    ],
    ['say nothing of a lock that blocks no writes', [lock('public.orders', 'ShareUpdateExclusiveLock')], [orders], []],
    ['say nothing of what is not known', [lock('public.orders'), work('scan', 'public.orders')], [], []],
    [
      'take no time for what is emptied',
      [lock('public.orders'), work('empty', 'public.orders')],
      [orders],
      ['ACCESS EXCLUSIVE on public.orders, 41 GB, 120 M rows, 210 writes/s: no work that grows with the table'],
    ],
    [
      'know no rows where nobody has counted',
      [work('index-build', 'public.events')],
      [{ ...table('public.events', { heapBytes: 3 * GB }), rows: undefined } as unknown as RelationStatistics],
      ['public.events, 3.0 GB, rows unknown: index build about 30 s'],
    ],
    [
      'go through every size',
      [1e6, 1e9, 4e9, 15e9, 1e12, 1e13, 1e14].map((bytes) => work('scan', `t.${String(bytes)}`)),
      [1e6, 1e9, 4e9, 15e9, 1e12, 1e13, 1e14].map((bytes) => table(`t.${String(bytes)}`, { rows: 1, heapBytes: bytes })),
      [
        't.100000000000000, 91 TB, 1 row: scan days',
        't.10000000000000, 9.1 TB, 1 row: scan about 10 h',
        't.1000000000000, 931 GB, 1 row: scan about 1 h',
        't.15000000000, 14 GB, 1 row: scan about 1 min',
        't.4000000000, 3.7 GB, 1 row: scan about 20 s',
        't.1000000000, 954 MB, 1 row: scan about 5 s',
        't.1000000, 977 kB, 1 row: scan under a second',
      ],
    ],
  ];
  for (const [name, effects, relations, expected] of cases) {
    it(name, () => assert.deepEqual(estimates(effects, statistics(relations)), expected));
  }

  const parts = [
    table('public.events', { kind: 'partitioned-table' }),
    table('public.events_1', { partitionOf: 'public.events', rows: 60e6, heapBytes: 20 * GB, writesPerSecond: 5 }),
    table('public.events_2', { kind: 'partitioned-table', partitionOf: 'public.events' }),
    table('public.events_2a', { partitionOf: 'public.events_2', rows: 60e6, heapBytes: 20 * GB, writesPerSecond: 6 }),
  ];
  it('sum the partitions of a table that is affected, once, whether they are named or not', () => {
    const expected = ['ACCESS EXCLUSIVE on public.events, 40 GB, 120 M rows, 11 writes/s: scan about 3 min'];
    assert.deepEqual(estimates([lock('public.events'), work('scan', 'public.events')], statistics(parts)), expected);
    const each = parts.flatMap(({ key }) => [lock(key), work('scan', key)]);
    assert.deepEqual(estimates(each, statistics(parts)), expected);
  });

  it('claim no absence of work on partitions, which may be none of the migrations’', () => {
    assert.deepEqual(estimates([lock('public.events')], statistics(parts)), [
      'ACCESS EXCLUSIVE on public.events, 40 GB, 120 M rows, 11 writes/s',
    ]);
  });

  it('leave out what nobody notices, where that is asked for', () => {
    const ports = table('public.ports', { rows: 250, heapBytes: 48 * 1024 });
    const busy = table('public.berths', { rows: 250, heapBytes: 48 * 1024, writesPerSecond: 3 });
    const effects = [work('scan', 'public.ports'), lock('public.berths'), work('scan', 'public.berths')];
    assert.deepEqual(estimates(effects, statistics([ports, busy]), 'notable'), [
      'ACCESS EXCLUSIVE on public.berths, 48 kB, 250 rows, 3 writes/s: scan under a second',
    ]);
  });

  it('tell of a partition alone where its table is not affected', () => {
    assert.deepEqual(estimates([work('scan', 'public.events_1')], statistics(parts)), [
      'public.events_1, 20 GB, 60 M rows, 5 writes/s: scan about 2 min',
    ]);
  });

  it('end with whose statistics they are and how old, by the calendar', () => {
    const of = (text: string): string => sourceWords(statistics([]), Date.parse(text));
    assert.equal(of('2026-03-10T23:59:00Z'), 'statistics of staging, today');
    assert.equal(of('2026-03-11T00:01:00Z'), 'statistics of staging, yesterday');
    assert.equal(of('2026-03-13T00:01:00Z'), 'statistics of staging, 3 days ago');
    assert.equal(of('2026-04-09T00:01:00Z'), 'statistics of staging, 30 days ago');
    assert.equal(of('2026-04-10T00:01:00Z'), 'old statistics of staging, 31 days ago');
    // A clock that is behind the one that wrote them makes them no older than today.
    assert.equal(of('2026-03-09T00:01:00Z'), 'statistics of staging, today');
    const three = ['a', 'b', 'c'].map((key, nth) => table(key, { heapBytes: (3 - nth) * 10 * GB, rows: 1 }));
    assert.equal(
      estimateSentence(
        ['a', 'b', 'c'].map((key) => work('scan', key)),
        statistics(three),
        readAt.getTime(),
      ),
      'a, 30 GB, 1 row: scan about 2 min; b, 20 GB, 1 row: scan about 2 min (statistics of staging, today)',
    );
    assert.equal(estimateSentence([work('scan', 'd')], statistics(three), readAt.getTime()), undefined);
  });
});

describe('rates of writes', () => {
  const at = (seconds: number, writes: number, more: Partial<TableStatistics> = {}): TableStatistics =>
    statistics([table('t', { writes })], { readAt: new Date(seconds * 1000), ...more });
  const rate = (reading: TableStatistics): number | undefined => reading.relations.get('t')?.writesPerSecond;

  it('are those between two readings, where there are two', () => {
    const both = withRates(at(110, 2100), at(100, 0));
    assert.deepEqual([rate(both), both.rate], [210, { between: 'readings', seconds: 10 }]);
  });

  it('are the average since the last reset, where it is known and there is one reading', () => {
    const countedSince = new Date(0);
    const average = withRates(at(1000, 5000, { countedSince }));
    assert.deepEqual([rate(average), average.rate], [5, { between: 'reset-and-reading', seconds: 1000 }]);
    const sentence = estimates([lock('t')], withRates(at(1000, 5000, { countedSince })));
    assert.deepEqual(sentence, ['ACCESS EXCLUSIVE on t, 0 B, 0 rows, 5 writes/s on average: no work that grows with the table']);
  });

  it('are not told where nothing tells them', () => {
    const none = [
      withRates(at(1000, 5000)),
      // The counters report once a second.
      withRates(at(101, 2100), at(100, 0)),
      // Reset meanwhile, or begun anew after a crash.
      withRates(at(110, 2100), at(100, 3000)),
    ];
    for (const reading of none) assert.equal(rate(reading), undefined);
    const reset = withRates(at(110, 2100, { countedSince: new Date(109_000) }), at(100, 0, { countedSince: new Date(0) }));
    assert.equal(rate(reset), undefined);
  });
});
