import assert from 'node:assert/strict';
import { pop } from '../../../src/migrations/conventions/pop';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    '20250101000000_ports.up.sql': 'CREATE TABLE ports (id bigint);\n',
    '20250101000000_ports.down.sql': 'DROP TABLE ports;\n',
    '20250102000000_index.autocommit.up.sql': 'CREATE INDEX CONCURRENTLY a ON ports (id);\n',
    '20250102000000_index.autocommit.down.sql': 'DROP INDEX CONCURRENTLY a;\n',
  },
  pop,
);

describeOnServer('pop on a server', (server) => {
  const versions = async () =>
    (await server.rows('SELECT * FROM schema_migration ORDER BY version')).map(({ version }) => version);

  it('keeps a row for each version, up and down', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await versions(), ['20250101000000', '20250102000000']);
    assert.equal((await down(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await versions(), ['20250101000000']);
  });

  it('goes on in the table that popx makes', async () => {
    await server.rows('CREATE TABLE schema_migration (version VARCHAR (48) NOT NULL, version_self INT NOT NULL DEFAULT 0)');
    await server.rows(`INSERT INTO schema_migration (version) VALUES ('20250101000000')`);
    await server.rows('CREATE TABLE ports (id bigint)');
    assert.deepEqual(await server.standing(source), ['20250101000000 applied', '20250102000000 pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await server.rows('SELECT version, version_self FROM schema_migration ORDER BY 1 DESC LIMIT 1'), [
      { version: '20250102000000', version_self: 0 },
    ]);
  });
});
