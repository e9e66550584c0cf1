import assert from 'node:assert/strict';
import { synapse } from '../../../src/migrations/conventions/synapse';
import { describeOnServer } from '../../support/on-server';
import { sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    'delta/72/01_old.sql': 'SELECT 1 / 0;\n',
    'delta/73/01_ports.sql': 'CREATE TABLE ports (id bigint);\n',
    'delta/74/01_berths.sql.postgres': 'CREATE TABLE berths (id bigint);\n',
  },
  synapse,
);

describeOnServer('Synapse on a server', (server) => {
  const table = () => server.rows('SELECT version, file FROM applied_schema_deltas ORDER BY 1, 2');

  it('needs a database that Synapse has made', async () => {
    assert.deepEqual(await server.standing(source), [
      '72/01_old.sql pending',
      '73/01_ports.sql pending',
      '74/01_berths.sql.postgres pending',
    ]);
    const report = await up(server.databases, { source, target: server.target });
    assert.notEqual(report.outcome, 'done');
    assert.deepEqual(await server.rows(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`), []);
  });

  it('goes on from the version that the full schema has', async () => {
    await server.rows(
      `CREATE TABLE schema_version (Lock CHAR(1) NOT NULL DEFAULT 'X' UNIQUE, version INTEGER NOT NULL, upgraded BOOL NOT NULL, CHECK (Lock='X'))`,
    );
    await server.rows(
      'CREATE TABLE applied_schema_deltas (version INTEGER NOT NULL, file TEXT NOT NULL, UNIQUE (version, file))',
    );
    await server.rows('INSERT INTO schema_version (version, upgraded) VALUES (72, false)');
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await table(), [
      { version: 73, file: '73/01_ports.sql' },
      { version: 74, file: '74/01_berths.sql.postgres' },
    ]);
    assert.deepEqual(await server.rows('SELECT version, upgraded FROM schema_version'), [{ version: 74, upgraded: true }]);
    assert.deepEqual(await server.standing(source), [
      ...['72/01_old.sql applied', '73/01_ports.sql applied', '74/01_berths.sql.postgres applied'],
    ]);
  });
});
