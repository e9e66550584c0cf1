import assert from 'node:assert/strict';
import type { Connection } from '../../src/database/connection';
import type { Databases } from '../../src/database/databases';
import { canonicalLine, schemaHash, type Snapshot } from '../../src/database/snapshot/snapshot';
import { takeSnapshot } from '../../src/database/snapshot/take';
import { testDatabases } from '../support/embedded';
import { serverTarget } from '../support/runs';
import { allMajors, outerMajors, serverTimeout, sharedServer } from '../support/servers';
import { baseSchema, controls, mutations } from '../support/snapshot-cases';

describe('a snapshot', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  async function onEmpty<T>(major: (typeof allMajors)[number], work: (connection: Connection) => Promise<T>): Promise<T> {
    const target = serverTarget(await (await sharedServer(major)).createDatabase());
    const connected = await databases.connect(target, { purpose: 'write' });
    if (!connected.ok) throw new Error(connected.failure.message);
    try {
      return await work(connected.connection);
    } finally {
      await connected.connection.close();
    }
  }

  async function onEmbedded<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const fresh = databases.fresh();
    try {
      const connected = await fresh.connect();
      if (!connected.ok) throw new Error(connected.failure.message);
      return await work(connected.connection);
    } finally {
      await fresh.dispose();
    }
  }

  const ofBase = async (connection: Connection): Promise<Snapshot> => {
    await connection.script(baseSchema);
    return takeSnapshot(connection);
  };
  const difference = (some: readonly string[], others: readonly string[]): readonly string[] =>
    some.filter((line) => !others.includes(line));
  const lines = ({ objects }: Snapshot): readonly string[] => objects.map(canonicalLine);

  for (const major of outerMajors) {
    it(`sees every change on ${major}, and nothing where there is none`, () =>
      onEmpty(major, async (connection) => {
        const before = await ofBase(connection);
        const unseen: string[] = [];
        const after = async (sql: string): Promise<Snapshot> => {
          // The snapshot has a transaction of its own, so each change is made for good in a copy of the database.
          const copy = serverTarget(await copyOf(major, connection.database));
          const connected = await databases.connect(copy, { purpose: 'write' });
          if (!connected.ok) throw new Error(connected.failure.message);
          try {
            await connected.connection.script(sql);
            return await takeSnapshot(connected.connection);
          } finally {
            await connected.connection.close();
          }
        };
        await connection.close();
        for (const mutation of mutations) {
          const [sql, since] = typeof mutation === 'string' ? [mutation, 0] : mutation;
          if (since > major) continue;
          const changed = await after(sql).catch((error: unknown) => {
            throw new Error(`${sql}: ${String(error)}`);
          });
          if (schemaHash(changed) === schemaHash(before)) unseen.push(sql);
        }
        assert.deepEqual(unseen, []);
        for (const control of controls) assert.deepEqual(lines(await after(control)), lines(before), control);
      }));
  }

  let copies = 0;
  async function copyOf(major: (typeof allMajors)[number], database: string): Promise<string> {
    const server = await sharedServer(major);
    const connected = await databases.connect(serverTarget(server.url()), { purpose: 'write' });
    if (!connected.ok) throw new Error(connected.failure.message);
    const name = `copy_${process.pid}_${(copies += 1)}`;
    await connected.connection.query({ text: `CREATE DATABASE ${name} TEMPLATE ${database}` });
    await connected.connection.close();
    return server.url(name);
  }

  it('is the same on all versions and on the embedded server', async () => {
    const embedded = await onEmbedded(ofBase);
    assert.equal(embedded.engine, 'embedded PostgreSQL 18');
    for (const major of allMajors) {
      const there = await onEmpty(major, ofBase);
      assert.equal(there.engine, `PostgreSQL ${major}`);
      const expected = lines(embedded);
      assert.deepEqual(difference(lines(there), expected), [], String(major));
      assert.deepEqual(difference(expected, lines(there)), [], String(major));
    }
  });

  it('holds no password', async () => {
    const text = (await onEmbedded(ofBase)).objects.map(canonicalLine).join('\n');
    assert.match(text, /"host=a"/);
    assert.doesNotMatch(text, /hunter2/);
  });
});
