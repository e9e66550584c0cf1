import assert from 'node:assert/strict';
import { hasura } from '../../../src/migrations/conventions/hasura';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    '1700000000000_ports/up.sql': 'CREATE TABLE ports (id bigint);\n',
    '1700000000000_ports/down.sql': 'DROP TABLE ports;\n',
    '1700000000001_berths/up.sql': 'CREATE TABLE berths (id bigint);\n',
    '1700000000001_berths/down.sql': 'DROP TABLE berths;\n',
  },
  hasura,
);

describeOnServer('Hasura on a server', (server) => {
  const state = async (): Promise<unknown> =>
    (await server.rows('SELECT cli_state FROM hdb_catalog.hdb_version'))[0]?.['cli_state'];

  async function catalog(cliState: string): Promise<void> {
    await server.rows('CREATE SCHEMA hdb_catalog');
    await server.rows(
      `CREATE TABLE hdb_catalog.hdb_version (hasura_uuid UUID PRIMARY KEY DEFAULT gen_random_uuid(), version TEXT NOT NULL, upgraded_on TIMESTAMPTZ NOT NULL, cli_state JSONB NOT NULL DEFAULT '{}'::jsonb, console_state JSONB NOT NULL DEFAULT '{}'::jsonb)`,
    );
    await server.rows(
      `INSERT INTO hdb_catalog.hdb_version (version, upgraded_on, cli_state) VALUES ('48', now(), '${cliState}')`,
    );
  }

  it('needs the catalog that Hasura makes', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.notEqual(report.outcome, 'done');
    assert.deepEqual(await server.rows(`SELECT nspname FROM pg_namespace WHERE nspname = 'hdb_catalog'`), []);
  });

  it('goes on from the state, and leaves everything else in it as it is', async () => {
    const settings = { migration_mode: 'true' };
    const rest = { settings, isStateCopyCompleted: true };
    await catalog(JSON.stringify({ ...rest, migrations: { other: { '5': false }, default: { '1700000000000': false } } }));
    await server.rows('CREATE TABLE ports (id bigint)');
    assert.deepEqual(await server.standing(source), ['1700000000000 applied', '1700000000001 pending']);
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    const other = { '5': false };
    const both = { '1700000000000': false, '1700000000001': false };
    assert.deepEqual(await state(), { ...rest, migrations: { other, default: both } });
    assert.equal((await down(server.databases, { source, target: server.target, count: 2 })).outcome, 'done');
    assert.deepEqual(await state(), { ...rest, migrations: { other, default: {} } });
  });

  it('begins where the state is empty', async () => {
    await catalog('{}');
    assert.equal((await up(server.databases, { source, target: server.target, count: 1 })).outcome, 'done');
    assert.deepEqual(await state(), { migrations: { default: { '1700000000000': false } } });
  });
});
