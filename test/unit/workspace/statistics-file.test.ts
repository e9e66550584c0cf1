import assert from 'node:assert/strict';
import type { TableStatistics } from '../../../src/effects/statistics';
import { readStatistics, statisticsText } from '../../../src/workspace/statistics-file';

const statistics: TableStatistics = {
  server: '17.4',
  target: 'staging',
  readAt: new Date('2026-03-10T12:00:00Z'),
  countedSince: new Date('2026-01-01T00:00:00Z'),
  rate: { between: 'readings', seconds: 5 },
  relations: new Map(
    [
      {
        ...{ key: 'public.orders', kind: 'table' as const, rows: 120e6, heapBytes: 44e9, toastBytes: 1e9 },
        ...{ indexes: [{ name: 'orders "pkey"', bytes: 6e9 }], writes: 12, writesPerSecond: 210 },
      },
      { key: 'public.calls', kind: 'partitioned-table' as const, rows: 0, heapBytes: 0, toastBytes: 0, indexes: [], writes: 0 },
      {
        ...{ key: 'public.calls_1', kind: 'table' as const, partitionOf: 'public.calls', heapBytes: 1, toastBytes: 2 },
        ...{ indexes: [], writes: 0 },
      },
    ].map((each) => [each.key, each]),
  ),
};

describe('the file of statistics', () => {
  const text = statisticsText(statistics);

  it('has a line for each table, in the order of their names, and is read again as it was', async () => {
    assert.equal(
      text,
      [
        '{',
        '"version":1,',
        '"server":"17.4",',
        '"target":"staging",',
        '"readAt":"2026-03-10T12:00:00.000Z",',
        '"countedSince":"2026-01-01T00:00:00.000Z",',
        '"rate":{"between":"readings","seconds":5},',
        '"tables":[',
        '{"name":"public.calls","kind":"partitioned-table","rows":0,"heapBytes":0,"toastBytes":0,"indexes":[],"writes":0},',
        '{"name":"public.calls_1","kind":"table","partitionOf":"public.calls","rows":null,"heapBytes":1,"toastBytes":2,"indexes":[],"writes":0},',
        '{"name":"public.orders","kind":"table","rows":120000000,"heapBytes":44000000000,"toastBytes":1000000000,"indexes":[{"name":"orders \\"pkey\\"","bytes":6000000000}],"writes":12,"writesPerSecond":210}',
        ']',
        '}',
        '',
      ].join('\n'),
    );
    const read = await readStatistics(text);
    assert.ok(read.ok);
    assert.equal(statisticsText(read.statistics), text);
    const { relations, ...head } = statistics;
    assert.deepEqual(read.statistics, { ...head, relations: new Map([...relations].sort(([a], [b]) => (a < b ? -1 : 1))) });
  });

  const wrong: readonly (readonly [string, string, string])[] = [
    ['no JSON', text.replace('"server":', 'server:'), 'line 3, column 1: this is no JSON: InvalidSymbol'],
    ['nothing', '', 'line 1, column 1: this is no JSON: ValueExpected'],
    ['another document', '[]', 'line 1, column 1: an object such as lockkeeper stats writes is expected'],
    ['another version', text.replace('"version":1', '"version":2'), 'line 2, column 11: "version": 1 is expected'],
    ['no tables', '{"version":1}', 'line 1, column 1: a list of "tables" is expected'],
    [
      'a size that is none',
      text.replace('44000000000', '"44 GB"'),
      'line 11, column 69: a number as "heapBytes", from 0 is expected',
    ],
    ['a negative size', text.replace('44000000000', '-1'), 'line 11, column 69: a number as "heapBytes", from 0 is expected'],
    [
      'an unknown kind',
      text.replace('"partitioned-table"', '"view"'),
      'line 9, column 31: one of table, partitioned-table, materialized-view as "kind" is expected',
    ],
    ['a table without a name', text.replace('"name":"public.calls",', ''), 'line 9, column 1: a text as "name" is expected'],
    [
      'no time',
      text.replace('2026-03-10T12:00:00.000Z', 'yesterday'),
      'line 5, column 10: a time as "readAt", such as 2026-01-31T12:00:00.000Z, is expected',
    ],
    [
      'an index without a size',
      text.replace(',"bytes":6000000000', ''),
      'line 11, column 116: a number as "bytes", from 0 is expected',
    ],
    [
      'a rate of nothing',
      text.replace('"readings"', '"wishes"'),
      'line 7, column 19: one of readings, reset-and-reading as "between" is expected',
    ],
  ];
  for (const [name, changed, reason] of wrong) {
    it(`is refused with its place where it has ${name}`, async () => {
      assert.notEqual(changed, text);
      assert.deepEqual(await readStatistics(changed), { ok: false, reason });
    });
  }
});
