import assert from 'node:assert/strict';
import { once } from 'node:events';
import pg from 'pg';
import { supabase } from '../../../src/migrations/conventions/supabase';
import { describeOnServer } from '../../support/on-server';
import { sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    '20250101000000_ports.sql': '-- Where boats call.\nCREATE TABLE ports (id bigint);\n\nINSERT INTO ports VALUES (1);\n',
    '20250102000000_berths.sql': `CREATE TABLE berths (id bigint, name text DEFAULT 'a;b\\"c');`,
  },
  supabase,
);

/** What the server says of statements in one batch of the extended protocol, as the CLI sends them. */
async function batch(url: string, statements: readonly string[]): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const answers: string[] = [];
  const whole = {
    submit(connection: pg.Connection) {
      for (const text of statements) {
        connection.parse({ name: '', text, types: [] }, true);
        connection.bind({ values: [] }, true);
        connection.execute({}, true);
      }
      connection.sync();
    },
    handleCommandComplete: ({ text }: { text: string }) => answers.push(text),
    handleError: ({ code }: { code: string }) => {
      answers.push(code);
      void client.end();
    },
    handleReadyForQuery: () => void client.end(),
  };
  const ended = once(client, 'end');
  client.query(whole as unknown as pg.Submittable);
  await ended;
  return answers;
}

describeOnServer('Supabase on a server', (server) => {
  it('keeps version, name and statements as the CLI does, in a table made as it makes it', async () => {
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.deepEqual(await server.rows('SELECT * FROM supabase_migrations.schema_migrations ORDER BY version'), [
      {
        version: '20250101000000',
        statements: ['-- Where boats call.\nCREATE TABLE ports (id bigint)', 'INSERT INTO ports VALUES (1)'],
        name: 'ports',
      },
      {
        version: '20250102000000',
        statements: [`CREATE TABLE berths (id bigint, name text DEFAULT 'a;b\\"c')`],
        name: 'berths',
      },
    ]);
    assert.deepEqual(await server.standing(source), ['20250101000000 applied', '20250102000000 applied']);
  });

  it('goes on where the CLI has been, and refuses what comes before', async () => {
    // As the CLI of 2026 writes it.
    await server.rows('CREATE SCHEMA supabase_migrations');
    await server.rows('CREATE TABLE supabase_migrations.schema_migrations (version text NOT NULL PRIMARY KEY)');
    await server.rows('ALTER TABLE supabase_migrations.schema_migrations ADD COLUMN statements text[], ADD COLUMN name text');
    await server.rows(
      `INSERT INTO supabase_migrations.schema_migrations (version, name, statements) VALUES ('20250101000000', 'ports', '{"CREATE TABLE ports (id bigint)"}')`,
    );
    assert.deepEqual(await server.standing(source), ['20250101000000 applied', '20250102000000 pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    await server.rows(`DELETE FROM supabase_migrations.schema_migrations WHERE version = '20250101000000'`);
    const report = await up(server.databases, { source, target: server.target });
    assert.match(report.message ?? '', /20250101000000 ports comes before 20250102000000/);
  });

  it('writes into a table of an older release the columns that it has, and leaves more of them empty', async () => {
    await server.rows('CREATE SCHEMA supabase_migrations');
    await server.rows('CREATE TABLE supabase_migrations.schema_migrations (version text NOT NULL PRIMARY KEY)');
    await server.rows(`INSERT INTO supabase_migrations.schema_migrations VALUES ('20250101000000')`);
    await server.rows('CREATE TABLE ports (id bigint)');
    assert.deepEqual(await server.standing(source), ['20250101000000 applied', '20250102000000 pending']);
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    const rows = await server.rows('SELECT * FROM supabase_migrations.schema_migrations ORDER BY version');
    assert.deepEqual(rows, [{ version: '20250101000000' }, { version: '20250102000000' }]);
    await server.rows(`DELETE FROM supabase_migrations.schema_migrations WHERE version = '20250102000000'`);
    await server.rows('DROP TABLE berths');
    await server.rows('ALTER TABLE supabase_migrations.schema_migrations ADD created_by text, ADD name text');
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    const [, last] = await server.rows('SELECT * FROM supabase_migrations.schema_migrations ORDER BY version');
    assert.deepEqual(last, { version: '20250102000000', created_by: null, name: 'berths' });
  });

  it('lets a first statement refuse the transaction of the batch, and no later one', async () => {
    await server.rows('CREATE TABLE ports (id bigint)');
    const build = (name: string) => `CREATE INDEX CONCURRENTLY ${name} ON ports (id)`;
    const row = 'INSERT INTO ports VALUES (1)';
    assert.deepEqual(await batch(server.url, [build('a'), row]), ['CREATE INDEX', 'INSERT 0 1']);
    assert.deepEqual(await batch(server.url, [row, build('b')]), ['INSERT 0 1', '25001']);
    assert.deepEqual(await batch(server.url, [build('c'), build('d'), row]), ['CREATE INDEX', '25001']);
  });
});
