/** What others notice of us, and we of others. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../../src/database/connection';
import type { Databases } from '../../src/database/databases';
import { dryRun, type DryRunInput } from '../../src/run/dry-run';
import type { RunEvent, RunReport } from '../../src/run/events';
import { testDatabases } from '../support/embedded';
import { rowsOf, serverTarget, type ServerTarget, sourceOf, toolsOf, up } from '../support/runs';
import { serverTimeout, sharedServer, type TestServer } from '../support/servers';

const first = { '1_t.sql': 'CREATE TABLE t (a int);\nINSERT INTO t SELECT generate_series(1, 1000);' };

describe('locks that others hold or wait for', function () {
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

  const trace = (
    files: Readonly<Record<string, string>>,
    { on, ...more }: Partial<DryRunInput> & { readonly on?: (event: RunEvent) => void } = {},
  ): Promise<RunReport> =>
    dryRun(
      { kind: 'trace', source: sourceOf({ ...first, ...files }), target, direction: 'up', ...more },
      { ...toolsOf(databases), ...(on && { on }), fresh: databases.fresh, copyOf: databases.copyOf },
    );

  it('names who keeps a statement waiting, while it waits and when it gives up', async () => {
    await other.script('BEGIN; LOCK TABLE t IN ACCESS SHARE MODE');
    const waits: string[] = [];
    const report = await up(
      databases,
      { source: sourceOf({ ...first, '2_c.sql': `SET lock_timeout = '1500ms';\nALTER TABLE t ADD COLUMN b int;` }), target },
      { on: (event) => event.kind === 'waiting' && waits.push(event.for) },
    );
    const who = new RegExp(`lockkeeper of postgres, pid ${other.pid}, in its transaction for \\d+ s, idle`);
    assert.equal(report.steps[0]?.error?.sqlstate, '55P03');
    assert.match(report.steps[0].error.advice ?? '', who);
    assert.ok(
      waits.some((wait) => wait.startsWith('a lock that is kept by') && who.test(wait)),
      waits.join('\n'),
    );
    const [left] = await rowsOf(
      databases,
      target,
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database()`,
    );
    assert.equal(left?.['n'], 2, 'a session was left behind');
  });

  it('gives a trace up at once when another session waits for it', async () => {
    const tracing = trace({ '2_slow.sql': 'ALTER TABLE t ADD COLUMN b int;\nSELECT pg_sleep(20);' });
    await sleep(800);
    const asked = Date.now();
    await other.execute('SELECT count(*) FROM t');
    assert.ok(Date.now() - asked < 2000, 'the other one waited for the trace');
    const report = await tracing;
    assert.equal(report.outcome, 'failed');
    assert.match(report.message ?? '', new RegExp(`given up, because lockkeeper of postgres, pid ${other.pid}.* waited for it`));
    assert.match(report.steps[0]?.error?.advice ?? '', /--dry-run=shadow/);
  });

  it('gives a trace up for another session also when the one that looks was ended', async () => {
    const tracing = trace({ '2_slow.sql': 'ALTER TABLE t ADD COLUMN b int;\nSELECT pg_sleep(20);' });
    await sleep(800);
    const ended = await other.query({
      text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid() AND query NOT LIKE '%pg_sleep%'`,
    });
    assert.equal(ended.rows.length, 1);
    const asked = Date.now();
    await other.execute('SELECT count(*) FROM t');
    assert.ok(Date.now() - asked < 5000, 'the other one waited for the trace');
    assert.match((await tracing).message ?? '', new RegExp(`given up, because lockkeeper of postgres, pid ${other.pid}`));
  });

  it('tries on the shadow what it gave up, where that is wanted, and says so', async () => {
    const tracing = trace({ '2_slow.sql': 'ALTER TABLE t ADD COLUMN b int;\nSELECT pg_sleep(2);' }, { orShadow: true });
    await sleep(800);
    await other.execute('SELECT count(*) FROM t');
    const report = await tracing;
    assert.deepEqual([report.outcome, report.dryRun], ['done', 'shadow'], report.message);
    assert.match(report.message ?? '', /given up, because .* So it was tried on a throw-away database instead/);
  });

  it('waits half a second at most for a lock in a trace, and names who kept it, while it waits and when it gives up', async () => {
    await other.script('BEGIN; LOCK TABLE t IN ACCESS SHARE MODE');
    const started = Date.now();
    const waits: string[] = [];
    const report = await trace(
      { '2_c.sql': 'ALTER TABLE t ADD COLUMN b int;' },
      { on: (event) => event.kind === 'waiting' && waits.push(event.for) },
    );
    assert.deepEqual([report.outcome, report.steps[0]?.error?.sqlstate], ['failed', '55P03']);
    assert.ok(Date.now() - started < 3000);
    const who = new RegExp(`lockkeeper of postgres, pid ${other.pid}, in its transaction for \\d+ s, idle`);
    const [step] = report.steps;
    assert.match(step?.error?.advice ?? '', who);
    assert.match(step?.statements[0]?.measured?.error?.advice ?? '', who);
    assert.ok(
      waits.some((wait) => wait.startsWith('a lock that is kept by') && who.test(wait)),
      waits.join('\n'),
    );
  });

  it('traces no tables larger than the limit, named plainly, quoted, by an index or in a body', async () => {
    await other.script('CREATE TABLE "Big T" AS SELECT * FROM t; CREATE INDEX big_i ON "Big T" (a)');
    const limit = { traceLimitBytes: 8192 };
    for (const text of [
      'ALTER TABLE T ADD b int;',
      'DROP TABLE public."Big T";',
      'REINDEX INDEX big_i;',
      `DO $$ BEGIN EXECUTE 'TRUNCATE t'; END $$;`,
    ]) {
      const report = await trace({ '2_c.sql': text }, limit);
      assert.equal(report.outcome, 'refused', text);
      assert.match(report.message ?? '', /kB.*Use --dry-run=shadow/);
      const instead = await trace({ '2_c.sql': text }, { ...limit, orShadow: true });
      assert.deepEqual([instead.dryRun, instead.target], ['shadow', report.target]);
      assert.match(instead.message ?? '', /kB.* So it was tried on a throw-away database instead/);
    }
    assert.equal((await trace({ '2_c.sql': '-- like t\nCREATE TABLE u (a int);' }, limit)).outcome, 'done');
    assert.equal((await trace({ '2_c.sql': 'ALTER TABLE t ADD b int;' })).outcome, 'done');
  });

  it('leaves no lock, table or session of a trace', async () => {
    const report = await trace({
      '2_c.sql': `CREATE TEMP TABLE mine (a int);\nSELECT pg_advisory_lock(42);\nLISTEN elsewhere;\nPREPARE p AS SELECT 1;\nSELECT set_config('search_path', '', false);`,
    });
    assert.equal(report.outcome, 'done', report.message);
    assert.match(report.steps[0]?.notes.join() ?? '', /the schema is the same as before/);
    assert.deepEqual(
      await rowsOf(
        databases,
        target,
        `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      ),
      [],
    );
  });

  it('refuses to trace what a block does outside the database', async () => {
    const report = await trace({ '2_c.sql': `DO $$ BEGIN PERFORM pg_create_physical_replication_slot('s'); END $$;` });
    assert.equal(report.outcome, 'refused');
    assert.deepEqual(await rowsOf(databases, target, 'SELECT 1 FROM pg_replication_slots'), []);
  });
});

describe('a server that starts', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  /** Says «starting up» to so many who come, and lets the next ones through. */
  const starting = async (
    times: number,
  ): Promise<{ readonly target: ServerTarget; readonly asked: () => number; close(): void }> => {
    const server = await sharedServer(17);
    const fields = ['SFATAL', 'VFATAL', 'C57P03', 'Mthe database system is starting up', '']
      .map((field) => `${field}\0`)
      .join('');
    const length = Buffer.alloc(4);
    length.writeInt32BE(4 + fields.length);
    let asked = 0;
    const gate = createServer((client) => {
      asked += 1;
      client.on('error', () => client.destroy());
      if (asked > times) {
        const upstream = connect(server.port, '127.0.0.1').on('error', () => client.destroy());
        client.pipe(upstream).pipe(client);
      } else {
        client.once('data', () => client.end(Buffer.concat([Buffer.from('E'), length, Buffer.from(fields)])));
      }
    });
    gate.listen(0, '127.0.0.1');
    await once(gate, 'listening');
    const { port } = gate.address() as AddressInfo;
    return {
      target: serverTarget(server.url().replace(/:\d+\//, `:${port}/`)),
      asked: () => asked,
      close: () => void gate.close(),
    };
  };

  it('is waited for', async () => {
    const gate = await starting(3);
    const answer = await databases.connect(gate.target, { purpose: 'read' });
    assert.ok(answer.ok, answer.ok ? '' : answer.failure.message);
    assert.equal(gate.asked(), 4);
    await answer.connection.close();
    gate.close();
  });

  it('is given up at the deadline, in its own words, or when that is wished', async () => {
    const gate = await starting(Infinity);
    const started = Date.now();
    const refused = await databases.connect(gate.target, { purpose: 'read', connectTimeoutMs: 900 });
    assert.ok(!refused.ok);
    assert.deepEqual([refused.failure.sqlstate, refused.failure.message], ['57P03', 'the database system is starting up']);
    assert.ok(Date.now() - started >= 500 && Date.now() - started < 3000);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const cancelled = await databases.connect(gate.target, { purpose: 'read', signal: stop.signal });
    assert.ok(!cancelled.ok && Date.now() - started < 5000);
    gate.close();
  });
});
