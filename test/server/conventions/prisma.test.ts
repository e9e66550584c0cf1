import assert from 'node:assert/strict';
import { prisma } from '../../../src/migrations/conventions/prisma';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    '20250101120000_ports/migration.sql': 'CREATE TABLE ports (id bigint PRIMARY KEY);\n',
    '20250102120000_index/migration.sql': 'CREATE INDEX CONCURRENTLY ports_id ON ports (id);\n',
    '20250102120000_index/down.sql': 'DROP INDEX CONCURRENTLY ports_id;\n',
  },
  prisma,
);
const [ports, index] = source.migrations;

describeOnServer('Prisma on a server', (server) => {
  const table = () =>
    server.rows(
      `SELECT length(id) AS id, checksum, migration_name AS name, logs, applied_steps_count AS steps,
              finished_at IS NOT NULL AS finished, finished_at >= started_at AS ordered, rolled_back_at IS NOT NULL AS back
         FROM _prisma_migrations ORDER BY started_at`,
    );

  it('writes rows with an id, two times and one step, and marks what was rolled back', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    const row = (migration: typeof ports): Record<string, unknown> => ({
      ...{ id: 36, checksum: prisma.history.checksum!(migration!), name: migration!.version },
      ...{ logs: null, steps: 1, finished: true, ordered: true, back: false },
    });
    assert.deepEqual(await table(), [row(ports), row(index)]);
    assert.deepEqual(await server.standing(source), ['20250101120000_ports applied', '20250102120000_index applied']);
    assert.equal((await down(server.databases, { source, target: server.target })).outcome, 'done');
    assert.equal((await table())[1]?.['back'], true);
    assert.deepEqual(await server.standing(source), ['20250101120000_ports applied', '20250102120000_index pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await server.standing(source), ['20250101120000_ports applied', '20250102120000_index applied']);
  });

  it('goes on from rows that Prisma has written', async () => {
    for (const { text } of prisma.history.setup) await server.rows(text);
    await server.rows('CREATE TABLE ports (id bigint PRIMARY KEY)');
    await server.rows(
      `INSERT INTO _prisma_migrations VALUES ('70d7ff4e-2c2c-4f0f-9a42-2c8f6f9c4a11', '${prisma.history.checksum!(ports!)}', now(), '20250101120000_ports', NULL, NULL, now() - interval '1 s', 1)`,
    );
    assert.deepEqual(await server.standing(source), ['20250101120000_ports applied', '20250102120000_index pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
  });

  it('leaves the row of what failed outside a transaction without an end, with what was said', async () => {
    const broken = sourceOf({ '20250101120000_a/migration.sql': 'VACUUM nothing;' }, prisma);
    assert.equal((await up(server.databases, { source: broken, target: server.target })).outcome, 'failed');
    assert.deepEqual(await server.standing(broken), ['20250101120000_a failed']);
    const [row] = await table();
    assert.deepEqual([row?.['steps'], row?.['finished']], [0, false]);
    assert.equal(typeof row?.['logs'], 'string');
  });
});
