/** Behind a pooler in transaction mode every transaction may have another session: nothing of ours may stay in one. */
import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import { schemaHash } from '../../src/database/snapshot/snapshot';
import { takeSnapshot } from '../../src/database/snapshot/take';
import { numbered } from '../../src/migrations/conventions/numbered';
import { dryRun } from '../../src/run/dry-run';
import type { RunEvent, RunReport } from '../../src/run/events';
import { readStatus } from '../../src/run/read-status';
import { testDatabases } from '../support/embedded';
import { hasPgbouncer, pgbouncer, type Pooler, transactionPooler } from '../support/pooler';
import { down, rowsOf, serverTarget, type ServerTarget, sourceOf, toolsOf, up } from '../support/runs';
import { serverTimeout, sharedServer } from '../support/servers';

const three = {
  '1_a.up.sql': `CREATE TABLE a (i int);\nSET search_path = pg_catalog;\nSET statement_timeout = '1h';\nCREATE TEMP TABLE mine (i int);\nLISTEN elsewhere;\nSELECT pg_advisory_lock(4711);`,
  '1_a.down.sql': 'DROP TABLE a;',
  '2_b.up.sql': 'CREATE TABLE b (i int);\nINSERT INTO b SELECT count(*) FROM a;\nSELECT pg_sleep(0.2);',
  '2_b.down.sql': 'DROP TABLE b;',
  '3_c.up.sql': 'CREATE TABLE c (i int);',
  '3_c.down.sql': 'DROP TABLE c;',
};

const poolers: readonly (readonly [string, (port: number) => Promise<Pooler>])[] = [
  ['a pooler', transactionPooler],
  ...(hasPgbouncer() ? [['pgbouncer', (port: number) => pgbouncer(port, 'transaction')] as const] : []),
];

for (const [title, start] of poolers) {
  describe(`${title} in transaction mode`, function () {
    this.timeout(serverTimeout);
    let databases: Databases;
    let pooler: Pooler;
    let direct: ServerTarget;
    let pooled: ServerTarget;
    before(async () => {
      databases = await testDatabases();
    });
    beforeEach(async () => {
      const server = await sharedServer(17);
      direct = serverTarget(await server.createDatabase());
      pooler = await start(server.port);
      pooled = serverTarget(direct.url.replace(/:\d+\//, `:${pooler.port}/`));
    });
    afterEach(() => pooler.close());
    after(() => databases.close());

    const query = (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => rowsOf(databases, direct, text);
    const versions = async (): Promise<readonly unknown[]> =>
      (await query('SELECT version::text FROM _sqlx_migrations ORDER BY 1')).map((row) => row['version']);

    /** What whoever gets one of the pool's sessions next finds there, and what these sessions keep. */
    const assertClean = async (): Promise<void> => {
      const { Client } = await import('pg');
      const clients = [1, 2, 3, 4].map(() => new Client({ connectionString: pooled.url }));
      try {
        for (const client of clients) {
          await client.connect();
          await client.query('BEGIN');
          const { rows } = await client.query(
            `SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement,
                    current_setting('default_transaction_read_only') AS readonly, current_setting('search_path') AS path,
                    current_setting('idle_in_transaction_session_timeout') AS idle, (SELECT count(*)::int FROM pg_listening_channels()) AS listens`,
          );
          assert.deepEqual(rows, [
            { lock: '0', statement: '0', readonly: 'off', path: '"$user", public', idle: '0', listens: 0 },
          ]);
        }
      } finally {
        await Promise.all(clients.map((client) => client.end()));
      }
      assert.deepEqual(
        await query(
          `SELECT classid, objid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        ),
        [],
        'a lock was left in the pool',
      );
    };

    it('reads the same schema as without it, and leaves nothing', async () => {
      await query('CREATE VIEW v AS SELECT now() AS at');
      const hashes = [];
      for (const target of [direct, pooled]) {
        const connected = await databases.connect(target, { purpose: 'read' });
        assert.ok(connected.ok);
        const snapshot = await takeSnapshot(connected.connection);
        assert.ok(snapshot.objects.some(({ kind, id }) => kind === 'view' && id === 'public.v'));
        hashes.push(schemaHash(snapshot));
        await connected.connection.close();
      }
      assert.equal(hashes[0], hashes[1]);
      await assertClean();
    });

    it('has migrations applied and rolled back, and leaves no lock or setting to others', async () => {
      const source = sourceOf(three);
      const report = await up(databases, { source, target: pooled });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(await versions(), ['1', '2', '3']);
      await assertClean();
      assert.equal((await down(databases, { source, target: pooled, count: 2 })).outcome, 'done');
      assert.deepEqual(await versions(), ['1']);
      await assertClean();
    });

    it('has a status read, which leaves no session read-only', async () => {
      await up(databases, { source: sourceOf(three), target: direct, count: 1 });
      const answer = await readStatus(sourceOf(three), pooled, databases.connect);
      assert.ok(answer.ok, answer.ok ? '' : answer.error.message);
      assert.deepEqual(
        answer.status.migrations.map(({ state }) => state.kind),
        ['applied', 'pending', 'pending'],
      );
      await assertClean();
    });

    it('has what runs without a transaction refused, before anything runs', async () => {
      const source = sourceOf({
        '1_t.sql': 'CREATE TABLE t (a int);',
        '2_i.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);',
      });
      const report = await up(databases, { source, target: pooled });
      assert.equal(report.outcome, 'refused');
      assert.match(report.message ?? '', /2 i runs without a transaction, and a pooler stands before this server/);
      assert.deepEqual(await query(`SELECT 1 FROM pg_class WHERE relname IN ('t', '_sqlx_migrations')`), []);
      await assertClean();
    });

    it('keeps a failure and its neighbours apart', async () => {
      const files = {
        '001_a.sql': 'CREATE TABLE a (i int);',
        '002_b.sql': `SET search_path = pg_catalog;\nCREATE TABLE public.b (i int);\nSELECT 1/0;`,
      };
      const report = await up(databases, { source: sourceOf(files, numbered), target: pooled });
      assert.deepEqual([report.outcome, report.steps[1]?.error?.sqlstate], ['failed', '22012'], report.message);
      assert.deepEqual(await query('SELECT version FROM _migrations'), [{ version: '001' }]);
      await assertClean();
    });

    it('lets several who apply at once apply each migration once', async () => {
      const source = sourceOf(three);
      const reports = await Promise.all(
        [1, 2, 3, 4].map(() => up(databases, { source, target: pooled, lockDeadlineMs: 20_000 })),
      );
      for (const { outcome, message } of reports) {
        assert.ok(['done', 'nothing-to-do', 'locked'].includes(outcome), `${outcome}: ${message}`);
      }
      const again = await up(databases, { source, target: pooled });
      assert.ok(['done', 'nothing-to-do'].includes(again.outcome));
      assert.deepEqual(await versions(), ['1', '2', '3']);
      const applied = reports.flatMap(({ steps }) => steps).filter(({ outcome }) => outcome === 'done').length;
      assert.equal(applied + (again.outcome === 'done' ? again.steps.length : 0), 3);
      await assertClean();
    });

    it('keeps out of a run that goes on without it, and the other way round', async () => {
      const source = sourceOf({ '1_slow.sql': 'CREATE TABLE slow (a int);\nSELECT pg_sleep(2);' });
      const first = up(databases, { source, target: direct });
      await new Promise((resolve) => setTimeout(resolve, 600));
      const second = await up(databases, { source, target: pooled, lockDeadlineMs: 200 });
      assert.equal(second.outcome, 'locked', second.message);
      assert.equal((await first).outcome, 'done');
      await assertClean();
    });

    it('has a run cancelled, and nobody else’s statement', async () => {
      const { Client } = await import('pg');
      const neighbour = new Client({ connectionString: pooled.url });
      await neighbour.connect();
      const stop = new AbortController();
      let others: Promise<unknown> = Promise.resolve();
      const on = (event: RunEvent): void => {
        if (event.kind !== 'statement' || event.index !== 1) return;
        others = neighbour.query('SELECT pg_sleep(3)');
        setTimeout(() => stop.abort(), 500);
      };
      const files = { '1_slow.sql': 'CREATE TABLE slow (a int);\nSELECT pg_sleep(20);' };
      const report = await up(databases, { source: sourceOf(files), target: pooled }, { signal: stop.signal, on });
      assert.equal(report.outcome, 'cancelled', report.message);
      await others;
      await neighbour.end();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.deepEqual(await query(`SELECT 1 FROM pg_class WHERE relname = 'slow'`), []);
      assert.deepEqual(
        await query(`SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()`),
        [],
      );
      await assertClean();
    });

    it('has nothing tried on the server, but on the shadow', async () => {
      const trace = (orShadow: boolean): Promise<RunReport> =>
        dryRun(
          {
            kind: 'trace',
            source: sourceOf({ '1_a.sql': 'CREATE TABLE a (i int);' }),
            target: pooled,
            direction: 'up',
            orShadow,
          },
          { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf },
        );
      const refused = await trace(false);
      assert.equal(refused.outcome, 'refused');
      assert.match(refused.message ?? '', /A pooler stands before this server/);
      assert.equal((await trace(true)).dryRun, 'shadow');
      await assertClean();
    });
  });
}

if (hasPgbouncer()) {
  describe('pgbouncer in session mode', function () {
    this.timeout(serverTimeout);
    it('is as good as the server itself', async () => {
      const databases = await testDatabases();
      const server = await sharedServer(17);
      const direct = serverTarget(await server.createDatabase());
      const pooler = await pgbouncer(server.port, 'session');
      const target = serverTarget(direct.url.replace(/:\d+\//, `:${pooler.port}/`));
      const source = sourceOf({
        '1_t.sql': 'CREATE TABLE t (a int);',
        '2_i.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (a);',
      });
      const report = await up(databases, { source, target });
      assert.equal(report.outcome, 'done', report.message);
      await pooler.close();
      await databases.close();
    });
  });
}
