import assert from 'node:assert/strict';
import type { Connection } from '../../src/database/connection';
import type { Databases } from '../../src/database/databases';
import { proofOf, proofRefused } from '../../src/database/lock';
import type { RunEvent, RunReport } from '../../src/run/events';
import { testDatabases } from '../support/embedded';
import { cuttingProxy, meter } from '../support/proxy';
import { rowsOf, serverTarget, type ServerTarget, sourceOf, up } from '../support/runs';
import { allMajors, serverTimeout, sharedServer, type TestServer } from '../support/servers';

for (const major of allMajors) {
  describe(`statements sent together to PostgreSQL ${major}`, function () {
    this.timeout(serverTimeout);
    let databases: Databases;
    let server: TestServer;
    let target: ServerTarget;
    before(async () => {
      databases = await testDatabases();
      server = await sharedServer(major);
    });
    beforeEach(async () => {
      target = serverTarget(await server.createDatabase());
    });
    after(() => databases.close());

    const query = (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => rowsOf(databases, target, text);
    const run = (text: string, more: Parameters<typeof up>[2] = {}): Promise<RunReport> =>
      up(databases, { source: sourceOf({ '1_a.sql': text }), target }, more);
    const assertNothingStayed = async (): Promise<void> => {
      assert.deepEqual(await query(`SELECT relname FROM pg_class WHERE relname LIKE 'mine%'`), []);
      assert.deepEqual(await query('SELECT version FROM _sqlx_migrations'), []);
    };
    const texts = (report: RunReport): readonly string[] => report.steps[0]?.statements.map(({ text }) => text) ?? [];

    for (const [when, wrong, sqlstate] of [
      ['read', 'SELECT 1 FORM t', '42601'],
      ['analysed', 'SELECT nothing FROM mine', '42703'],
      ['carried out', 'INSERT INTO mine SELECT 1 / (a - a) FROM mine', '22012'],
    ] as const) {
      it(`end at one that fails when it is ${when}, and none behind it is carried out`, async () => {
        await query('CREATE SEQUENCE told');
        const before = 'CREATE TABLE mine (a int);\nINSERT INTO mine VALUES (7);\n';
        const report = await run(`${before}${wrong};\nSELECT nextval('told');\nCREATE TABLE mine2 (a int);`);
        assert.deepEqual([report.outcome, report.steps[0]?.error?.sqlstate], ['failed', sqlstate]);
        assert.equal(report.steps[0]?.error?.statement?.start, before.length);
        assert.equal(texts(report).at(-1), wrong);
        assert.equal(texts(report).length, 3);
        assert.deepEqual(await query('SELECT is_called FROM told'), [{ is_called: false }]);
        await assertNothingStayed();
      });
    }

    it('have the position of their error', async () => {
      const report = await run('CREATE TABLE mine (a int);\nSELECT a, b FROM mine;');
      const at = report.steps[0]?.error?.at;
      assert.deepEqual(at && 'CREATE TABLE mine (a int);\nSELECT a, b FROM mine;'.slice(at.start, at.end), 'b');
    });

    it('keep their own notices, rows and times', async () => {
      const report = await run(
        `DO $$ BEGIN RAISE NOTICE 'one'; END $$;\nSELECT pg_sleep(0.3) FROM generate_series(1, 1);\n` +
          `DO $$ BEGIN RAISE WARNING 'three'; RAISE NOTICE 'four'; END $$;\nCREATE TABLE mine AS SELECT generate_series(1, 5);`,
      );
      assert.equal(report.outcome, 'done', report.message);
      const measured = (report.steps[0]?.statements ?? []).map((each) => each.measured);
      assert.deepEqual(
        measured.map((each) => each?.notices),
        [['NOTICE: one'], [], ['WARNING: three', 'NOTICE: four'], []],
      );
      assert.deepEqual(
        measured.map((each) => each?.rows),
        [undefined, 1, undefined, 5],
      );
      const [first, second] = measured.map((each) => each?.ms);
      assert.ok(first !== undefined && second !== undefined && second >= 290 && first < second, 'the time is another’s');
    });

    it('are told of when the one before each is done, not before', async () => {
      const told: { index: number; at: number }[] = [];
      const on = (event: RunEvent): void => {
        if (event.kind === 'statement') told.push({ index: event.index, at: Date.now() });
      };
      await run('SELECT 1;\nSELECT pg_sleep(0.4);\nSELECT 2;', { on });
      assert.deepEqual(
        told.map(({ index }) => index),
        [0, 1, 2],
      );
      assert.ok((told[2]?.at ?? 0) - (told[1]?.at ?? 0) >= 390);
    });

    it('are cancelled with the one in hand, and nothing behind it runs', async () => {
      await query('CREATE SEQUENCE told');
      const stop = new AbortController();
      const report = await run(`CREATE TABLE mine (a int);\nSELECT pg_sleep(20);\nSELECT nextval('told');`, {
        signal: stop.signal,
        on: (event) => event.kind === 'statement' && event.index === 1 && setTimeout(() => stop.abort(), 200),
      });
      assert.deepEqual([report.outcome, report.steps[0]?.outcome], ['cancelled', 'cancelled'], report.message);
      assert.deepEqual(await query('SELECT is_called FROM told'), [{ is_called: false }]);
      await assertNothingStayed();
    });

    it('are cancelled also where each of them is short', async () => {
      const stop = new AbortController();
      const many = Array.from({ length: 40 }, () => 'SELECT pg_sleep(0.1);').join('\n');
      const report = await run(`CREATE TABLE mine (a int);\n${many}`, {
        signal: stop.signal,
        on: (event) => event.kind === 'statement' && event.index === 3 && stop.abort(),
      });
      assert.equal(report.outcome, 'cancelled', report.message);
      assert.ok(texts(report).length < 40, `${texts(report).length} were carried out`);
      await assertNothingStayed();
    });

    it('leave nothing when the connection is cut among them', async () => {
      const proxy = await cuttingProxy(server.port, { when: (sent) => sent.includes('mine2'), passOn: true });
      try {
        const through = serverTarget(target.url.replace(/:\d+\//, `:${proxy.port}/`));
        const source = sourceOf({ '1_a.sql': 'CREATE TABLE mine (a int);\nSELECT pg_sleep(0.2);\nCREATE TABLE mine2 (a int);' });
        const report = await up(databases, { source, target: through });
        assert.deepEqual([report.outcome, report.steps[0]?.outcome], ['no-connection', 'failed']);
        await assertNothingStayed();
      } finally {
        proxy.close();
      }
    });

    it('may be a thousand, and may hold COPY data in their midst', async () => {
      const inserts = (from: number): string =>
        Array.from({ length: 500 }, (_, n) => `INSERT INTO mine VALUES (${from + n});`).join('\n');
      const report = await run(`CREATE TABLE mine (a int);\n${inserts(0)}\nCOPY mine FROM stdin;\n7777\n\\.\n${inserts(500)}`);
      assert.equal(report.outcome, 'done', report.message);
      const [step] = report.steps;
      assert.equal(step?.statements.length, 1000);
      assert.equal(step.unlisted?.statements, 2);
      assert.deepEqual(await query('SELECT count(*)::int AS n, max(a) AS most FROM mine'), [{ n: 1001, most: 7777 }]);
    });

    it('may answer with more rows than are worth keeping', async () => {
      const before = process.memoryUsage().heapUsed;
      const report = await run('SELECT generate_series(1, 1000000);\nCREATE TABLE mine (a int);');
      assert.equal(report.outcome, 'done', report.message);
      assert.equal(report.steps[0]?.statements[0]?.measured?.rows, 1_000_000);
      assert.ok(process.memoryUsage().heapUsed - before < 100e6, 'the rows were kept');
    });

    it('fail as a whole when what was deferred fails', async () => {
      const report = await run(
        'CREATE TABLE mine (a int PRIMARY KEY, b int REFERENCES mine DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO mine VALUES (1, 2);',
      );
      assert.deepEqual([report.outcome, report.steps[0]?.error?.sqlstate], ['failed', '23503']);
      assert.equal(report.steps[0]?.error?.statement, undefined);
      await assertNothingStayed();
    });

    it('take two round trips a migration', async () => {
      const turnsOf = async (migrations: number): Promise<number> => {
        const url = await server.createDatabase();
        let turns = 0;
        let answered = 0;
        const proxy = await meter(server.port, {
          hear() {
            if (proxy.answered() === answered) return;
            answered = proxy.answered();
            turns += 1;
          },
        });
        const files = Array.from({ length: migrations }, (_, n): [string, string] => [
          `${n + 1}_a.sql`,
          `CREATE TABLE mine${n} (a int);\nINSERT INTO mine${n} VALUES (1);\nCREATE INDEX ON mine${n} (a);`,
        ]);
        try {
          const through = serverTarget(url.replace(/:\d+\//, `:${proxy.port}/`));
          const report = await up(databases, { source: sourceOf(Object.fromEntries(files)), target: through });
          assert.equal(report.outcome, 'done', report.message);
          return turns;
        } finally {
          proxy.close();
        }
      };
      assert.equal((await turnsOf(12)) - (await turnsOf(2)), 20);
    });

    it('leave nothing in the session for those of the next file', async () => {
      const first = `CREATE TEMPORARY TABLE passing (a int); INSERT INTO passing VALUES (1), (2);
        DECLARE open CURSOR FOR SELECT * FROM passing; FETCH open; DECLARE kept CURSOR WITH HOLD FOR SELECT * FROM passing;
        PREPARE ready AS SELECT 1; LISTEN news; SET search_path = pg_catalog; SET lock_timeout = 1; SET ROLE pg_monitor;`;
      const second = `SELECT 1 / (to_regclass('pg_temp.passing') IS NULL)::int; SELECT 1 / (count(*) = 0)::int FROM pg_cursors WHERE name IN ('open', 'kept');
        SELECT 1 / (count(*) = 0)::int FROM pg_prepared_statements WHERE name = 'ready'; SELECT 1 / (count(*) = 0)::int FROM pg_listening_channels();
        SELECT 1 / (current_setting('lock_timeout') = '2s')::int, 1 / (current_schema() = 'public')::int, 1 / (current_user = session_user)::int;`;
      const report = await up(databases, { source: sourceOf({ '1_a.sql': first, '2_b.sql': second }), target });
      assert.equal(report.outcome, 'done', `${report.message} ${texts({ ...report, steps: report.steps.slice(1) }).at(-1)}`);
    });

    it('are committed by whoever holds the lock alone', async () => {
      const keys = ['4242', '-7'];
      const proof = proofOf(keys);
      const open = async (): Promise<Connection> => {
        const answer = await databases.connect(target, { purpose: 'write' });
        assert.ok(answer.ok);
        return answer.connection;
      };
      const [one, other] = [await open(), await open()];
      const take = (connection: Connection, key: string): Promise<unknown> =>
        connection.query({ text: 'SELECT pg_advisory_lock($1)', values: [key] });
      const give = (connection: Connection, key: string): Promise<unknown> =>
        connection.query({ text: 'SELECT pg_advisory_unlock($1)', values: [key] });
      try {
        for (const key of keys) await take(one, key);
        await one.script('BEGIN');
        await one.query(proof);
        await one.query(proof);
        await one.script('COMMIT');
        const tried = await other.query({ text: 'SELECT pg_try_advisory_lock(4242) OR pg_try_advisory_lock(-7) AS taken' });
        assert.deepEqual(tried.rows, [{ taken: false }]);
        await give(one, '-7');
        await assert.rejects(one.query(proof), { code: proofRefused }, 'it is free');
        await take(other, '-7');
        await assert.rejects(one.query(proof), { code: proofRefused }, 'another has it');
        await give(other, '-7');
        await assert.rejects(one.query(proof), { code: proofRefused }, 'another had it');
      } finally {
        await one.close();
        await other.close();
      }
    });

    it('do not begin where the file’s own BEGIN fails', async () => {
      const report = await run('BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY;\nCREATE TABLE mine (a int);\nCOMMIT;');
      assert.deepEqual([report.outcome, report.steps[0]?.error?.sqlstate], ['failed', '25006']);
      const wrong = await run('BEGIN ISOLATION LEVEL SIDEWAYS;\nCREATE TABLE mine (a int);\nCOMMIT;');
      assert.deepEqual([wrong.outcome, wrong.steps[0]?.error?.sqlstate, texts(wrong)], ['failed', '42601', []]);
      await assertNothingStayed();
    });
  });
}
