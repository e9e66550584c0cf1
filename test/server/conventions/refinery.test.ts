import assert from 'node:assert/strict';
import { refinery } from '../../../src/migrations/conventions/refinery';
import { describeOnServer } from '../../support/on-server';
import { sourceOf, up } from '../../support/runs';

const files = {
  'V1__create_ports.sql': 'CREATE TABLE ports (id int);\n',
  'V2__create_berths.sql': 'CREATE TABLE berths (id int);\n',
};
const source = sourceOf(files, refinery);

describeOnServer('refinery on a server', (server) => {
  const table = () =>
    server.rows('SELECT version::text, name, checksum FROM refinery_schema_history ORDER BY refinery_schema_history.version');

  it('writes versions, names, checksums and times as refinery reads them', async () => {
    const report = await up(server.databases, { source, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    const [first] = await table();
    assert.deepEqual(first, { version: '1', name: 'create_ports', checksum: '11215872518538604662' });
    const [row] = await server.rows('SELECT applied_on, pg_typeof(version)::text AS type FROM refinery_schema_history');
    assert.match(String(row?.['applied_on']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.equal(row?.['type'], 'integer');
    assert.deepEqual(await server.standing(source), ['1 applied', '2 applied']);
  });

  it('goes on from the table of a refinery with wide versions, with its checksums', async () => {
    await server.rows(
      'CREATE TABLE refinery_schema_history (version int8 PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), checksum VARCHAR(255))',
    );
    await server.rows(
      `INSERT INTO refinery_schema_history VALUES (1, 'create_ports', '2025-01-01T00:00:00.123456789Z', '5229393770001697367')`,
    );
    assert.deepEqual(await server.standing(source), ['1 applied', '2 pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.notEqual((await table())[1]?.['checksum'], refinery.history.checksum?.(source.migrations[1]!));
    assert.deepEqual(await server.standing(source), ['1 applied', '2 applied']);
  });

  it('makes a table for wide versions where the files have them', async () => {
    const wide = sourceOf({ ...files, 'V20250101000000__more.sql': 'SELECT 1;\n' }, refinery);
    const report = await up(server.databases, { source: wide, target: server.target });
    assert.equal(report.outcome, 'done', report.message);
    assert.equal((await table())[0]?.['checksum'], '5229393770001697367');
    assert.deepEqual(await server.standing(wide), ['1 applied', '2 applied', '20250101000000 applied']);
  });

  it('refuses what comes late, unless it is marked so', async () => {
    const later = sourceOf({ 'V5__later.sql': 'SELECT 5;\n' }, refinery);
    assert.equal((await up(server.databases, { source: later, target: server.target })).outcome, 'done');
    const late = sourceOf({ 'V5__later.sql': 'SELECT 5;\n', 'V4__late.sql': 'SELECT 4;\n' }, refinery);
    assert.equal((await up(server.databases, { source: late, target: server.target })).outcome, 'refused');
    const marked = sourceOf({ 'V5__later.sql': 'SELECT 5;\n', 'U4__late.sql': 'SELECT 4;\n' }, refinery);
    assert.equal((await up(server.databases, { source: marked, target: server.target })).outcome, 'done');
  });
});
