import assert from 'node:assert/strict';
import { golangMigrate } from '../../../src/migrations/conventions/golang-migrate';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    '000001_ports.up.sql': 'CREATE TABLE ports (id bigint PRIMARY KEY);\n',
    '000001_ports.down.sql': 'DROP TABLE ports;\n',
    '000002_berths.up.sql': 'CREATE TABLE berths (id bigint);\nINSERT INTO berths VALUES (1);\n',
    '000002_berths.down.sql': 'DROP TABLE berths;\n',
    '000003_index.up.sql': 'CREATE INDEX CONCURRENTLY berths_id ON berths (id);\n',
    '000003_index.down.sql': 'DROP INDEX CONCURRENTLY berths_id;\n',
  },
  golangMigrate,
);

describeOnServer('golang-migrate on a server', (server) => {
  const table = () => server.rows('SELECT version::text, dirty FROM schema_migrations');

  it('keeps one row with the version that the database is at, up and down', async () => {
    const report = await up(server.databases, { source, target: server.target, count: 2 });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await table(), [{ version: '2', dirty: false }]);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await table(), [{ version: '3', dirty: false }]);
    assert.deepEqual(await server.rows(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'berths_id'::regclass`), [
      { indisvalid: true },
    ]);
    assert.equal((await down(server.databases, { source, target: server.target, count: 2 })).outcome, 'done');
    assert.deepEqual(await table(), [{ version: '1', dirty: false }]);
    assert.equal((await down(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await table(), []);
  });

  it('goes on from the row that the runner itself has written, and makes the table that it makes', async () => {
    await server.rows('CREATE TABLE "public"."schema_migrations" (version bigint not null primary key, dirty boolean not null)');
    await server.rows('INSERT INTO schema_migrations VALUES (1, false)');
    await server.rows('CREATE TABLE ports (id bigint PRIMARY KEY)');
    assert.deepEqual(await server.standing(source), ['1 applied', '2 pending', '3 pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await table(), [{ version: '3', dirty: false }]);
    await server.rows('UPDATE schema_migrations SET version = 7');
    assert.deepEqual(await server.standing(source), ['1 applied', '2 applied', '3 applied', '7 missing']);
  });

  it('leaves the table dirty where a statement outside a transaction fails, and goes no further', async () => {
    const broken = sourceOf({ '1_a.up.sql': 'VACUUM nothing;', '2_b.up.sql': 'SELECT 1;' }, golangMigrate);
    assert.equal((await up(server.databases, { source: broken, target: server.target })).outcome, 'failed');
    assert.deepEqual(await table(), [{ version: '1', dirty: true }]);
    assert.deepEqual(await server.standing(broken), ['1 failed', '2 pending']);
    assert.equal((await up(server.databases, { source: broken, target: server.target })).outcome, 'disagreement');
  });

  it('leaves the table of another runner alone, though it has the same name', async () => {
    await server.rows('CREATE TABLE schema_migrations (version varchar primary key)');
    await server.rows(`INSERT INTO schema_migrations VALUES ('1'), ('2')`);
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'failed');
    assert.match(report.message ?? '', /"dirty" does not exist/);
    assert.equal((await server.rows('SELECT * FROM schema_migrations')).length, 2);
  });

  it('sees nothing in a schema that is not the first of the search path', async () => {
    await server.rows('CREATE SCHEMA app');
    await server.rows('CREATE TABLE app.schema_migrations (version bigint not null primary key, dirty boolean not null)');
    await server.rows('INSERT INTO app.schema_migrations VALUES (3, false)');
    assert.deepEqual(await server.standing(source), ['1 pending', '2 pending', '3 pending']);
  });
});
