import assert from 'node:assert/strict';
import type { Connection } from '../../src/database/connection';
import type { Databases } from '../../src/database/databases';
import { readTableStatistics } from '../../src/database/table-statistics';
import type { Target } from '../../src/database/target';
import type { RelationStatistics, TableStatistics } from '../../src/effects/statistics';
import { dryRun } from '../../src/run/dry-run';
import type { DryRunKind } from '../../src/run/events';
import { statisticsOfTarget } from '../../src/run/read-statistics';
import { embeddedTarget, testDatabases } from '../support/embedded';
import { serverTarget, sourceOf, toolsOf, up } from '../support/runs';
import { outerMajors, serverTimeout, sharedServer } from '../support/servers';

describe('statistics of tables', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  async function open(target: Target, purpose: 'read' | 'write'): Promise<Connection> {
    const answer = await databases.connect(target, { purpose });
    if (!answer.ok) throw new Error(answer.failure.message);
    return answer.connection;
  }
  async function script(target: Target, text: string): Promise<void> {
    const connection = await open(target, 'write');
    try {
      await connection.script(text);
    } finally {
      await connection.close();
    }
  }
  async function read(target: Target): Promise<TableStatistics> {
    const connection = await open(target, 'read');
    try {
      return await readTableStatistics(connection, Date.now);
    } finally {
      await connection.close();
    }
  }
  const of = ({ relations }: TableStatistics, key: string): RelationStatistics => {
    const found = relations.get(key);
    assert.ok(found, `${key} is among ${[...relations.keys()].join(', ')}`);
    return found;
  };

  const tables = `
    CREATE SCHEMA "Odd one";
    CREATE TABLE ports (id int PRIMARY KEY, name text, chart text);
    CREATE INDEX "ports by name" ON ports (name);
    ALTER TABLE ports ALTER chart SET STORAGE EXTERNAL;
    INSERT INTO ports SELECT i, 'port ' || i, CASE WHEN i <= 100 THEN repeat('x', 10000) END FROM generate_series(1, 5000) i;
    CREATE TABLE calls (id int, at date) PARTITION BY RANGE (at);
    CREATE TABLE calls_2025 PARTITION OF calls FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE calls_2026 PARTITION OF calls FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY RANGE (at);
    CREATE TABLE calls_2026_1 PARTITION OF calls_2026 FOR VALUES FROM ('2026-01-01') TO ('2026-07-01');
    CREATE INDEX ON calls (id);
    INSERT INTO calls SELECT i, '2025-01-01'::date + i % 500 FROM generate_series(1, 1000) i;
    CREATE MATERIALIZED VIEW names AS SELECT name FROM ports;
    CREATE VIEW not_counted AS SELECT 1;
    CREATE TABLE "Odd one"."a.b" (id int);
    INSERT INTO "Odd one"."a.b" VALUES (1);
    CREATE TEMP TABLE not_counted_either (id int);
    ANALYZE ports; ANALYZE calls_2025; ANALYZE calls_2026_1; ANALYZE names`;

  function isRead(statistics: TableStatistics): void {
    assert.deepEqual(
      [...statistics.relations.values()].map(({ key, kind, partitionOf }) => [key, kind, partitionOf]),
      [
        ['Odd one.a.b', 'table', undefined],
        ['public.calls', 'partitioned-table', undefined],
        ['public.calls_2025', 'table', 'public.calls'],
        ['public.calls_2026', 'partitioned-table', 'public.calls'],
        ['public.calls_2026_1', 'table', 'public.calls_2026'],
        ['public.names', 'materialized-view', undefined],
        ['public.ports', 'table', undefined],
      ],
    );
    const ports = of(statistics, 'public.ports');
    assert.equal(ports.rows, 5000);
    assert.equal(of(statistics, 'public.names').rows, 5000);
    // Nobody has analysed it.
    assert.equal(of(statistics, 'Odd one.a.b').rows, undefined);
    assert.ok(ports.heapBytes >= 5000 * 30 && ports.heapBytes < 5000 * 100, String(ports.heapBytes));
    assert.ok(ports.toastBytes >= 100 * 10_000, String(ports.toastBytes));
    assert.deepEqual(
      ports.indexes.map(({ name }) => name),
      ['ports by name', 'ports_pkey'],
    );
    for (const { bytes } of ports.indexes) assert.ok(bytes >= 5000 * 10, String(bytes));
    assert.equal(of(statistics, 'public.calls').heapBytes, 0);
    assert.deepEqual(of(statistics, 'public.calls').indexes, []);
    assert.equal(of(statistics, 'public.calls_2025').indexes.length, 1);
  }

  for (const major of outerMajors) {
    describe(`on PostgreSQL ${major}`, () => {
      let target: Target;
      before(async () => {
        target = serverTarget(await (await sharedServer(major)).createDatabase());
        await script(target, tables);
      });

      it('are what the server says of each table, partition and materialized view', async () => {
        const statistics = await read(target);
        assert.match(statistics.server, new RegExp(`^${major}\\.`));
        isRead(statistics);
        const connection = await open(target, 'read');
        try {
          const { rows } = await connection.query({
            text: `SELECT pg_table_size('ports')::float8 AS whole, pg_relation_size('ports')::float8 AS heap,
                          pg_indexes_size('ports')::float8 AS indexes,
                          pg_total_relation_size((SELECT reltoastrelid FROM pg_class WHERE oid = 'ports'::regclass))::float8 AS toast`,
          });
          const { heapBytes, toastBytes, indexes } = of(statistics, 'public.ports');
          assert.equal(heapBytes, rows[0]?.['heap']);
          assert.equal(toastBytes, rows[0]?.['toast']);
          assert.equal(
            indexes.reduce((sum, { bytes }) => sum + bytes, 0),
            rows[0]?.['indexes'],
          );
        } finally {
          await connection.close();
        }
      });

      it('wait for nobody who has a table to himself, nor for who stands in line for it', async () => {
        const holder = await open(target, 'write');
        const reader = await open(target, 'read');
        const waiter = await open(target, 'write');
        try {
          await holder.script('BEGIN; LOCK TABLE ports IN ACCESS EXCLUSIVE MODE; LOCK TABLE calls_2025 IN ACCESS SHARE MODE');
          const waiting = waiter.script('BEGIN; LOCK TABLE calls_2025 IN ACCESS EXCLUSIVE MODE; COMMIT');
          for (let isWaiting = false; !isWaiting;) {
            const { rows } = await reader.query({ text: 'SELECT FROM pg_locks WHERE NOT granted' });
            isWaiting = rows.length > 0;
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          await reader.script('SET lock_timeout = 1');
          const statistics = await readTableStatistics(reader, Date.now);
          // The catalog's own count of pages, as of the last ANALYZE.
          assert.ok(of(statistics, 'public.ports').heapBytes >= 5000 * 30);
          assert.ok(of(statistics, 'public.calls_2025').heapBytes > 0);
          await holder.script('ROLLBACK');
          await waiting;
        } finally {
          await Promise.all([holder, reader, waiter].map((each) => each.close()));
        }
      });

      it('tell the rate of writes between two readings', async () => {
        const writer = await open(target, 'write');
        let isOver = false;
        const write = async (): Promise<number> => {
          let count = 0;
          for (; !isOver; count++) {
            await writer.query({ text: `INSERT INTO "Odd one"."a.b" SELECT generate_series(1, 5)` });
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          return count * 5;
        };
        const started = Date.now();
        const writing = write();
        const tools = { connect: databases.connect, now: Date.now, signal: new AbortController().signal };
        // An idle session reports its counters after a second, a busy one no more often.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        const answer = await statisticsOfTarget({ target, sampleSeconds: 4 }, tools);
        isOver = true;
        const perSecond = (await writing) / ((Date.now() - started) / 1000);
        await writer.close();
        assert.ok(answer.ok);
        assert.equal(answer.statistics.rate?.between, 'readings');
        const told = of(answer.statistics, 'Odd one.a.b').writesPerSecond ?? 0;
        assert.ok(told > perSecond / 3 && told < perSecond * 3, `${told} for ${perSecond}`);
        assert.equal(of(answer.statistics, 'public.names').writesPerSecond, 0);
      });

      it('know when the counters were reset', async () => {
        await script(target, 'SELECT pg_stat_reset()');
        const { countedSince } = await read(target);
        assert.ok(countedSince !== undefined && Math.abs(Date.now() - countedSince.getTime()) < 60_000);
      });
    });
  }

  it('are read of the embedded server too', async () => {
    const target = embeddedTarget();
    await script(target, tables);
    isRead(await read(target));
  });

  it('tell in a dry run what a statement means for the tables of the target, whatever it is tried on', async () => {
    const target = serverTarget(await (await sharedServer(outerMajors[0] ?? 14)).createDatabase());
    const ports = { '1_ports.sql': 'CREATE TABLE ports (id int PRIMARY KEY, name text);' };
    assert.equal((await up(databases, { source: sourceOf(ports), target })).outcome, 'done');
    const source = sourceOf({
      ...ports,
      '2_check.sql': 'ALTER TABLE ports ADD CHECK (id > 0);\nCREATE TABLE new (id int);\nALTER TABLE new ADD CHECK (id > 0);',
    });
    const told = async (kind: DryRunKind, heapBytes: number): Promise<unknown> => {
      const report = await dryRun(
        { source, target, direction: 'up', kind },
        {
          ...toolsOf(databases),
          ...{ fresh: databases.fresh, copyOf: databases.copyOf },
          // As large as a test cannot make it.
          onStatistics: (read) => {
            const relations = [...read.relations].map(([key, each]) => [key, { ...each, rows: 1e8, heapBytes }] as const);
            return Promise.resolve({ ...read, relations: new Map(relations) });
          },
        },
      );
      assert.equal(report.outcome, 'done', report.message);
      return report.steps.flatMap(({ statements }) => statements.map(({ estimate }) => estimate));
    };
    const large = [['ACCESS EXCLUSIVE on public.ports, 23 GB, 100 M rows: scan about 2 min'], undefined, undefined];
    for (const kind of ['list', 'shadow', 'trace'] as const) assert.deepEqual(await told(kind, 25e9), large, kind);
    assert.deepEqual(await told('trace', 8192), [undefined, undefined, undefined]);
    assert.deepEqual(await told('sql', 25e9), [undefined, undefined, undefined]);
  });
});
