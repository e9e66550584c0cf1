import assert from 'node:assert/strict';
import { sqlMigrate } from '../../../src/migrations/conventions/sql-migrate';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    '1-ports.sql': '-- +migrate Up\nCREATE TABLE ports (id bigint);\n-- +migrate Down\nDROP TABLE ports;\n',
    '2-index.sql':
      '-- +migrate Up notransaction\nCREATE INDEX CONCURRENTLY a ON ports (id);\n-- +migrate Down notransaction\nDROP INDEX CONCURRENTLY a;\n',
    '10-berths.sql': '-- +migrate Up\nCREATE TABLE berths (id bigint);\n-- +migrate Down\nDROP TABLE berths;\n',
  },
  sqlMigrate,
);

describeOnServer('sql-migrate on a server', (server) => {
  const table = () =>
    server.rows(`SELECT id, applied_at > now() - interval '1 hour' AS recent FROM gorp_migrations ORDER BY applied_at`);

  it('keeps a row with name and time for each file, up and down', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(await table(), [
      { id: '1-ports.sql', recent: true },
      { id: '2-index.sql', recent: true },
      { id: '10-berths.sql', recent: true },
    ]);
    assert.equal((await down(server.databases, { source, target: server.target, count: 2 })).outcome, 'done');
    assert.deepEqual(await table(), [{ id: '1-ports.sql', recent: true }]);
  });

  it('goes on from rows as the runner writes them, and catches up what was left out', async () => {
    await server.rows(
      'create table if not exists "gorp_migrations" ("id" text not null primary key, "applied_at" timestamp with time zone)',
    );
    await server.rows(`INSERT INTO gorp_migrations VALUES ('1-ports.sql', now()), ('10-berths.sql', now())`);
    await server.rows('CREATE TABLE ports (id bigint)');
    assert.deepEqual(await server.standing(source), ['1-ports.sql applied', '2-index.sql out-of-order', '10-berths.sql applied']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.equal((await table()).length, 3);
  });
});
