/** A lock that is a row which its holder moves on, as morph keeps one in db_lock. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Databases } from '../../src/database/databases';
import type { Convention } from '../../src/migrations/convention';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../src/migrations/conventions/typed-timestamps';
import type { HistoryLease } from '../../src/migrations/history';
import { dryRun } from '../../src/run/dry-run';
import type { RunEvent } from '../../src/run/events';
import { embeddedTarget, testDatabases } from '../support/embedded';
import { rowsOf, serverTarget, type ServerTarget, sourceOf, toolsOf, up } from '../support/runs';
import { serverTimeout, sharedServer } from '../support/servers';

const now = 'extract(epoch FROM clock_timestamp())::bigint';
const lease: HistoryLease = {
  table: 'db_lock',
  setup: [{ text: 'CREATE TABLE IF NOT EXISTS db_lock (id varchar(64) PRIMARY KEY, expireat bigint)' }],
  take: {
    text: `INSERT INTO db_lock AS held (id, expireat) VALUES ('mutex', ${now} + 15)
           ON CONFLICT (id) DO UPDATE SET expireat = excluded.expireat WHERE held.expireat <= ${now} RETURNING expireat::text AS token`,
  },
  holder: { text: `SELECT format('a runner whose row in db_lock ends in %s s', expireat - ${now}) AS holder FROM db_lock` },
  refresh: (token) => ({
    text: `UPDATE db_lock SET expireat = ${now} + 15 WHERE id = 'mutex' AND expireat = $1 RETURNING expireat::text AS token`,
    values: [token],
  }),
  release: (token) => ({ text: `DELETE FROM db_lock WHERE id = 'mutex' AND expireat = $1`, values: [token] }),
  refreshMs: 300,
};
const leased = (base: Convention): Convention => ({
  ...base,
  history: { ...base.history, lock: (database) => ({ ...base.history.lock(database), lease }) },
});
const morphs = leased(sqlx);
const slow = sourceOf({ '1_slow.sql': 'CREATE TABLE slow (a int);\nSELECT pg_sleep(2.5);\n' }, morphs);

describe('a lease', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  let target: ServerTarget;
  before(async () => {
    databases = await testDatabases();
  });
  beforeEach(async () => {
    target = serverTarget(await (await sharedServer(18)).createDatabase());
  });
  after(() => databases.close());

  const query = (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => rowsOf(databases, target, text);
  const tables = async (): Promise<readonly unknown[]> =>
    (await query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`)).map(
      (row) => row['relname'],
    );
  /** Does something once the second statement has been sent. */
  const atSleep = (act: () => Promise<unknown>): { on: (event: RunEvent) => void; done: () => Promise<unknown> } => {
    let acting: Promise<unknown> = Promise.resolve();
    return {
      on: (event) => {
        if (event.kind === 'statement' && event.index === 1) acting = act();
      },
      done: () => acting,
    };
  };
  const makeTable = (expireat: string): Promise<unknown> =>
    query(`CREATE TABLE db_lock (id varchar(64) PRIMARY KEY, expireat bigint)`).then(() =>
      query(`INSERT INTO db_lock VALUES ('mutex', ${expireat})`),
    );

  it('is moved on while a run works, and given back at its end', async () => {
    const ends: number[] = [];
    const look = async (): Promise<void> => {
      for (const ms of [100, 1900]) {
        await sleep(ms);
        ends.push(Number((await query('SELECT expireat FROM db_lock'))[0]?.['expireat']));
      }
    };
    const { on, done } = atSleep(look);
    const report = await up(databases, { source: slow, target }, { on });
    await done();
    assert.equal(report.outcome, 'done', report.message);
    assert.ok(Number(ends[1]) > Number(ends[0]), ends.join());
    assert.deepEqual(await query('SELECT * FROM db_lock'), []);
  });

  it('that another has is waited for, then given up, with words for who has it', async () => {
    await makeTable(`${now} + 60`);
    const report = await up(databases, { source: slow, target, lockDeadlineMs: 300 });
    assert.equal(report.outcome, 'locked');
    assert.match(report.message ?? '', /^Another run holds the lock: a runner whose row in db_lock ends in (59|60) s\.$/);
    assert.deepEqual(await tables(), ['db_lock']);
    const waits: string[] = [];
    const quick = sourceOf({ '1_a.sql': 'CREATE TABLE a (i int);' }, morphs);
    const on = (event: RunEvent): void => {
      if (event.kind !== 'waiting' || !event.for.includes('db_lock')) return;
      if (waits.push(event.for) === 1) void query('DELETE FROM db_lock');
    };
    assert.equal((await up(databases, { source: quick, target }, { on })).outcome, 'done');
    assert.notDeepEqual(waits, []);
  });

  it('that has run out is taken over', async () => {
    await makeTable(`${now} - 1`);
    const report = await up(databases, { source: sourceOf({ '1_a.sql': 'SELECT 1;' }, morphs), target });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await query('SELECT * FROM db_lock'), []);
  });

  it('that another took meanwhile undoes the migration, and is left to the other', async () => {
    const { on, done } = atSleep(() => query(`UPDATE db_lock SET expireat = 9999999999`));
    const report = await up(databases, { source: slow, target }, { on });
    await done();
    assert.equal(report.outcome, 'failed');
    assert.match(report.message ?? '', /^The row of db_lock that keeps other runs out was lost/);
    assert.deepEqual(await tables(), ['_sqlx_migrations', 'db_lock']);
    assert.deepEqual(await query('SELECT expireat FROM db_lock'), [{ expireat: '9999999999' }]);
  });

  it('that was lost outside a transaction lets nothing follow', async () => {
    const files = {
      '20250101_000001_schema_a.sql': '-- lockkeeper: no-transaction\nCREATE TABLE a (i int);\nSELECT pg_sleep(0.5);\n',
      '20250101_000002_schema_b.sql': 'CREATE TABLE b (i int);',
    };
    const { on, done } = atSleep(() => query('DELETE FROM db_lock'));
    const report = await up(databases, { source: sourceOf(files, leased(typedTimestamps)), target }, { on });
    await done();
    assert.deepEqual(
      report.steps.map(({ outcome }) => outcome),
      ['done', 'not-run'],
    );
    assert.equal(report.outcome, 'failed');
    assert.match(report.message ?? '', /lock that keeps other runs out/);
  });

  it('keeps two who apply at once apart', async () => {
    const reports = await Promise.all([1, 2].map(() => up(databases, { source: slow, target })));
    assert.deepEqual(reports.map(({ outcome }) => outcome).sort(), ['done', 'nothing-to-do']);
  });

  it('is not taken by a rehearsal, by a script, or on the embedded server, which has one session', async () => {
    const tools = { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf };
    assert.equal((await dryRun({ kind: 'trace', source: slow, target, direction: 'up' }, tools)).outcome, 'done');
    const { script } = await dryRun({ kind: 'sql', source: slow, target, direction: 'up' }, tools);
    assert.match(script ?? '', /^-- A script cannot hold the row of db_lock/m);
    assert.deepEqual(await tables(), []);
    const embedded = embeddedTarget();
    const report = await up(databases, { source: sourceOf({ '1_a.sql': 'SELECT 1;' }, morphs), target: embedded });
    assert.equal(report.outcome, 'done', report.message);
  });
});
