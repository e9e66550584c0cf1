import assert from 'node:assert/strict';
import { Client } from 'pg';
import { flyway } from '../../../src/migrations/conventions/flyway';
import { golangMigrate } from '../../../src/migrations/conventions/golang-migrate';
import { describeOnServer } from '../../support/on-server';
import { sourceOf, up } from '../../support/runs';

const sources = [
  sourceOf({ '1_a.up.sql': 'CREATE TABLE a (id bigint);' }, golangMigrate),
  sourceOf({ 'V1__a.sql': 'CREATE TABLE a (id bigint);' }, flyway),
];

describeOnServer('a lock that goes by the schema of the history', (server) => {
  for (const source of sources) {
    const { title, history } = source.convention;

    it(`is the one that ${title} takes where its table is in another schema than public`, async () => {
      await server.rows('CREATE SCHEMA shop');
      const database = String((await server.rows('SELECT current_database() AS name'))[0]?.['name']);
      await server.rows(`ALTER DATABASE "${database}" SET search_path = shop, public`);
      const other = new Client({ connectionString: server.url });
      await other.connect();
      try {
        const hold = async (schema: string): Promise<void> => {
          for (const key of history.lock({ database, schema }).keys) await other.query('SELECT pg_advisory_lock($1)', [key]);
        };
        await hold('shop');
        const run = { source, target: server.target, lockDeadlineMs: 0 };
        assert.equal((await up(server.databases, run)).outcome, 'locked');
        await other.query('SELECT pg_advisory_unlock_all()');
        await hold('public');
        const report = await up(server.databases, run);
        assert.equal(report.outcome, 'done', report.message);
      } finally {
        await other.end();
      }
      const [made] = await server.rows(`SELECT to_regclass('shop.${history.table}') IS NOT NULL AS made`);
      assert.equal(made?.['made'], true);
    });
  }

  it('goes with a table of Flyway that is in the first schema of the search path, and with no other', async () => {
    const [, source] = sources;
    await up(server.databases, { source: source!, target: server.target });
    assert.deepEqual(await server.standing(source!), ['1 applied']);
    await server.rows('CREATE SCHEMA shop');
    const database = String((await server.rows('SELECT current_database() AS name'))[0]?.['name']);
    await server.rows(`ALTER DATABASE "${database}" SET search_path = shop, public`);
    assert.deepEqual(await server.standing(source!), ['1 pending']);
  });
});
