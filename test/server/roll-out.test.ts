import assert from 'node:assert/strict';
import type { Connection } from '../../src/database/connection';
import { applyFix, conventionNamed, filesOf, lintCase, sourceOf, type Case } from '../support/chains';
import { connectTo } from '../support/effects/harness';
import { runScript } from '../support/run-script';
import { serverTimeout, sharedServer } from '../support/servers';

/** The up scripts that a scaffold makes of a case: expand, fill, contract. */
async function stepsOf(it_: Case): Promise<readonly ((connection: Connection) => Promise<void>)[]> {
  const convention = conventionNamed('sqlx');
  const fix = (await lintCase(it_)).flatMap(({ fixes }) => fixes).find(({ title }) => title.startsWith('Scaffold'));
  assert.ok(fix);
  const { migrations } = sourceOf(applyFix(filesOf(it_), fix), convention);
  return migrations.slice(1).map(({ up }) => (connection) => {
    assert.ok(up);
    return runScript(connection, convention, up);
  });
}

describe('a scaffolded roll-out', function () {
  this.timeout(serverTimeout);
  const before = ['CREATE TABLE orders (id bigint PRIMARY KEY, note text, size integer);'];

  for (const major of [14, 18] as const) {
    const onOrders = async (use: (connection: Connection) => Promise<void>): Promise<void> => {
      const connection = await connectTo(await (await sharedServer(major)).createDatabase());
      try {
        await connection.script(
          `${before.join('')} INSERT INTO orders SELECT g, 'n' || g, g FROM generate_series(1, 12000) AS g`,
        );
        await use(connection);
      } finally {
        await connection.close();
      }
    };
    const one = async (connection: Connection, text: string): Promise<unknown> => {
      const { rows } = await connection.query({ text });
      return Object.values(rows[0] ?? {})[0];
    };

    it(`serves code of both names while it lasts, on PostgreSQL ${major}`, async () => {
      const [expand, fill, contract] = await stepsOf({ before, sql: 'ALTER TABLE orders RENAME COLUMN note TO remark;\n' });
      assert.ok(expand && fill && contract);
      await onOrders(async (server) => {
        await expand(server);
        await server.script(
          "INSERT INTO orders (id, note) VALUES (20001, 'old'); INSERT INTO orders (id, remark) VALUES (20002, 'new')",
        );
        await server.script("UPDATE orders SET note = 'old2' WHERE id = 1; UPDATE orders SET remark = 'new2' WHERE id = 2");
        await server.script('UPDATE orders SET remark = NULL WHERE id = 20002; UPDATE orders SET size = 0 WHERE id = 3');
        assert.equal(
          await one(
            server,
            'SELECT count(*)::int FROM orders WHERE id IN (1, 2, 3, 20001, 20002) AND note IS DISTINCT FROM remark',
          ),
          0,
        );
        await fill(server);
        assert.equal(await one(server, 'SELECT count(*)::int FROM orders WHERE note IS DISTINCT FROM remark'), 0);
        await contract(server);
        assert.equal(await one(server, 'SELECT remark FROM orders WHERE id = 1'), 'old2');
        assert.equal(await one(server, 'SELECT remark FROM orders WHERE id = 12000'), 'n12000');
        await server.script("INSERT INTO orders (id, remark) VALUES (20003, 'last')");
      });
    });

    it(`changes a type under the old name, on PostgreSQL ${major}`, async () => {
      const [expand, fill, contract] = await stepsOf({ before, sql: 'ALTER TABLE orders ALTER COLUMN size TYPE bigint;\n' });
      assert.ok(expand && fill && contract);
      await onOrders(async (server) => {
        await expand(server);
        await server.script('UPDATE orders SET size = 7 WHERE id = 1; INSERT INTO orders (id, size) VALUES (20001, 8)');
        await fill(server);
        await contract(server);
        assert.equal(await one(server, 'SELECT pg_typeof(size)::text FROM orders WHERE id = 1'), 'bigint');
        assert.equal(await one(server, 'SELECT sum(size)::int FROM orders'), (12000 * 12001) / 2 - 1 + 7 + 8);
      });
    });
  }
});
