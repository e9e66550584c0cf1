/** A server that follows another one: read, never written, and what a run finds there once it has taken over. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connect } from '../../src/database/connection';
import type { Databases } from '../../src/database/databases';
import { dryRun } from '../../src/run/dry-run';
import { readStatus } from '../../src/run/read-status';
import { testDatabases } from '../support/embedded';
import { cuttingProxy } from '../support/proxy';
import { rowsOf, serverTarget, sourceOf, toolsOf, up } from '../support/runs';
import { serverTimeout, startServer, type TestServer } from '../support/servers';

const one = { '1_a.sql': 'CREATE TABLE a (i int);' };
const two = { ...one, '2_b.sql': 'CREATE TABLE b (i int);' };
const three = { ...two, '3_c.sql': 'CREATE TABLE c (i int);' };

describe('a standby', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  let primary: TestServer;
  let standby: TestServer;
  before(async () => {
    databases = await testDatabases();
    primary = await startServer(17, { settings: { full_page_writes: 'on' } });
    assert.equal((await up(databases, { source: sourceOf(one), target: serverTarget(primary.url()) })).outcome, 'done');
    standby = await primary.standby();
  });
  after(async () => {
    await standby.stop();
    await primary.stop();
    await databases.close();
  });
  const states = async (server: TestServer): Promise<readonly string[]> => {
    const answer = await readStatus(sourceOf(two), serverTarget(server.url()), databases.connect);
    assert.ok(answer.ok, answer.ok ? '' : answer.error.message);
    return answer.status.migrations.map(({ state }) => state.kind);
  };

  it('has its status read, and follows', async () => {
    assert.deepEqual(await states(standby), ['applied', 'pending']);
    await rowsOf(databases, serverTarget(primary.url()), 'CREATE TABLE followed (i int)');
    for (let tried = 0; tried < 100; tried += 1) {
      const [row] = await rowsOf(databases, serverTarget(standby.url()), `SELECT to_regclass('followed') IS NOT NULL AS there`);
      if (row?.['there'] === true) return;
      await sleep(50);
    }
    assert.fail('The standby does not follow.');
  });

  it('is refused before the first statement', async () => {
    const statements: string[] = [];
    const on = { on: (event: { readonly kind: string }) => event.kind === 'statement' && statements.push('one') };
    const report = await up(databases, { source: sourceOf(two), target: serverTarget(standby.url()) }, on);
    assert.equal(report.outcome, 'refused');
    assert.match(report.message ?? '', /is read-only: a standby/);
    assert.deepEqual(statements, []);
    const trace = await dryRun(
      { kind: 'trace', source: sourceOf(two), target: serverTarget(standby.url()), direction: 'up' },
      { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf },
    );
    assert.ok(['refused', 'failed'].includes(trace.outcome), trace.outcome);
    assert.deepEqual(await states(standby), ['applied', 'pending']);
  });

  it('that takes over at COMMIT tells what became of it, whatever it knows of the transaction’s number', async () => {
    // The primary dies with the COMMIT on its way, and the name leads to the other one from then on.
    let isArmed = false;
    const proxy = await cuttingProxy(primary.port, { when: (sent) => isArmed && sent.includes('COMMIT\0'), passOn: false });
    let promoted: Promise<unknown> | undefined;
    const connect: Connect = async (_target, options) => {
      if (!isArmed) return databases.connect(serverTarget(primary.url().replace(/:\d+\//, `:${proxy.port}/`)), options);
      promoted ??= primary.kill().then(() => rowsOf(databases, serverTarget(standby.url()), 'SELECT pg_promote()'));
      await promoted;
      return databases.connect(serverTarget(standby.url()), options);
    };
    // Numbers that the standby has not come to: pg_xact_status answers 22023.
    for (let nth = 0; nth < 20; nth += 1) await rowsOf(databases, serverTarget(primary.url()), 'SELECT pg_current_xact_id()');
    const on = (event: { readonly kind: string }): void => void (isArmed ||= event.kind === 'statement');
    const report = await up(databases, { source: sourceOf(two), target: serverTarget(primary.url()) }, { connect, on });
    proxy.close();
    assert.deepEqual([report.outcome, report.steps[0]?.outcome], ['no-connection', 'failed'], report.message);
    assert.doesNotMatch(report.message ?? '', /nobody knows/);
    assert.deepEqual(await states(standby), ['applied', 'pending']);
    const next = await up(databases, { source: sourceOf(three), target: serverTarget(standby.url()) });
    assert.equal(next.outcome, 'done', next.message);
    assert.equal(next.steps.length, 2);
  });
});
