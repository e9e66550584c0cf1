import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import { createDatabase, type CreateDatabaseInput } from '../../src/run/create-database';
import { testDatabases } from '../support/embedded';
import { rowsOf, serverTarget } from '../support/runs';
import { serverTimeout, sharedServer, startServer } from '../support/servers';

describe('a database that is not there yet', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());
  const create = (input: CreateDatabaseInput, signal = new AbortController().signal) =>
    createDatabase(input, { connect: databases.connect, signal });

  it('is created by its name in the URL, whatever that is, and once', async () => {
    const name = `New "ports" ${process.pid}`;
    const target = serverTarget((await sharedServer(18)).url(name));
    assert.deepEqual((await create({ target, isDryRun: true })).outcome, 'done');
    assert.equal((await databases.connect(target, { purpose: 'read' })).ok, false);
    const made = await create({ target });
    assert.deepEqual([made.outcome, made.database], ['done', name], made.message);
    assert.deepEqual(await rowsOf(databases, target, 'SELECT current_database() AS name'), [{ name }]);
    const again = await create({ target });
    assert.equal(again.outcome, 'nothing-to-do');
    assert.match(again.message ?? '', /is there already/);
  });

  it('is created on a shared server by the name alone', async () => {
    const target = serverTarget((await sharedServer(18)).url(`shared_${process.pid}`), 'shared');
    assert.equal((await create({ target })).outcome, 'refused');
    assert.equal((await create({ target, confirmed: 'test' })).outcome, 'done');
    assert.equal((await create({ target })).outcome, 'nothing-to-do', 'what is there needs no consent');
  });

  it('cannot be created where nobody answers, and the message has no password', async () => {
    const report = await create({ target: serverTarget('postgres://u:hunter2@127.0.0.1:1/app') });
    assert.equal(report.outcome, 'no-connection');
    assert.ok(!JSON.stringify(report).includes('hunter2'));
  });
});

describe('a server that is not up yet', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  it('is waited for as long as is wished, and not at all otherwise', async () => {
    const server = await startServer(18);
    try {
      await server.kill();
      const target = serverTarget(server.url());
      const refused = await databases.connect(target, { purpose: 'read' });
      assert.equal(refused.ok, false);
      const waiting = databases.connect(target, { purpose: 'read', waitMs: 120_000 });
      await server.restart();
      const answer = await waiting;
      assert.ok(answer.ok);
      await answer.connection.close();
      await server.kill();
      const given = await databases.connect(target, { purpose: 'read', waitMs: 500 });
      assert.match(given.ok ? '' : given.failure.message, /Nothing answers/);
    } finally {
      await server.stop();
    }
  });

  it('is not waited for where the password is wrong', async () => {
    const server = await startServer(18, { password: 'right' });
    try {
      const answer = await databases.connect(serverTarget(server.url().replace('right', 'wrong')), {
        purpose: 'read',
        waitMs: 600_000,
      });
      assert.equal(answer.ok ? '' : answer.failure.sqlstate, '28P01');
    } finally {
      await server.stop();
    }
  });
});
