/** A network that swallows everything and tells nobody: a run ends all the same, and with the truth. */
import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import type { Connect } from '../../src/database/connection';
import type { RunEvent, RunReport } from '../../src/run/events';
import { testDatabases } from '../support/embedded';
import { meter, type Meter } from '../support/proxy';
import { rowsOf, serverTarget, type ServerTarget, sourceOf, up } from '../support/runs';
import { serverTimeout, sharedServer, type TestServer } from '../support/servers';

describe('a network that swallows everything', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  let server: TestServer;
  let target: ServerTarget;
  let proxy: Meter;
  before(async () => {
    databases = await testDatabases();
    server = await sharedServer(17);
  });
  beforeEach(async () => {
    target = serverTarget(await server.createDatabase());
    proxy = await meter(server.port);
  });
  afterEach(() => proxy.close());
  after(() => databases.close());

  /** Sooner than usual, so that a test need not wait for minutes. */
  const connect: Connect = (it, options) => databases.connect(it, { ...options, silenceMs: 600, connectTimeoutMs: 700 });
  const through = (): ServerTarget => serverTarget(target.url.replace(/:\d+\//, `:${proxy.port}/`));
  const query = (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => rowsOf(databases, target, text);
  const run = (files: Readonly<Record<string, string>>, on: (event: RunEvent) => void): Promise<RunReport> =>
    up(databases, { source: sourceOf(files), target: through() }, { connect, on });
  const tables = async (): Promise<readonly unknown[]> =>
    (await query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`)).map(
      (row) => row['relname'],
    );

  it('in the middle of a statement: the run ends, and nothing of the migration stays', async () => {
    const started = Date.now();
    const report = await run(
      {
        '1_a.sql': 'CREATE TABLE a (i int);',
        '2_b.sql': 'CREATE TABLE b (i int);\nSELECT pg_sleep(1);\nCREATE TABLE c (i int);',
      },
      (event) => event.kind === 'statement' && event.migration.version === '2' && event.index === 1 && proxy.swallow(),
    );
    assert.equal(report.outcome, 'no-connection');
    assert.deepEqual(
      report.steps.map(({ outcome }) => outcome),
      ['done', 'failed'],
    );
    assert.ok(Date.now() - started < 30_000);
    proxy.close();
    assert.deepEqual(await tables(), ['_sqlx_migrations', 'a']);
  });

  for (const arrives of [true, false]) {
    it(`at COMMIT, which ${arrives ? 'arrives' : 'does not arrive'}: nobody can tell yet, and the report says so`, async () => {
      let isArmed = false;
      proxy.close();
      proxy = await meter(server.port, {
        hear: (sent) => {
          if (!isArmed || !sent.includes('COMMIT\0')) return;
          if (arrives) setImmediate(() => proxy.swallow());
          else proxy.swallow();
        },
      });
      // Its patience is over ten times as soon.
      const started = Date.now();
      const now = (): number => started + (Date.now() - started) * 10;
      const report = await up(
        databases,
        { source: sourceOf({ '1_a.sql': 'CREATE TABLE a (i int);' }), target: through() },
        { connect, now, on: (event) => (isArmed ||= event.kind === 'statement') },
      );
      assert.equal(report.outcome, 'no-connection');
      assert.match(report.message ?? '', /did not come back, so nobody knows yet whether it was committed/);
      assert.match(report.steps[0]?.error?.advice ?? '', /Look at the status/);
      proxy.close();
      assert.equal((await tables()).includes('a'), arrives);
      const again = await up(databases, { source: sourceOf({ '1_a.sql': 'CREATE TABLE a (i int);' }), target });
      assert.equal(again.outcome, arrives ? 'nothing-to-do' : 'done', again.message);
    });
  }

  it('is not suspected while a statement takes its time, nor where a server is full', async () => {
    const full = new Set<Promise<unknown>>();
    const report = await run({ '1_a.sql': 'SELECT pg_sleep(4);' }, (event) => {
      if (event.kind === 'statement') full.add(query('SELECT pg_sleep(1)'));
    });
    await Promise.all(full);
    assert.equal(report.outcome, 'done', report.message);
  });
});
