import assert from 'node:assert/strict';
import { flyway } from '../../../src/migrations/conventions/flyway';
import { describeOnServer } from '../../support/on-server';
import { down, sourceOf, up } from '../../support/runs';

const source = sourceOf(
  {
    'V1__ports.sql': 'CREATE TABLE ports (id bigint PRIMARY KEY);\n',
    'U1__ports.sql': 'DROP TABLE ports;\n',
    'q1/V1.1__berths.sql': 'CREATE TABLE berths (id bigint);\nINSERT INTO berths VALUES (1);\n',
    'q1/U1.1__berths.sql': 'DROP TABLE berths;\n',
    'V1.2__index.sql': 'CREATE INDEX CONCURRENTLY berths_id ON berths (id);\n',
  },
  flyway,
);

describeOnServer('Flyway on a server', (server) => {
  const table = () =>
    server.rows(
      'SELECT installed_rank AS rank, version, description, type, script, checksum, installed_by AS who, success FROM flyway_schema_history ORDER BY 1',
    );

  it('writes ranks, scripts and checksums, also of what ran outside a transaction, and takes rows back', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    const row = (rank: number, version: string, description: string, script: string): unknown => {
      const migration = source.migrations.find((each) => each.version === version)!;
      const checksum = Number(flyway.history.checksum?.(migration));
      return { rank, version, description, type: 'SQL', script, checksum, who: 'postgres', success: true };
    };
    const rows = [row(1, '1', 'ports', 'V1__ports.sql'), row(2, '1.1', 'berths', 'q1/V1.1__berths.sql')];
    assert.deepEqual(await table(), [...rows, row(3, '1.2', 'index', 'V1.2__index.sql')]);
    assert.deepEqual(await server.standing(source), ['1 applied', '1.1 applied', '1.2 applied']);
    const indexes = await server.rows(`SELECT indexname FROM pg_indexes WHERE tablename = 'flyway_schema_history' ORDER BY 1`);
    assert.deepEqual(
      indexes.map(({ indexname }) => indexname),
      ['flyway_schema_history_pk', 'flyway_schema_history_s_idx'],
    );

    const withUndo = sourceOf(
      {
        ...{ 'V1__ports.sql': 'CREATE TABLE ports (id bigint PRIMARY KEY);\n', 'U1__ports.sql': 'DROP TABLE ports;\n' },
        'q1/V1.1__berths.sql': 'CREATE TABLE berths (id bigint);\nINSERT INTO berths VALUES (1);\n',
        'q1/U1.1__berths.sql': 'DROP TABLE berths;\n',
        'V1.2__index.sql': 'CREATE INDEX CONCURRENTLY berths_id ON berths (id);\n',
        'U1.2__index.sql': 'DROP INDEX CONCURRENTLY berths_id;\n',
      },
      flyway,
    );
    assert.equal((await down(server.databases, { source: withUndo, target: server.target, count: 2 })).outcome, 'done');
    assert.deepEqual(await table(), rows.slice(0, 1));
  });

  it('goes on from rows that Flyway itself has written, in either way of writing a version', async () => {
    for (const { text } of flyway.history.setup) await server.rows(text);
    await server.rows('CREATE TABLE ports (id bigint PRIMARY KEY)');
    const insert = `INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)`;
    await server.rows(`${insert} VALUES (0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', '"app"', NULL, 'app', 0, true)`);
    await server.rows(`${insert} VALUES (1, '1.0', 'ports', 'SQL', 'V1.0__ports.sql', 2107447909, 'app', 12, true)`);
    assert.deepEqual(await server.standing(source), ['1 applied', '1.1 pending', '1.2 pending']);
    assert.equal((await up(server.databases, { source, target: server.target, count: 1 })).outcome, 'done');
    assert.deepEqual((await table()).at(-1)?.['rank'], 2);
    assert.equal((await down(server.databases, { source, target: server.target, count: 2 })).outcome, 'done');
    assert.deepEqual(
      (await table()).map(({ type }) => type),
      ['SCHEMA'],
    );
  });

  it('keeps a failed row of what ran outside a transaction, and none of what was rolled back', async () => {
    const broken = sourceOf({ 'V1__a.sql': 'SELECT nothing;' }, flyway);
    assert.equal((await up(server.databases, { source: broken, target: server.target })).outcome, 'failed');
    assert.deepEqual(await table(), []);
    const outside = sourceOf({ 'V1__a.sql': 'VACUUM nothing;' }, flyway);
    assert.equal((await up(server.databases, { source: outside, target: server.target })).outcome, 'failed');
    assert.deepEqual(await server.standing(outside), ['1 failed']);
    assert.equal((await table()).length, 1);
  });

  it('runs repeatable migrations last, and again when they have changed', async () => {
    const view = (column: string): string => `CREATE OR REPLACE VIEW names AS SELECT ${column} AS name FROM ports;\n`;
    const files = { 'V1__ports.sql': 'CREATE TABLE ports (a text, b text);\n', 'R__names.sql': view('a') };
    const apply = async (changed: Record<string, string>): Promise<string> =>
      (await up(server.databases, { source: sourceOf({ ...files, ...changed }, flyway), target: server.target })).outcome;
    assert.equal(await apply({}), 'done');
    assert.equal(await apply({}), 'nothing-to-do');
    assert.equal(await apply({ 'R__names.sql': view('b') }), 'done');
    assert.equal(await apply({ 'R__names.sql': view('b') }), 'nothing-to-do');
    assert.deepEqual(
      (await table()).map(({ rank, version, description }) => [rank, version, description]),
      [
        [1, '1', 'ports'],
        [2, null, 'names'],
        [3, null, 'names'],
      ],
    );
  });
});
