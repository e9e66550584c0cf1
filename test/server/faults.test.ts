import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Databases } from '../../src/database/databases';
import { typedTimestamps } from '../../src/migrations/conventions/typed-timestamps';
import type { RunEvent, RunReport } from '../../src/run/events';
import { testDatabases } from '../support/embedded';
import { cuttingProxy, type Proxy } from '../support/proxy';
import { down, rowsOf, serverTarget, type ServerTarget, sourceOf, up } from '../support/runs';
import { serverTimeout, sharedServer, startServer, type TestServer } from '../support/servers';

/** A migration whose last statement takes its time, so that something can happen meanwhile. */
const slow = { '1_slow.sql': 'CREATE TABLE slow (a int);\nINSERT INTO slow VALUES (1);\nSELECT pg_sleep(20);\n' };

describe('faults while a run goes on', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  let server: TestServer;
  let target: ServerTarget;
  before(async () => {
    databases = await testDatabases();
    server = await sharedServer(17);
  });
  beforeEach(async () => {
    target = serverTarget(await server.createDatabase());
  });
  after(() => databases.close());

  const query = (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => rowsOf(databases, target, text);
  const tables = async (): Promise<readonly unknown[]> =>
    (await query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`)).map(
      (row) => row['relname'],
    );

  /** Runs, and does something once that statement has been sent. */
  const upAnd = async (
    files: Readonly<Record<string, string>>,
    when: (event: RunEvent) => boolean,
    act: () => void,
    signal?: AbortSignal,
  ): Promise<RunReport> => {
    let done = false;
    return up(
      databases,
      { source: sourceOf(files), target },
      {
        ...(signal && { signal }),
        on: (event) => {
          if (done || !when(event)) return;
          done = true;
          setTimeout(act, 300);
        },
      },
    );
  };
  const atStatement =
    (index: number) =>
    (event: RunEvent): boolean =>
      event.kind === 'statement' && event.index === index;

  it('cancels the statement in hand, and keeps nothing', async () => {
    const stop = new AbortController();
    const started = Date.now();
    const report = await upAnd(slow, atStatement(2), () => stop.abort(), stop.signal);
    assert.equal(report.outcome, 'cancelled', JSON.stringify(report.steps[0]?.error));
    assert.equal(report.steps[0]?.outcome, 'cancelled');
    const last = report.steps[0].statements.at(-1);
    assert.equal(last?.measured, undefined, 'what the user ended is no fault of the statement');
    assert.match(last?.skipped ?? '', /^it had run for \d+ ms when the run was cancelled\.$/);
    assert.ok(Date.now() - started < 10_000, 'it waited for the end of the statement');
    assert.deepEqual(await tables(), ['_sqlx_migrations']);
    assert.deepEqual(await query('SELECT * FROM _sqlx_migrations'), []);
    assert.deepEqual(
      await query(
        `SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid() AND state = 'active'`,
      ),
      [],
    );
  });

  it('says that the connection broke when its session is ended, and keeps nothing', async () => {
    const report = await upAnd(slow, atStatement(2), () => {
      void query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()`,
      );
    });
    assert.equal(report.outcome, 'no-connection');
    assert.equal(report.steps[0]?.error?.sqlstate, '57P01');
    assert.deepEqual(await tables(), ['_sqlx_migrations']);
    assert.deepEqual(await query('SELECT * FROM _sqlx_migrations'), []);
  });

  it('survives a server that dies in the middle; the next run goes on', async () => {
    const own = await startServer(16);
    try {
      target = serverTarget(own.url());
      const source = sourceOf({ '0_first.sql': 'CREATE TABLE first (a int);', ...slow });
      const report = await up(
        databases,
        { source, target },
        { on: (event) => event.kind === 'statement' && event.index === 2 && setTimeout(() => void own.kill(), 300) },
      );
      assert.equal(report.outcome, 'no-connection');
      assert.deepEqual(
        report.steps.map(({ outcome }) => outcome),
        ['done', 'failed'],
      );
      assert.equal((await up(databases, { source, target })).outcome, 'no-connection');
      await own.restart();
      assert.deepEqual(await tables(), ['_sqlx_migrations', 'first']);
      const quick = sourceOf({ '0_first.sql': 'CREATE TABLE first (a int);', '1_slow.sql': 'CREATE TABLE slow (a int);' });
      const again = await up(databases, { source: quick, target });
      assert.deepEqual(
        again.steps.map(({ migration }) => migration.version),
        ['1'],
      );
      assert.equal(again.outcome, 'done');
    } finally {
      await own.stop();
    }
  });

  it('lets one of two who apply at once go first; the other finds nothing to do', async () => {
    const source = sourceOf({ '1_a.sql': 'CREATE TABLE a (i int); SELECT pg_sleep(0.5);', '2_b.sql': 'CREATE TABLE b (i int);' });
    const reports = await Promise.all([up(databases, { source, target }), up(databases, { source, target })]);
    assert.deepEqual(reports.map(({ outcome }) => outcome).sort(), ['done', 'nothing-to-do']);
    assert.deepEqual(
      (await query('SELECT version FROM _sqlx_migrations ORDER BY 1')).map((row) => row['version']),
      ['1', '2'],
    );
  });

  it('does not deadlock with another run that waits while an index is built concurrently', async () => {
    const source = sourceOf({
      '1_t.sql': 'CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 20000);',
      '2_i.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY t_a ON t (a);\n',
    });
    const reports = await Promise.all([1, 2, 3].map(() => up(databases, { source, target })));
    assert.deepEqual(reports.map(({ outcome }) => outcome).sort(), ['done', 'nothing-to-do', 'nothing-to-do']);
    assert.deepEqual(await query(`SELECT indisvalid FROM pg_index WHERE indexrelid = 't_a'::regclass`), [{ indisvalid: true }]);
  });

  it('gives up when somebody keeps the lock, and names them', async () => {
    const source = sourceOf(slow);
    const key = source.convention.history.lock({ database: new URL(target.url).pathname.slice(1), schema: 'public' }).keys[0];
    const holder = await databases.connect(target, { purpose: 'write' });
    assert.ok(holder.ok);
    try {
      await holder.connection.query({ text: 'SELECT pg_advisory_lock($1)', values: [key] });
      const report = await up(databases, { source, target, lockDeadlineMs: 300 });
      assert.equal(report.outcome, 'locked');
      assert.match(report.message ?? '', new RegExp(`lockkeeper of postgres, pid ${holder.connection.pid},`));
      assert.deepEqual(await tables(), []);
    } finally {
      await holder.connection.close();
    }
  });

  it('tries a file again while a table is locked, and then says which lock it was', async () => {
    await up(databases, { source: sourceOf({ '1_t.sql': 'CREATE TABLE t (a int);' }), target });
    const files = { '1_t.sql': 'CREATE TABLE t (a int);', '2_c.sql': 'CREATE TABLE u (a int);\nALTER TABLE t ADD COLUMN b int;' };
    const reader = await databases.connect(target, { purpose: 'write' });
    assert.ok(reader.ok);
    await reader.connection.script('BEGIN; LOCK TABLE t IN ACCESS SHARE MODE');
    const waits: string[] = [];
    setTimeout(() => void reader.connection.script('ROLLBACK'), 3000);
    const report = await up(
      databases,
      { source: sourceOf(files), target },
      { on: (event) => event.kind === 'waiting' && waits.push(event.for) },
    );
    await reader.connection.close();
    assert.equal(report.outcome, 'done', report.message);
    assert.ok(
      waits.some((text) => text.includes('another attempt')),
      waits.join('\n'),
    );
    assert.deepEqual(await tables(), ['_sqlx_migrations', 't', 'u']);
  });

  it('undoes all of a file that its runner sends as one query, as the server would', async () => {
    const files = { '1_t.sql': '-- no-transaction\nCREATE TABLE t (a int);\nCREATE INDEX CONCURRENTLY t_a ON t (a);\n' };
    const report = await up(databases, { source: sourceOf(files), target });
    assert.equal(report.steps[0]?.error?.sqlstate, '25001');
    assert.deepEqual(await tables(), ['_sqlx_migrations']);
    assert.deepEqual(await query('SELECT * FROM _sqlx_migrations'), []);
  });

  it('runs a file without a transaction only where the runner would, and tells what a failure left', async () => {
    const files = {
      '20250101_000001_schema_t.sql': 'CREATE TABLE t (a int);\nINSERT INTO t VALUES (1), (1);',
      '20250101_000002_schema_u.sql':
        '-- lockkeeper: no-transaction\nCREATE TABLE u (a int);\nCREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a);\n',
    };
    const report = await up(databases, { source: sourceOf(files, typedTimestamps), target });
    assert.equal(report.outcome, 'failed');
    const failed = report.steps[1];
    assert.equal(failed?.error?.sqlstate, '23505');
    assert.ok(failed.notes.includes('1 of 2 statements were carried out and stay.'), failed.notes.join('\n'));
    assert.ok(
      failed.notes.some((note) => note.startsWith('It left the invalid index public.t_a')),
      failed.notes.join('\n'),
    );
    assert.deepEqual(await query('SELECT migration_id, status FROM lockkeeper.migration_history ORDER BY id'), [
      { migration_id: '20250101_000001', status: 'completed' },
      { migration_id: '20250101_000002', status: 'running' },
      { migration_id: '20250101_000002', status: 'failed' },
    ]);
    const again = await up(databases, { source: sourceOf(files, typedTimestamps), target });
    assert.equal(again.outcome, 'disagreement');
    assert.match(again.message ?? '', /20250101_000002 u was begun outside a transaction and did not finish/);
  });

  it('believes COMMIT only when the server says so', async () => {
    const deferred = {
      '1_p.sql': `CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED);`,
      '2_bad.sql': 'CREATE TABLE never (a int);\nINSERT INTO c VALUES (1);',
    };
    const report = await up(databases, { source: sourceOf(deferred), target });
    assert.equal(report.steps[1]?.outcome, 'failed');
    assert.equal(report.steps[1].error?.sqlstate, '23503');
    assert.deepEqual(await tables(), ['_sqlx_migrations', 'c', 'p']);
  });

  it('rolls back a migration that gives the lock away', async () => {
    const report = await up(databases, {
      source: sourceOf({ '1_unlock.sql': 'CREATE TABLE t (a int);\nSELECT pg_advisory_unlock_all();' }),
      target,
    });
    assert.equal(report.outcome, 'failed');
    assert.match(report.message ?? '', /lock that keeps other runs out was lost/);
    assert.deepEqual(await tables(), ['_sqlx_migrations']);
  });

  it('refuses transaction control within a file, and takes a file’s one BEGIN … COMMIT as its own', async () => {
    const inner = await up(databases, {
      source: sourceOf({ '1_ok.sql': 'CREATE TABLE t (a int);', '2_inner.sql': 'CREATE TABLE u (a int);\nCOMMIT;\nSELECT 1;' }),
      target,
    });
    assert.equal(inner.outcome, 'refused');
    assert.match(inner.message ?? '', /^COMMIT within a migration/);
    assert.deepEqual(await tables(), []);

    const own = await up(databases, {
      source: sourceOf({
        '1_own.sql':
          "BEGIN ISOLATION LEVEL SERIALIZABLE;\nCREATE TABLE t AS SELECT current_setting('transaction_isolation') AS level;\nCOMMIT;\n",
      }),
      target,
    });
    assert.equal(own.outcome, 'done', own.message);
    assert.deepEqual(await query('SELECT level FROM t'), [{ level: 'serializable' }]);
  });

  it('never sends two statements as one, whatever the file does to the meaning of a backslash', async () => {
    const text = `SET standard_conforming_strings = off;\nCREATE TABLE t (a text);\nSELECT 'a\\'; COMMIT; CREATE TABLE leaked (a int); --';\nSELECT 1/0;\n`;
    const report = await up(databases, { source: sourceOf({ '1_sly.sql': text }), target });
    assert.notEqual(report.outcome, 'done');
    assert.deepEqual(
      (await tables()).filter((name) => name !== '_sqlx_migrations'),
      [],
    );
  });

  it('stops before the first one that lacks a down script, having changed nothing', async () => {
    const source = sourceOf({
      '1_a.up.sql': 'CREATE TABLE a (i int);',
      '1_a.down.sql': 'DROP TABLE a;',
      '2_b.sql': 'CREATE TABLE b (i int);',
      '3_c.up.sql': 'CREATE TABLE c (i int);',
      '3_c.down.sql': 'DROP TABLE c;',
    });
    await up(databases, { source, target });
    const report = await down(databases, { source, target, count: 3 });
    assert.equal(report.outcome, 'refused');
    assert.match(report.message ?? '', /^2 b has no down script/);
    assert.deepEqual(await tables(), ['_sqlx_migrations', 'a', 'b', 'c']);
    assert.equal((await down(databases, { source, target })).outcome, 'done');
  });

  it('asks for the name of a shared or production target, also where only the database says that it is one', async () => {
    const source = sourceOf({ '1_a.sql': 'CREATE TABLE a (i int);' });
    assert.equal((await up(databases, { source, target: serverTarget(target.url, 'shared') })).outcome, 'refused');
    const database = new URL(target.url).pathname.slice(1);
    await query(`COMMENT ON DATABASE ${database} IS 'the shop; lockkeeper:role=production'`);
    const refused = await up(databases, { source, target });
    assert.equal(refused.outcome, 'refused');
    assert.match(refused.message ?? '', /is a production database: confirm by its name, test\.$/);
    assert.deepEqual(await tables(), []);
    assert.equal((await up(databases, { source, target, confirmed: 'test' })).outcome, 'done');
  });

  describe('a connection that breaks at COMMIT', () => {
    let proxy: Proxy | undefined;
    afterEach(() => proxy?.close());

    /** Drops the connection at the migration's COMMIT, before or after the server gets that. */
    const run = async (mode: 'before' | 'after'): Promise<RunReport> => {
      let isArmed = false;
      // The COMMIT that sets up the history's table is not meant.
      proxy = await cuttingProxy(server.port, {
        when: (sent) => isArmed && sent.includes('COMMIT\0'),
        passOn: mode === 'after',
      });
      const through = serverTarget(target.url.replace(/:\d+\//, `:${proxy.port}/`));
      const source = sourceOf({ '1_a.sql': 'CREATE TABLE a (i int);', '2_b.sql': 'CREATE TABLE b (i int);' });
      return up(databases, { source, target: through }, { on: (event) => (isArmed ||= event.kind === 'statement') });
    };

    it('is resolved as committed where the server got it', async () => {
      const report = await run('after');
      assert.equal(report.steps[0]?.outcome, 'done', report.message);
      assert.match(report.steps[0].notes.join(), /the server says that it was committed/);
      assert.equal(report.outcome, 'no-connection');
      assert.deepEqual(await tables(), ['_sqlx_migrations', 'a']);
      assert.equal((await query('SELECT * FROM _sqlx_migrations')).length, 1);
    });

    it('is resolved as rolled back where it did not', async () => {
      const report = await run('before');
      assert.equal(report.steps[0]?.outcome, 'failed');
      assert.equal(report.outcome, 'no-connection');
      await sleep(100);
      assert.deepEqual(await tables(), ['_sqlx_migrations']);
      assert.deepEqual(await query('SELECT * FROM _sqlx_migrations'), []);
    });
  });
});
