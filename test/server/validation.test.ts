/** Checks that a migration names in its section VALIDATION: what they stop, what they may be, and what is told of them. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Convention } from '../../src/migrations/convention';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../src/migrations/conventions/typed-timestamps';
import { dryRun } from '../../src/run/dry-run';
import type { DryRunKind, RunReport } from '../../src/run/events';
import { verifyChecks } from '../../src/run/verify-checks';
import { buildCommandLine, Workspace } from '../support/command-line';
import { describeOnServer } from '../support/on-server';
import { rowsOf, sourceOf, toolsOf, up } from '../support/runs';
import { serverTimeout, sharedServer } from '../support/servers';

const orders = 'CREATE TABLE orders (id int, total numeric, found int);\nINSERT INTO orders VALUES (1, 5, 1), (2, -1, 1);\n';

describe('the command line and checks', function () {
  this.timeout(serverTimeout);
  before(buildCommandLine);
  let workspace: Workspace;
  before(() => {
    workspace = new Workspace();
    for (const name of readdirSync(workspace.root)) rmSync(join(workspace.root, name), { recursive: true });
    mkdirSync(join(workspace.root, 'migrations'));
    const text = `-- VALIDATION\n-- after: SELECT count(*) = 2 FROM orders\n${orders}`;
    writeFileSync(join(workspace.root, 'migrations', '20250101000001_orders.sql'), text);
  });
  after(() => workspace.remove());

  it('ask them again, and exit with 1 where one fails', async () => {
    const url = await (await sharedServer(16)).createDatabase();
    const { code, out } = await workspace.run(['up', '--target', url]);
    assert.equal(code, 0, out);
    assert.match(out, /Its check holds\./);
    const words = ['verify', '--validations', '--target', url];
    const holds = await workspace.run(words);
    assert.equal(holds.code, 0, holds.err);
    assert.match(holds.out, /holds migrations\/20250101000001_orders\.sql:2 SELECT count\(\*\) = 2 FROM orders/);
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('DELETE FROM orders');
    await client.end();
    const fails = await workspace.run(words);
    assert.equal(fails.code, 1);
    assert.match(fails.out, /fails .*: Its query gives false\./);
    const { json } = await workspace.json(words);
    const { sources } = json as { sources: { checks: { holds: boolean; line: number; message: string }[] }[] };
    assert.deepEqual(
      sources[0]?.checks.map(({ holds: isSo, line, message }) => [isSo, line, message]),
      [[false, 2, 'Its query gives false.']],
    );
    assert.equal((await workspace.run(['verify', '--target', url])).code, 0);
  });
});

describeOnServer('checks of a migration', (server) => {
  const there = async (name: string): Promise<boolean> =>
    (await rowsOf(server.databases, server.target, 'SELECT to_regclass($1) IS NOT NULL AS here', [name]))[0]?.['here'] === true;
  const apply = (files: Readonly<Record<string, string>>, convention: Convention = sqlx): Promise<RunReport> =>
    up(server.databases, { source: sourceOf(files, convention), target: server.target });
  const withCheck = (check: string): Readonly<Record<string, string>> => ({
    '1_orders.sql': orders,
    '2_mark.sql': `-- VALIDATION\n-- ${check}\nCREATE TABLE marks (id int);\n`,
  });
  const rehearsed = (files: Readonly<Record<string, string>>, kind: DryRunKind): Promise<RunReport> =>
    dryRun(
      { kind, source: sourceOf(files), target: server.target, direction: 'up' },
      { ...toolsOf(server.databases), fresh: server.databases.fresh, copyOf: server.databases.copyOf },
    );

  it('that hold let it pass, and the report says so', async () => {
    const report = await apply({
      '1_orders.sql': `-- VALIDATION\n-- before: SELECT to_regclass('orders') IS NULL;\n-- after: SELECT count(*) = 2\n--   FROM orders -- both\n-- after: WITH o AS (SELECT found FROM orders) SELECT bool_and(found = 1) FROM o\n\n${orders}`,
    });
    assert.equal(report.outcome, 'done', report.message);
    const [step] = report.steps;
    assert.deepEqual(step?.notes, ['Its 3 checks hold.']);
    assert.deepEqual(
      step.statements.map(({ check }) => check),
      ['before', undefined, undefined, 'after', 'after'],
    );
  });

  it('refuse it before its first statement where one of before does not hold', async () => {
    const report = await apply(withCheck('before: SELECT bool_and(total >= 0) FROM orders'));
    assert.equal(report.outcome, 'failed');
    const step = report.steps[1];
    assert.equal(step?.statements.length, 1);
    assert.equal(step.error?.sqlstate, 'P0004');
    assert.equal(step.error.message, 'The check does not hold: its query gives false.');
    assert.deepEqual(step.error.statement, { start: 25, end: 64 });
    assert.equal(await there('marks'), false);
    const rows = await rowsOf(server.databases, server.target, 'SELECT version::int AS v FROM _sqlx_migrations');
    assert.deepEqual(rows, [{ v: 1 }]);
  });

  it('take it back where one of after does not hold', async () => {
    const report = await apply(withCheck("after: SELECT to_regclass('marks') IS NULL"));
    assert.equal(report.outcome, 'failed');
    assert.equal(report.steps[1]?.statements.length, 2);
    assert.equal(await there('marks'), false);
  });

  it('end a migration without a transaction as failed, and what was done stays', async () => {
    const report = await apply(
      {
        '20250101_000001_schema_t.sql': 'CREATE TABLE t (a int);\n',
        '20250101_000002_perf_i.sql':
          '-- lockkeeper: no-transaction\n-- VALIDATION\n-- after: SELECT EXISTS (SELECT FROM t)\nCREATE INDEX CONCURRENTLY t_a ON t (a);\n',
      },
      typedTimestamps,
    );
    assert.equal(report.outcome, 'failed');
    assert.equal(report.steps[1]?.error?.sqlstate, 'P0004');
    assert.ok(report.steps[1].notes.includes('1 of 1 statements were carried out and stay.'), report.steps[1].notes.join());
    assert.equal(await there('t_a'), true);
  });

  for (const [title, check, sqlstate] of [
    ['gives NULL', 'SELECT NULL::boolean', 'P0004'],
    ['gives no row', 'SELECT true WHERE false', 'P0004'],
    ['gives several rows', 'SELECT true FROM orders', '21000'],
    ['gives no boolean', 'SELECT count(*) FROM orders', '42804'],
    ['names what is not there', 'SELECT nothing FROM orders', '42703'],
  ] as const) {
    it(`are failed by one that ${title}`, async () => {
      const report = await apply(withCheck(`after: ${check}`));
      assert.equal(report.outcome, 'failed');
      assert.equal(report.steps[1]?.error?.sqlstate, sqlstate);
      assert.equal(await there('marks'), false);
    });
  }

  for (const [title, check, words, marked] of [
    [
      'cannot be parsed',
      'SELECT count(*) = FROM orders',
      /cannot be parsed by PostgreSQL: syntax error at or near "FROM"/,
      'FROM',
    ],
    ['is no query', 'DROP TABLE orders', /is not a query/, 'DROP TABLE orders'],
    ['writes in a WITH', 'WITH d AS (DELETE FROM orders RETURNING 1) SELECT true FROM d', /writes/, undefined],
    ['makes a table', 'SELECT true AS ok INTO copy', /INTO/, undefined],
    ['locks rows', 'SELECT true FROM orders FOR UPDATE', /locks rows/, undefined],
    ['is two', 'SELECT true; SELECT true', /several statements/, undefined],
    ['gives two columns', 'SELECT true, true', /2 columns/, undefined],
  ] as const) {
    it(`refuse the plan where one ${title}`, async () => {
      const files = withCheck(`before: ${check}`);
      const report = await apply(files);
      assert.equal(report.outcome, 'refused');
      const { error } = report.steps[1] ?? {};
      assert.match(error?.message ?? '', words);
      if (marked !== undefined) assert.equal(files['2_mark.sql']?.slice(error?.at?.start, error?.at?.end), marked);
      assert.equal(await there('orders'), false, 'something was run');
    });
  }

  it('are refused by the server itself where an operand would write', async () => {
    // What no parser is needed to see: the block alone keeps it out.
    const text = `DO $$BEGIN CASE NOT (WITH d AS (INSERT INTO o VALUES (1) RETURNING 1) SELECT true FROM d) WHEN false THEN NULL; END CASE; END$$`;
    await rowsOf(server.databases, server.target, 'CREATE TABLE o (a int)');
    await assert.rejects(rowsOf(server.databases, server.target, text), { code: '0A000' });
  });

  it('stand in dry runs and in the script for psql, which stops at one that fails', async () => {
    const files = withCheck("after: SELECT to_regclass('marks') IS NULL");
    const list = await rehearsed(files, 'list');
    assert.equal(list.steps[1]?.statements.at(-1)?.check, 'after');
    const { script = '' } = await rehearsed(files, 'sql');
    assert.match(script, /^CREATE TABLE marks \(id int\);\n-- after: SELECT to_regclass\('marks'\) IS NULL\nDO \$check\$\n/m);
    assert.equal((await apply({ '1_orders.sql': orders })).outcome, 'done');
    const trace = await rehearsed(files, 'trace');
    assert.equal(trace.outcome, 'failed', trace.message);
    assert.equal(trace.steps[0]?.error?.sqlstate, 'P0004');
    assert.equal(trace.steps[0].statements.at(-1)?.check, 'after');
    assert.equal(await there('marks'), false);
  });

  it('of after can be asked again of all that is applied, and write nothing by that', async () => {
    const files = {
      '1_log.sql':
        "CREATE TABLE log (a int);\nCREATE FUNCTION logs() RETURNS boolean LANGUAGE plpgsql AS 'BEGIN INSERT INTO log VALUES (1); RETURN true; END';\n",
      '2_orders.sql': `-- VALIDATION\n-- before: SELECT to_regclass('orders') IS NULL\n-- after: SELECT count(*) = 2 FROM orders\n-- after: SELECT logs()\n${orders}`,
      '3_pending.sql': '-- VALIDATION\n-- after: SELECT false\nSELECT 1;\n',
    };
    const source = sourceOf(files);
    assert.equal((await up(server.databases, { source, target: server.target, count: 2 })).outcome, 'done');
    const ask = async (): Promise<readonly (string | undefined)[]> => {
      const answer = await verifyChecks(source, server.target, server.databases.connect);
      assert.ok(answer.ok);
      return answer.checks.map(({ wrong }) => wrong);
    };
    assert.deepEqual(await ask(), [undefined, 'cannot execute INSERT in a read-only transaction']);
    await rowsOf(server.databases, server.target, 'DELETE FROM orders WHERE id = 1');
    assert.equal((await ask())[0], 'Its query gives false.');
    assert.deepEqual(await rowsOf(server.databases, server.target, 'SELECT count(*)::int AS n FROM log'), [{ n: 1 }]);
  });
});
