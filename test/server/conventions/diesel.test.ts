import assert from 'node:assert/strict';
import { diesel } from '../../../src/migrations/conventions/diesel';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    '2025-01-01-120000-0000_ports/up.sql': 'CREATE TABLE ports (id bigint PRIMARY KEY);\n',
    '2025-01-01-120000-0000_ports/down.sql': 'DROP TABLE ports;\n',
    '2025-01-02-120000-0000_index/up.sql': 'CREATE INDEX CONCURRENTLY ports_id ON ports (id);\n',
    '2025-01-02-120000-0000_index/down.sql': 'DROP INDEX CONCURRENTLY ports_id;\n',
    '2025-01-02-120000-0000_index/metadata.toml': 'run_in_transaction = false\n',
  },
  diesel,
);

describeOnServer('Diesel on a server', (server) => {
  const table = async (): Promise<readonly unknown[]> =>
    (await server.rows('SELECT version FROM __diesel_schema_migrations ORDER BY 1')).map(({ version }) => version);

  it('writes versions as Diesel does, up and down, in and outside a transaction', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await table(), ['202501011200000000', '202501021200000000']);
    assert.deepEqual(await server.standing(source), ['202501011200000000 applied', '202501021200000000 applied']);
    assert.equal((await down(server.databases, { source, target: server.target, count: 2 })).outcome, 'done');
    assert.deepEqual(await table(), []);
  });

  it('goes on from rows that Diesel has written', async () => {
    // As its setup_migration_table.sql makes it.
    await server.rows(
      'CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)',
    );
    await server.rows(`INSERT INTO __diesel_schema_migrations (version) VALUES ('202501021200000000')`);
    assert.deepEqual(await server.standing(source), ['202501011200000000 out-of-order', '202501021200000000 applied']);
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await table(), ['202501011200000000', '202501021200000000']);
  });
});
