/** Runners that apply all pending migrations in one transaction: what is kept, what is not, and what is said of it. */
import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import type { Convention } from '../../src/migrations/convention';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import { dryRun } from '../../src/run/dry-run';
import type { DryRunKind, RunEvent, RunReport } from '../../src/run/events';
import { embeddedTarget, testDatabases } from '../support/embedded';
import { cuttingProxy } from '../support/proxy';
import { down, rowsOf, serverTarget, type ServerTarget, sourceOf, toolsOf, up } from '../support/runs';
import { serverTimeout, sharedServer, type TestServer } from '../support/servers';

const together: Convention = { ...sqlx, title: 'Together', transaction: () => 'run' };

const three = {
  '1_a.up.sql': 'CREATE TABLE a (i int);\nSET search_path = pg_catalog;\n',
  '1_a.down.sql': 'DROP TABLE a;',
  '2_b.up.sql': 'CREATE TABLE b (i int);\nINSERT INTO b VALUES (1);\n',
  '2_b.down.sql': 'DROP TABLE b;',
  '3_c.up.sql': 'CREATE TABLE c (i int);\n',
  '3_c.down.sql': 'DROP TABLE c;',
};
const enums = {
  '1_e.sql': `CREATE TYPE mood AS ENUM ('ok');`,
  '2_v.sql': `ALTER TYPE mood ADD VALUE 'bad';`,
  '3_u.sql': `CREATE TABLE t (m mood DEFAULT 'bad');`,
};

describe('all pending migrations in one transaction', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  let server: TestServer;
  let target: ServerTarget;
  before(async () => {
    databases = await testDatabases();
    server = await sharedServer(18);
  });
  beforeEach(async () => {
    target = serverTarget(await server.createDatabase());
  });
  after(() => databases.close());

  const source = (files: Readonly<Record<string, string>>): ReturnType<typeof sourceOf> => sourceOf(files, together);
  const query = (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => rowsOf(databases, target, text);
  const tables = async (): Promise<readonly unknown[]> =>
    (await query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`)).map(
      (row) => row['relname'],
    );
  const outcomes = ({ steps }: RunReport): readonly string[] => steps.map(({ outcome }) => outcome);
  const rehearse = (kind: DryRunKind, files: Readonly<Record<string, string>>): Promise<RunReport> =>
    dryRun(
      { kind, source: source(files), target, direction: 'up' },
      { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf },
    );

  it('are one transaction with their rows, and so is the way back', async () => {
    const report = await up(databases, { source: source(three), target });
    assert.deepEqual([report.outcome, outcomes(report)], ['done', ['done', 'done', 'done']], report.message);
    assert.equal((await query('SELECT DISTINCT xmin::text FROM _sqlx_migrations')).length, 1);
    const same = await query(
      `SELECT count(*)::int AS count FROM pg_class WHERE relname IN ('a', 'b', 'c')
          AND xmin::text = (SELECT DISTINCT xmin::text FROM _sqlx_migrations)`,
    );
    assert.deepEqual(same, [{ count: 3 }]);
    const failing = { ...three, '1_a.down.sql': 'DROP TABLE nothing;' };
    const back = await down(databases, { source: source(failing), target, count: 3 });
    assert.deepEqual([back.outcome, outcomes(back)], ['failed', ['undone', 'undone', 'failed']]);
    assert.deepEqual(await tables(), ['_sqlx_migrations', 'a', 'b', 'c']);
    assert.equal((await down(databases, { source: source(three), target, count: 3 })).outcome, 'done');
    assert.deepEqual(await tables(), ['_sqlx_migrations']);
    assert.deepEqual(await query('SELECT * FROM _sqlx_migrations'), []);
  });

  it('are undone by one that fails, which the report says of each', async () => {
    const files = { '1_a.sql': 'CREATE TABLE a (i int);', '2_b.sql': 'SELECT 1/0;', '3_c.sql': 'CREATE TABLE c (i int);' };
    const events: RunEvent[] = [];
    const report = await up(databases, { source: source(files), target }, { on: (event) => events.push(event) });
    assert.deepEqual([report.outcome, outcomes(report)], ['failed', ['undone', 'failed', 'not-run']]);
    assert.deepEqual(report.steps[0]?.notes, ['Rolled back: it shares its transaction with 2 b, which failed.']);
    assert.equal(report.steps[1]?.error?.sqlstate, '22012');
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'step' ? event.result.outcome : [])),
      ['undone', 'failed'],
    );
    assert.deepEqual(await tables(), ['_sqlx_migrations']);
    assert.deepEqual(await query('SELECT * FROM _sqlx_migrations'), []);
  });

  it('settle what was deferred only at the end, as their runner would', async () => {
    const files = {
      '1_p.sql': `CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED);`,
      '2_c.sql': 'INSERT INTO c VALUES (1);',
      '3_p.sql': 'INSERT INTO p VALUES (1);',
    };
    const report = await up(databases, { source: source(files), target });
    assert.equal(report.outcome, 'done', report.message);
    const missing = await up(databases, { source: source({ ...files, '4_c.sql': 'INSERT INTO c VALUES (2);' }), target });
    assert.equal(missing.steps[0]?.error?.sqlstate, '23503');
  });

  it('cannot use an enum value that one of them adds, and the error says what to do', async () => {
    // To an enum that was made in the same transaction the server is kinder.
    assert.equal((await up(databases, { source: source(enums), target, count: 1 })).outcome, 'done');
    for (const kind of [undefined, 'trace', 'shadow'] as const) {
      const report = kind === undefined ? await up(databases, { source: source(enums), target }) : await rehearse(kind, enums);
      assert.deepEqual(outcomes(report), ['undone', 'failed'], `${kind ?? 'up'}: ${report.message ?? ''}`);
      const { error } = report.steps[1] ?? {};
      assert.equal(error?.sqlstate, '55P04');
      assert.match(
        error.advice ?? '',
        /^Together applies all pending migrations in one transaction, where a new value of an enum/,
      );
    }
    for (const count of [1, 1]) assert.equal((await up(databases, { source: source(enums), target, count })).outcome, 'done');
  });

  it('are all tried again where one meets a lock', async () => {
    await query('CREATE TABLE busy (i int)');
    const reader = await databases.connect(target, { purpose: 'write' });
    assert.ok(reader.ok);
    await reader.connection.script('BEGIN; LOCK TABLE busy IN ACCESS SHARE MODE');
    const files = { '1_a.sql': 'CREATE TABLE a (i int);', '2_b.sql': 'ALTER TABLE busy ADD COLUMN j int;' };
    const report = await up(
      databases,
      { source: source(files), target },
      { on: (event) => event.kind === 'waiting' && event.for.includes('attempt') && void reader.connection.script('ROLLBACK') },
    );
    await reader.connection.close();
    assert.deepEqual([report.outcome, outcomes(report)], ['done', ['done', 'done']], report.message);
    assert.deepEqual(await tables(), ['_sqlx_migrations', 'a', 'busy']);
  });

  it('are undone when one is cancelled', async () => {
    const stop = new AbortController();
    const files = { '1_a.sql': 'CREATE TABLE a (i int);', '2_b.sql': 'SELECT pg_sleep(60);', '3_c.sql': 'SELECT 1;' };
    const report = await up(
      databases,
      { source: source(files), target },
      {
        signal: stop.signal,
        on: (event) => event.kind === 'statement' && event.migration.version === '2' && setTimeout(() => stop.abort(), 300),
      },
    );
    assert.deepEqual([report.outcome, outcomes(report)], ['cancelled', ['undone', 'cancelled', 'not-run']]);
    assert.deepEqual(await tables(), ['_sqlx_migrations']);
  });

  for (const mode of ['before', 'after'] as const) {
    it(`are all asked after when the connection breaks at COMMIT, ${mode} the server gets it`, async () => {
      let isArmed = false;
      const proxy = await cuttingProxy(server.port, {
        when: (sent) => isArmed && sent.includes('COMMIT\0'),
        passOn: mode === 'after',
      });
      const through = serverTarget(target.url.replace(/:\d+\//, `:${proxy.port}/`));
      const on = (event: RunEvent): unknown => (isArmed ||= event.kind === 'statement');
      const report = await up(databases, { source: source(three), target: through }, { on: (event) => void on(event) });
      proxy.close();
      const isIn = mode === 'after';
      assert.deepEqual(outcomes(report), isIn ? ['done', 'done', 'done'] : ['undone', 'undone', 'failed']);
      assert.equal(report.outcome, isIn ? 'done' : 'no-connection');
      assert.equal((await query('SELECT * FROM _sqlx_migrations')).length, isIn ? 3 : 0);
    });
  }

  it('are measured in one transaction on a server, and nothing stays', async () => {
    const report = await rehearse('trace', three);
    assert.deepEqual([report.outcome, outcomes(report)], ['done', ['done', 'done', 'done']], report.message);
    assert.equal(report.steps[1]?.statements[1]?.measured?.rows, 1);
    assert.deepEqual(await tables(), []);
    const failed = await rehearse('trace', {
      '1_a.sql': 'CREATE TABLE a (i int);',
      '2_b.sql': 'SELECT 1/0;\nINSERT INTO a VALUES (1);',
    });
    assert.deepEqual(outcomes(failed), ['undone', 'failed']);
    assert.equal(
      failed.steps[1]?.statements[1]?.measured?.rows,
      1,
      'what comes behind the failed statement finds what came before',
    );
    assert.deepEqual(await tables(), []);
  });

  it('are measured on the embedded server in the same way, with rows', async () => {
    for (const kind of ['trace', 'shadow'] as const) {
      const report = await dryRun(
        { kind, source: source(three), target: embeddedTarget(), direction: 'up' },
        { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf },
      );
      assert.deepEqual(outcomes(report), ['done', 'done', 'done'], report.message);
    }
  });

  it('are one transaction in the script for psql', async () => {
    const { script = '' } = await rehearse('sql', three);
    assert.equal(script.match(/^COMMIT;$/gm)?.length, 2, 'one is the table’s');
    const connected = await databases.connect(target, { purpose: 'write' });
    assert.ok(connected.ok);
    for (const line of script.replace(/^\\.*$/gm, '').split(/;$/m)) {
      if (line.trim() !== '') await connected.connection.query({ text: line });
    }
    await connected.connection.close();
    assert.equal((await up(databases, { source: source(three), target })).outcome, 'nothing-to-do');
    assert.equal((await query('SELECT DISTINCT xmin::text FROM _sqlx_migrations')).length, 1);
  });
});
