import assert from 'node:assert/strict';
import { runner } from 'node-pg-migrate';
import { nodePgMigrate } from '../../../src/migrations/conventions/node-pg-migrate';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';
import { Trees } from '../../unit/migrations/tree-of';

const part = (table: string): string =>
  `-- Up Migration\nCREATE TABLE ${table} (id bigint);\n\n-- Down Migration\nDROP TABLE ${table};\n`;
const files = { '1700000000001_ports.sql': part('ports'), '1700000000002_berths.sql': part('berths') };
const names = Object.keys(files).map((name) => name.replace('.sql', ''));
const source = sourceOf(files, nodePgMigrate);

describeOnServer('node-pg-migrate on a server', (server) => {
  const trees = new Trees();
  after(() => trees.remove());
  const table = async () => (await server.rows('SELECT name FROM pgmigrations ORDER BY run_on, id')).map(({ name }) => name);

  /** What the real one has run. */
  async function real(direction: 'up' | 'down', count?: number): Promise<readonly string[]> {
    const dir = trees.make(files);
    const options = { databaseUrl: server.url, dir, migrationsTable: 'pgmigrations', log: () => undefined };
    const ran = await runner({ ...options, direction, singleTransaction: true, ...(count !== undefined && { count }) });
    return ran.map(({ name }) => name);
  }

  it('goes on where node-pg-migrate has been, which then has nothing to do', async () => {
    assert.deepEqual(await real('up', 1), [names[0]]);
    assert.deepEqual(await server.standing(source), ['1700000000001 applied', '1700000000002 pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await real('up'), []);
    assert.deepEqual(await table(), names);
  });

  it('begins and goes back, and node-pg-migrate goes on and back', async () => {
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.equal((await down(server.databases, { source, target: server.target, count: 1 })).outcome, 'done');
    assert.deepEqual(await table(), names.slice(0, 1));
    assert.deepEqual(await real('up'), names.slice(1));
    assert.deepEqual(await server.standing(source), ['1700000000001 applied', '1700000000002 applied']);
    assert.deepEqual(await real('down', 2), [...names].reverse());
    assert.deepEqual(await server.standing(source), ['1700000000001 pending', '1700000000002 pending']);
  });

  it('makes the table that node-pg-migrate makes', async () => {
    const columns = () =>
      server.rows(
        `SELECT column_name, data_type, is_nullable, column_default, character_maximum_length FROM information_schema.columns WHERE table_name = 'pgmigrations'`,
      );
    await real('up', 1);
    const theirs = await columns();
    await server.rows('DROP TABLE pgmigrations, ports');
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await columns(), theirs);
  });
});
