import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import type { RunEvent, RunReport } from '../../src/run/events';
import { testDatabases } from '../support/embedded';
import { cuttingProxy } from '../support/proxy';
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
      assert.equal(texts(report).length, 1002);
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

    it('do not begin where the file’s own BEGIN fails', async () => {
      const report = await run('BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY;\nCREATE TABLE mine (a int);\nCOMMIT;');
      assert.deepEqual([report.outcome, report.steps[0]?.error?.sqlstate], ['failed', '25006']);
      const wrong = await run('BEGIN ISOLATION LEVEL SIDEWAYS;\nCREATE TABLE mine (a int);\nCOMMIT;');
      assert.deepEqual([wrong.outcome, wrong.steps[0]?.error?.sqlstate, texts(wrong)], ['failed', '42601', []]);
      await assertNothingStayed();
    });
  });
}
