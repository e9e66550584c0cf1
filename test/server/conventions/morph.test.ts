import assert from 'node:assert/strict';
import { morph } from '../../../src/migrations/conventions/morph';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    '000001_create_ports.up.sql': 'CREATE TABLE ports (id bigint);\n',
    '000001_create_ports.down.sql': 'DROP TABLE ports;\n',
    '000002_index.up.sql': '-- morph:nontransactional\nCREATE INDEX CONCURRENTLY a ON ports (id);\n',
    '000002_index.down.sql': '-- morph:nontransactional\nDROP INDEX CONCURRENTLY a;\n',
  },
  morph,
);

describeOnServer('morph on a server', (server) => {
  const table = () => server.rows('SELECT version::text, name FROM db_migrations ORDER BY version');

  it('keeps a row with number and name for each migration, up and down', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await table(), [
      { version: '1', name: 'create_ports' },
      { version: '2', name: 'index' },
    ]);
    assert.equal((await down(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await table(), [{ version: '1', name: 'create_ports' }]);
  });

  it('goes on from rows as morph writes them', async () => {
    await server.rows('CREATE TABLE IF NOT EXISTS db_migrations (version bigint not null primary key, name varchar not null)');
    await server.rows(`INSERT INTO db_migrations (version, name) VALUES (1, 'create_ports')`);
    await server.rows('CREATE TABLE ports (id bigint)');
    assert.deepEqual(await server.standing(source), ['1 applied', '2 pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.equal((await table()).length, 2);
  });
});
