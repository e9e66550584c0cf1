import assert from 'node:assert/strict';
import pg from 'pg';
import { migrate } from 'postgres-migrations';
import { postgresMigrations } from '../../../src/migrations/conventions/postgres-migrations';
import { describeOnServer } from '../../support/on-server';
import { sourceOf, up } from '../../support/runs';
import { Trees } from '../../unit/migrations/tree-of';

const files = {
  '0001-ports.sql': 'CREATE TABLE ports (id bigint);\nINSERT INTO ports VALUES (1);\n',
  '0002-index.sql': '-- postgres-migrations disable-transaction\nCREATE INDEX CONCURRENTLY ports_id ON ports (id);\n',
  '0003-berths.sql': 'CREATE TABLE berths (id bigint);\r\n',
};
const source = sourceOf(files, postgresMigrations);
const all = ['1 applied', '2 applied', '3 applied'];

describeOnServer('postgres-migrations on a server', (server) => {
  const trees = new Trees();
  after(() => trees.remove());

  /** The names that the real one has run of so many files. */
  async function real(count: number): Promise<readonly string[]> {
    const directory = trees.make(Object.fromEntries(Object.entries(files).slice(0, count)));
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    try {
      return (await migrate({ client }, directory)).map(({ name }) => name);
    } finally {
      await client.end();
    }
  }

  it('goes on where postgres-migrations has been, which then has nothing to do', async () => {
    assert.deepEqual(await real(1), ['create-migrations-table', 'ports']);
    assert.deepEqual(await server.standing(source), ['1 applied', '2 pending', '3 pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await real(3), []);
  });

  it('begins, and postgres-migrations goes on', async () => {
    assert.equal((await up(server.databases, { source, target: server.target, count: 2 })).outcome, 'done');
    const columns = () =>
      server.rows(
        `SELECT column_name, data_type, is_nullable, column_default, character_maximum_length FROM information_schema.columns WHERE table_name = 'migrations'`,
      );
    const ours = await columns();
    assert.deepEqual(await real(3), ['berths']);
    assert.deepEqual(await server.standing(source), all);
    await server.rows('DROP TABLE migrations, ports, berths');
    await real(3);
    assert.deepEqual(await columns(), ours);
    assert.deepEqual(await server.standing(source), all);
  });
});
