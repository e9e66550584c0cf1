import assert from 'node:assert/strict';
import { tern } from '../../../src/migrations/conventions/tern';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    '001_ports.sql': 'CREATE TABLE ports (id bigint);\n---- create above / drop below ----\nDROP TABLE ports;\n',
    '002_index.sql':
      '---- tern: disable-tx ----\nCREATE INDEX CONCURRENTLY a ON ports (id);\nCREATE INDEX CONCURRENTLY b ON ports (id);\n---- create above / drop below ----\nDROP INDEX a, b;\n',
    '003_berths.sql':
      'SET search_path TO pg_catalog;\nCREATE TABLE public.berths (id bigint);\n---- create above / drop below ----\nDROP TABLE berths;\n',
  },
  tern,
);

describeOnServer('tern on a server', (server) => {
  const table = () => server.rows('SELECT * FROM schema_version');

  it('keeps one row with the number that the database is at, up and down to 0', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await table(), [{ version: 3 }]);
    assert.equal((await down(server.databases, { source, target: server.target, count: 2 })).outcome, 'done');
    assert.deepEqual(await table(), [{ version: 1 }]);
    assert.equal((await down(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await table(), [{ version: 0 }]);
  });

  it('goes on from the row that tern has written', async () => {
    await server.rows('create table if not exists public.schema_version(version int4 not null primary key)');
    await server.rows('INSERT INTO schema_version VALUES (1)');
    await server.rows('CREATE TABLE ports (id bigint)');
    assert.deepEqual(await server.standing(source), ['1 applied', '2 pending', '3 pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await table(), [{ version: 3 }]);
  });
});
