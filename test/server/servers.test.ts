import assert from 'node:assert/strict';
import { Client } from 'pg';
import { allMajors, serverTimeout, sharedServer, startServer } from '../support/servers';

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>({ text: sql });
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

describe('test servers', function () {
  this.timeout(serverTimeout);

  for (const major of allMajors) {
    it(`runs PostgreSQL ${major} with databases of its own`, async () => {
      const server = await sharedServer(major);
      const url = await server.createDatabase();
      const version = await ask(url, 'SHOW server_version_num');
      assert.equal(Math.trunc(Number(version) / 10000), major);
      assert.equal(await ask(url, 'SELECT count(*)::int FROM pg_class WHERE relnamespace = 2200'), 0);
    });
  }

  it('asks for a password where it was given one', async () => {
    const server = await startServer(16, { password: 'left & right' });
    try {
      assert.equal(await ask(server.url(), 'SELECT 1'), 1);
      const wrong = new URL(server.url());
      wrong.password = 'wrong';
      await assert.rejects(ask(wrong.href, 'SELECT 1'), { code: '28P01' });
    } finally {
      await server.stop();
    }
  });

  it('goes away when killed and comes back on the same port with its data', async () => {
    const server = await startServer(17);
    try {
      const url = await server.createDatabase('kept');
      await ask(url, 'CREATE TABLE t AS SELECT 42 AS n');
      await server.kill();
      await assert.rejects(ask(url, 'SELECT n FROM t'), { code: 'ECONNREFUSED' });
      await server.restart();
      assert.equal(await ask(url, 'SELECT n FROM t'), 42);
    } finally {
      await server.stop();
    }
    await assert.rejects(ask(server.url(), 'SELECT 1'), { code: 'ECONNREFUSED' });
  });
});
