/** What a server may say in the middle of a run, each on a real one: what is tried again, what is not, and what stays. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Connection } from '../../src/database/connection';
import type { Databases } from '../../src/database/databases';
import { flyway } from '../../src/migrations/conventions/flyway';
import type { RunEvent, RunReport } from '../../src/run/events';
import { owner } from '../support/binaries';
import { testDatabases } from '../support/embedded';
import { rowsOf, serverTarget, type ServerTarget, sourceOf, up } from '../support/runs';
import { serverTimeout, sharedServer, startServer, type TestServer } from '../support/servers';

const first = {
  '1_t.sql': 'CREATE TABLE t (a int);\nCREATE TABLE u (a int);\nINSERT INTO t VALUES (1);\nINSERT INTO u VALUES (1);',
};

describe('a server that says no', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  let server: TestServer;
  let target: ServerTarget;
  let other: Connection;
  before(async () => {
    databases = await testDatabases();
    server = await sharedServer(17);
  });
  beforeEach(async () => {
    target = serverTarget(await server.createDatabase());
    assert.equal((await up(databases, { source: sourceOf(first), target })).outcome, 'done');
    const answer = await databases.connect(target, { purpose: 'write', lockTimeoutMs: 0 });
    assert.ok(answer.ok);
    other = answer.connection;
  });
  afterEach(() => other.close());
  after(() => databases.close());

  const query = (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => rowsOf(databases, target, text);
  /** Applies one more, tells of each attempt, and does something when that statement is sent for the first time. */
  const second = async (text: string, at = -1, act?: () => void): Promise<{ report: RunReport; attempts: number }> => {
    let attempts = 0;
    let hasActed = false;
    const on = (event: RunEvent): void => {
      if (event.kind !== 'statement') return;
      if (event.index === 0) attempts += 1;
      if (event.index !== at || hasActed) return;
      hasActed = true;
      act?.();
    };
    const report = await up(databases, { source: sourceOf({ ...first, '2_s.sql': text }), target }, { on });
    return { report, attempts };
  };
  const assertNothingStayed = async (report: RunReport, sqlstate: string, outcome = 'failed'): Promise<void> => {
    assert.deepEqual([report.outcome, report.steps[0]?.error?.sqlstate], [outcome, sqlstate], report.message);
    assert.deepEqual(await query(`SELECT relname FROM pg_class WHERE relname = 'mine'`), []);
    assert.deepEqual(await query('SELECT version::text FROM _sqlx_migrations'), [{ version: '1' }]);
  };

  describe('for a moment', () => {
    it('40P01: the whole file is tried again after a deadlock, and counts once', async () => {
      await other.script(`SET deadlock_timeout = '20s'; BEGIN; UPDATE u SET a = 2`);
      let others: Promise<void> = Promise.resolve();
      const { report, attempts } = await second(
        'CREATE TABLE mine (a int);\nUPDATE t SET a = a + 10;\nUPDATE u SET a = a + 10;',
        2,
        () => void (others = other.script('UPDATE t SET a = 2').then(() => other.script('COMMIT'))),
      );
      await others;
      assert.equal(report.outcome, 'done', report.message);
      assert.ok(attempts > 1);
      assert.deepEqual(await query('SELECT t.a AS t, u.a AS u FROM t, u'), [{ t: 12, u: 12 }]);
    });

    it('40001: the whole file is tried again after a conflict, and counts once', async () => {
      const { report, attempts } = await second(
        'BEGIN ISOLATION LEVEL REPEATABLE READ;\nSELECT a FROM t;\nSELECT pg_sleep(1);\nUPDATE t SET a = a + 10;\nCOMMIT;',
        1,
        () => void setTimeout(() => void other.script('UPDATE t SET a = 2'), 300),
      );
      assert.deepEqual([report.outcome, attempts], ['done', 2], report.message);
      assert.deepEqual(await query('SELECT a FROM t'), [{ a: 12 }]);
    });

    it('XX000, tuple concurrently updated: the whole file is tried again', async () => {
      await other.script('BEGIN; GRANT SELECT ON t TO pg_monitor');
      const { report, attempts } = await second('CREATE TABLE mine (a int);\nGRANT INSERT ON t TO pg_monitor;', 1, () => {
        setTimeout(() => void other.script('COMMIT'), 500);
      });
      assert.deepEqual([report.outcome, attempts], ['done', 2], report.message);
    });

    for (const [sqlstate, message] of [
      ['40P01', 'deadlock detected'],
      ['40001', 'could not serialize access'],
      ['XX000', 'tuple concurrently updated'],
    ] as const) {
      it(`${sqlstate} again and again: after five attempts it has failed, and nothing stays`, async () => {
        const raise = `DO $$ BEGIN RAISE EXCEPTION '${message}' USING ERRCODE = '${sqlstate}'; END $$;`;
        const { report, attempts } = await second(`CREATE TABLE mine (a int);\n${raise}`);
        assert.equal(attempts, 5);
        await assertNothingStayed(report, sqlstate);
      });
    }
  });

  describe('for good', () => {
    it('25P03: the session was idle in its transaction for too long', async () => {
      const hang = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
      // As many as are sent together, and one more, before which the process does nothing.
      const together = 'SELECT 1;\n'.repeat(48);
      const { report, attempts } = await second(
        `SET idle_in_transaction_session_timeout = '200ms';\nCREATE TABLE mine (a int);\n${together}SELECT 2;`,
        50,
        hang,
      );
      assert.equal(attempts, 1);
      await assertNothingStayed(report, '25P03', 'no-connection');
      assert.equal(report.steps[0]?.error?.page, '25P03');
    });

    it('25P04: the transaction took longer than it may', async () => {
      const { report, attempts } = await second(
        `SET transaction_timeout = '300ms';\nCREATE TABLE mine (a int);\nSELECT pg_sleep(9);`,
      );
      assert.equal(attempts, 1);
      await assertNothingStayed(report, '25P04', 'no-connection');
      assert.match(report.steps[0]?.error?.advice ?? '', /transaction_timeout/);
    });

    it('53400: a limit for temporary files', async () => {
      const sort = 'SELECT count(*) FROM (SELECT g FROM generate_series(1, 500000) g ORDER BY g::text) s;';
      const { report, attempts } = await second(
        `SET temp_file_limit = '64kB';\nSET work_mem = '64kB';\nCREATE TABLE mine (a int);\n${sort}`,
      );
      assert.equal(attempts, 1);
      await assertNothingStayed(report, '53400');
      assert.equal(report.steps[0]?.error?.page, '53400');
    });
  });

  it('57P05 does not end a session that waits for the lock', async () => {
    await query(`ALTER DATABASE ${new URL(target.url).pathname.slice(1)} SET idle_session_timeout = '150ms'`);
    const source = sourceOf({ ...first, '2_s.sql': 'CREATE TABLE mine (a int);' });
    const [key] = source.convention.history.lock({ database: new URL(target.url).pathname.slice(1), schema: 'public' }).keys;
    await other.query({ text: 'SELECT pg_advisory_lock($1)', values: [key] });
    setTimeout(() => void other.query({ text: 'SELECT pg_advisory_unlock($1)', values: [key] }), 2500);
    const report = await up(databases, { source, target }, { random: () => 1 });
    assert.equal(report.outcome, 'done', report.message);
  });

  it('57P01 and a restart in the middle of a build: the history says that it was begun', async () => {
    const own = await startServer(17);
    try {
      const there = serverTarget(own.url());
      const files = {
        '1_t.sql': 'CREATE TABLE t AS SELECT g AS a FROM generate_series(1, 400000) g;',
        '2_i.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t ((a::text || a), (a * 2));',
      };
      const report = await up(
        databases,
        { source: sourceOf(files), target: there },
        { on: (event) => event.kind === 'statement' && event.migration.version === '2' && setTimeout(() => void own.kill(), 60) },
      );
      assert.equal(report.outcome, 'no-connection');
      assert.deepEqual(
        report.steps.map(({ outcome }) => outcome),
        ['done', 'failed'],
      );
      await own.restart();
      const again = await up(databases, { source: sourceOf(files), target: there });
      assert.equal(again.outcome, 'disagreement');
      assert.match(again.message ?? '', /2 i was begun outside a transaction and did not finish/);
    } finally {
      await own.stop();
    }
  });

  it('53300: too many sessions are no connection, and no room for a second one stops nobody', async () => {
    const small = await startServer(16, {
      settings: { max_connections: '4', superuser_reserved_connections: '0', max_wal_senders: '0', reserved_connections: '0' },
    });
    const held: Connection[] = [];
    try {
      const there = serverTarget(small.url());
      const take = async (count: number): Promise<void> => {
        for (let nth = 0; nth < count; nth += 1) {
          const answer = await databases.connect(there, { purpose: 'write' });
          if (answer.ok) held.push(answer.connection);
        }
      };
      await take(3);
      const report = await up(databases, {
        source: sourceOf({ '1_t.sql': 'CREATE TABLE t (a int);\nSELECT pg_sleep(1);' }),
        target: there,
      });
      assert.equal(report.outcome, 'done', report.message);
      await take(4);
      const none = await up(databases, { source: sourceOf({ '1_t.sql': 'SELECT 1;' }), target: there });
      assert.equal(none.outcome, 'no-connection');
      assert.match(none.message ?? '', /too many clients already.*no free connection slots/);
    } finally {
      await Promise.all(held.map((connection) => connection.close()));
      await small.stop();
    }
  });

  it('53100: a full disk undoes the file, is told in words, and is not tried again', async () => {
    // The limit is for the files of that one session, so that every write beyond it is cut short, as on a full disk. It
    // lies above the 16 MB of a log file, which the server must be able to write.
    const own = await startServer(15);
    try {
      const there = serverTarget(own.url());
      let attempts = 0;
      const report = await up(
        databases,
        {
          source: sourceOf({
            '1_t.sql': `CREATE TABLE t (a text);\nSELECT pg_sleep(1);\nINSERT INTO t SELECT repeat(md5(g::text), 30) FROM generate_series(1, 40000) g;`,
          }),
          target: there,
        },
        {
          on: (event) => {
            if (event.kind !== 'statement') return;
            if (event.index === 0) attempts += 1;
            if (event.index !== 1) return;
            const pids = execFileSync('pgrep', ['-P', String(own.pid()), '-f', ' SELECT$'], { encoding: 'utf8' });
            for (const pid of pids.trim().split('\n')) execFileSync('prlimit', ['--pid', pid, '--fsize=16781312'], owner());
          },
        },
      );
      assert.deepEqual([report.outcome, report.steps[0]?.error?.sqlstate, attempts], ['failed', '53100', 1], report.message);
      assert.match(report.steps[0]?.error?.advice ?? '', /disk is full: make room/);
      const rows = await rowsOf(
        databases,
        there,
        `SELECT to_regclass('t') AS t, (SELECT count(*)::int FROM _sqlx_migrations) AS n`,
      );
      assert.deepEqual(rows, [{ t: null, n: 0 }]);
    } finally {
      await own.stop();
    }
  });

  describe('42501, for want of a privilege', () => {
    const user = `lk_poor_${process.pid}`;
    let poor: ServerTarget;
    beforeEach(async () => {
      await query(`CREATE ROLE ${user} LOGIN`);
      poor = serverTarget(target.url.replace('postgres@', `${user}@`));
    });
    afterEach(async () => {
      await query(`DROP OWNED BY ${user}`);
      await query(`DROP ROLE ${user}`);
    });

    it('to read the history: nothing is applied, and the grant is named', async () => {
      await query(`GRANT CREATE ON SCHEMA public TO ${user}`);
      const report = await up(databases, {
        source: sourceOf({ ...first, '2_s.sql': 'CREATE TABLE mine (a int);' }),
        target: poor,
      });
      assert.equal(report.outcome, 'failed');
      assert.match(report.message ?? '', /permission denied for table _sqlx_migrations/);
      assert.match(report.message ?? '', /GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE _sqlx_migrations TO …/);
      assert.deepEqual(await query(`SELECT relname FROM pg_class WHERE relname = 'mine'`), []);
    });

    it('to make anything in the schema: the grant is named', async () => {
      await query(`GRANT SELECT, INSERT ON _sqlx_migrations TO ${user}`);
      const report = await up(databases, {
        source: sourceOf({ ...first, '2_s.sql': 'CREATE TABLE mine (a int);' }),
        target: poor,
      });
      assert.deepEqual([report.outcome, report.steps[0]?.error?.sqlstate], ['failed', '42501']);
      assert.match(report.steps[0]?.error?.advice ?? '', /GRANT USAGE, CREATE ON SCHEMA public TO …/);
    });

    for (const [title, more] of [
      ['in a transaction', 'CREATE TABLE mine (a int);'],
      ['without one, where no row is written before', 'CREATE INDEX CONCURRENTLY mine ON t (a);'],
    ] as const) {
      it(`to write the history: nothing of what runs ${title} stays`, async () => {
        target = serverTarget(await server.createDatabase());
        poor = serverTarget(target.url.replace('postgres@', `${user}@`));
        const one = { 'V1__t.sql': 'CREATE TABLE t (a int);' };
        await up(databases, { source: sourceOf(one, flyway), target });
        await query(`GRANT CREATE ON SCHEMA public TO ${user}`);
        await query(`GRANT SELECT ON flyway_schema_history TO ${user}`);
        await query(`ALTER TABLE t OWNER TO ${user}`);
        const report = await up(databases, { source: sourceOf({ ...one, 'V2__s.sql': more }, flyway), target: poor });
        assert.deepEqual([report.outcome, report.steps[0]?.error?.sqlstate], ['failed', '42501'], report.message);
        assert.match(report.message ?? '', /permission denied for table flyway_schema_history/);
        assert.deepEqual(await query(`SELECT relname FROM pg_class WHERE relname = 'mine'`), []);
      });
    }
  });
});
