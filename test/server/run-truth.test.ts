/** What a report and a history say holds, whatever happens around a statement. */
import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import { numbered } from '../../src/migrations/conventions/numbered';
import { typedTimestamps } from '../../src/migrations/conventions/typed-timestamps';
import type { RunReport } from '../../src/run/events';
import { testDatabases } from '../support/embedded';
import { cuttingProxy, type Proxy } from '../support/proxy';
import { down, rowsOf, serverTarget, type ServerTarget, sourceOf, up } from '../support/runs';
import { serverTimeout, sharedServer, type TestServer } from '../support/servers';

describe('the truth of a run', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  let server: TestServer;
  let target: ServerTarget;
  before(async () => {
    databases = await testDatabases();
    server = await sharedServer(17);
  });
  beforeEach(async () => {
    target = serverTarget(await server.createDatabase());
  });
  after(() => databases.close());

  const query = (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => rowsOf(databases, target, text);
  const versions = async (): Promise<readonly unknown[]> =>
    (await query('SELECT version::text FROM public._sqlx_migrations ORDER BY 1')).map((row) => row['version']);
  const tables = async (): Promise<readonly unknown[]> =>
    (await query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`)).map(
      (row) => row['relname'],
    );

  describe('when the connection breaks around COMMIT', () => {
    let proxy: Proxy | undefined;
    afterEach(() => proxy?.close());
    const one = { '1_a.sql': 'CREATE TABLE a (i int);' };
    const two = { ...one, '2_b.sql': 'CREATE TABLE b (i int);' };

    /** Cuts at the first piece that holds `word` after the migration's statement was sent, and after a COMMIT where it is another. */
    const run = async (files: Readonly<Record<string, string>>, word: string, passOn: boolean): Promise<RunReport> => {
      let isArmed = false;
      let hasCommitted = false;
      proxy = await cuttingProxy(server.port, {
        when: (sent) => {
          if (!isArmed) return false;
          const isIt = sent.includes(word) && (word === 'COMMIT\0' || hasCommitted);
          hasCommitted ||= sent.includes('COMMIT\0');
          return isIt;
        },
        passOn,
      });
      const through = serverTarget(target.url.replace(/:\d+\//, `:${proxy.port}/`));
      return up(
        databases,
        { source: sourceOf(files), target: through },
        { on: (event) => (isArmed ||= event.kind === 'statement') },
      );
    };

    it('at the COMMIT of the last migration, it is done, and the report keeps it', async () => {
      const report = await run(one, 'COMMIT\0', true);
      assert.deepEqual([report.outcome, report.steps.map(({ outcome }) => outcome)], ['done', ['done']], report.message);
      assert.deepEqual(await versions(), ['1']);
    });

    it('right after the COMMIT of the last migration, it is done', async () => {
      const report = await run(one, '', false);
      assert.deepEqual([report.outcome, report.steps.map(({ outcome }) => outcome)], ['done', ['done']], report.message);
      assert.deepEqual(await versions(), ['1']);
    });

    it('right after a COMMIT with more to come, what is done is told apart from what was begun in vain', async () => {
      const report = await run(two, '', false);
      assert.equal(report.outcome, 'no-connection');
      assert.deepEqual(
        report.steps.map(({ outcome }) => outcome),
        ['done', 'failed'],
      );
      assert.deepEqual(await versions(), ['1']);
      assert.deepEqual(await tables(), ['_sqlx_migrations', 'a']);
    });

    it('when the lock is given back, nothing of the report is lost', async () => {
      const report = await run(two, 'SELECT pg_advisory_unlock', false);
      assert.deepEqual([report.outcome, report.steps.map(({ outcome }) => outcome)], ['done', ['done', 'done']], report.message);
    });
  });

  it('cancels a statement also where the wish comes just before it is sent', async () => {
    const stop = new AbortController();
    const started = Date.now();
    const report = await up(
      databases,
      { source: sourceOf({ '1_slow.sql': 'CREATE TABLE slow (a int);\nSELECT pg_sleep(20);' }), target },
      { signal: stop.signal, on: (event) => event.kind === 'statement' && event.index === 1 && stop.abort() },
    );
    assert.equal(report.outcome, 'cancelled');
    assert.ok(Date.now() - started < 10_000, 'it waited for the end of the statement');
    assert.deepEqual(await tables(), ['_sqlx_migrations']);
  });

  it('cancels the check of deferred constraints', async () => {
    const files = {
      '1_slow.sql': `CREATE TABLE t (a int);
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(20); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER c AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slowly();
INSERT INTO t VALUES (1);`,
    };
    const stop = new AbortController();
    const started = Date.now();
    const report = await up(
      databases,
      { source: sourceOf(files), target },
      {
        signal: stop.signal,
        on: (event) => event.kind === 'statement' && event.index === 3 && setTimeout(() => stop.abort(), 700),
      },
    );
    assert.equal(report.outcome, 'cancelled', report.message);
    assert.ok(Date.now() - started < 10_000, 'it waited for the end of the check');
    assert.deepEqual(await tables(), ['_sqlx_migrations']);
  });

  it('a statement_timeout of the file is a failure at its statement, and is not tried again', async () => {
    const waits: string[] = [];
    const text = `SET statement_timeout = '200ms';\nCREATE TABLE t (a int);\nSELECT pg_sleep(20);`;
    const report = await up(
      databases,
      { source: sourceOf({ '1_t.sql': text }), target },
      { on: (event) => event.kind === 'waiting' && waits.push(event.for) },
    );
    assert.deepEqual([report.outcome, report.steps[0]?.error?.sqlstate], ['failed', '57014']);
    assert.equal(report.steps[0]?.error?.statement?.start, text.indexOf('SELECT'));
    assert.ok(!waits.some((wait) => wait.includes('another attempt')));
    assert.deepEqual(await tables(), ['_sqlx_migrations']);
  });

  it('keeps one row of a failure, however often the file was tried', async () => {
    const files = { '20250101_120000_schema_t.sql': 'CREATE TABLE t (a int);' };
    await up(databases, { source: sourceOf(files, typedTimestamps), target });
    const more = { ...files, '20250102_120000_schema_c.sql': 'ALTER TABLE t ADD COLUMN b int;' };
    const reader = await databases.connect(target, { purpose: 'write' });
    assert.ok(reader.ok);
    await reader.connection.script('BEGIN; LOCK TABLE t IN ACCESS SHARE MODE');
    const report = await up(databases, { source: sourceOf(more, typedTimestamps), target });
    await reader.connection.close();
    assert.deepEqual([report.outcome, report.steps[0]?.error?.sqlstate], ['failed', '55P03']);
    assert.deepEqual(await query(`SELECT migration_id, status, is_undone FROM lockkeeper.migration_history ORDER BY id`), [
      { migration_id: '20250101_120000', status: 'completed', is_undone: false },
      { migration_id: '20250102_120000', status: 'failed', is_undone: true },
    ]);
    assert.equal((await up(databases, { source: sourceOf(more, typedTimestamps), target })).outcome, 'done');
  });

  it('hides passwords in notices and in the text of statements', async () => {
    const text = `DO $$ BEGIN RAISE NOTICE 'postgres://u:hunter2secret@host/db'; END $$;\nCREATE ROLE lk_${process.pid} PASSWORD 'hunter2secret';\nDROP ROLE lk_${process.pid};`;
    const report = await up(databases, { source: sourceOf({ '1_n.sql': text }), target });
    assert.equal(report.outcome, 'done', report.message);
    const told = JSON.stringify(report.steps.flatMap(({ statements, notes }) => [statements.slice(1), notes]));
    assert.ok(!told.includes('hunter2secret'), told);
    assert.match(report.steps[0]?.statements[0]?.measured?.notices.join() ?? '', /postgres:\/\/u:\*\*\*@host/);
  });

  it('fails, and does not speak of a broken connection, where a file outside a transaction gives the lock back', async () => {
    const files = { '1_u.sql': '-- no-transaction\nSELECT pg_advisory_unlock_all();', '2_b.sql': 'CREATE TABLE b (i int);' };
    const report = await up(databases, { source: sourceOf(files), target });
    assert.deepEqual([report.outcome, report.steps.map(({ outcome }) => outcome)], ['failed', ['done', 'not-run']]);
    assert.match(report.message ?? '', /lock that keeps other runs out was lost/);
    assert.deepEqual(await versions(), ['1']);
  });

  describe('the session of the next file, and the row of this one', () => {
    it('keep the role that the server gives this user', async () => {
      const [owner, login] = [`owner_${process.pid}`, `login_${process.pid}`];
      await query(`CREATE ROLE ${owner}`);
      await query(`CREATE ROLE ${login} LOGIN IN ROLE ${owner}`);
      await query(`ALTER ROLE ${login} SET role = '${owner}'`);
      await query(`GRANT CREATE ON SCHEMA public TO ${owner}`);
      const files = { '1_a.sql': 'CREATE TABLE a (i int);', '2_b.sql': 'CREATE TABLE b (i int);' };
      const report = await up(databases, {
        source: sourceOf(files),
        target: serverTarget(target.url.replace('postgres@', `${login}@`)),
      });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(
        await query(
          `SELECT relname, relowner::regrole::text AS owner FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
        ),
        ['_sqlx_migrations', 'a', 'b'].map((relname) => ({ relname, owner })),
      );
      await query(`DROP OWNED BY ${owner}`);
      await query(`DROP ROLE ${login}, ${owner}`);
    });

    it('are not led astray by a search path, a role, or a table of the same name', async () => {
      const report = await up(databases, {
        source: sourceOf({
          '1_astray.sql':
            'CREATE SCHEMA evil;\nCREATE TABLE evil._sqlx_migrations (LIKE public._sqlx_migrations INCLUDING ALL);\nSET search_path = evil;\nSET ROLE pg_monitor;\n',
          '2_plain.sql': `SELECT set_config('search_path', '', false);`,
          '3_local.sql': 'SET LOCAL search_path = evil;',
        }),
        target,
      });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(await versions(), ['1', '2', '3']);
      assert.deepEqual(await query('SELECT * FROM evil._sqlx_migrations'), []);
    });
  });

  describe('what the user was shown', () => {
    const source = sourceOf({
      '1_a.up.sql': 'CREATE TABLE a (i int);',
      '1_a.down.sql': 'DROP TABLE a;',
      '2_b.up.sql': 'CREATE TABLE b (i int);',
      '2_b.down.sql': 'DROP TABLE b;',
    });
    const [first, second] = source.migrations.map(({ id }) => id);
    assert.ok(first !== undefined && second !== undefined);

    it('is what runs: where somebody else came first, nothing is rolled back', async () => {
      await up(databases, { source, target });
      const report = await down(databases, { source, target, count: 1, expected: [first] });
      assert.equal(report.outcome, 'refused');
      assert.match(report.message ?? '', /now 2 b would be rolled back\. Look at the status/);
      assert.deepEqual(await versions(), ['1', '2']);
      assert.equal((await down(databases, { source, target, count: 1, expected: [second] })).outcome, 'done');
    });

    it('is what runs: neither more nor less is applied', async () => {
      assert.equal((await up(databases, { source, target, expected: [first] })).outcome, 'refused');
      assert.deepEqual(await versions().catch(() => 'no history'), 'no history');
      assert.equal((await up(databases, { source, target, count: 1, expected: [first] })).outcome, 'done');
      const report = await up(databases, { source, target, expected: [first, second] });
      assert.deepEqual([report.outcome, report.message?.includes('now 1 of 2 would be applied')], ['refused', true]);
      assert.deepEqual(await versions(), ['1']);
    });
  });

  it('applies one alone, and the ones before it later', async () => {
    const source = sourceOf({ '1_a.sql': 'CREATE TABLE a (i int);', '2_b.sql': 'CREATE TABLE b (i int);' });
    assert.equal((await up(databases, { source, target, only: '2' })).outcome, 'done');
    assert.deepEqual(await versions(), ['2']);
    assert.equal((await up(databases, { source, target, only: '2' })).outcome, 'nothing-to-do');
    assert.equal((await up(databases, { source, target })).outcome, 'done');
    assert.deepEqual(await versions(), ['1', '2']);
  });

  describe('a history table that was altered by hand', () => {
    const files = { '1_a.sql': 'CREATE TABLE a (i int);', '2_b.sql': 'CREATE TABLE b (i int);' };
    const source = sourceOf(files);
    beforeEach(async () => {
      assert.equal((await up(databases, { source, target, count: 1 })).outcome, 'done');
    });

    it('may have a column more, and rows without a checksum', async () => {
      await query('ALTER TABLE _sqlx_migrations ADD COLUMN note text, ALTER COLUMN checksum DROP NOT NULL');
      await query('UPDATE _sqlx_migrations SET checksum = NULL');
      const report = await up(databases, { source, target });
      assert.deepEqual([report.outcome, report.steps.length], ['done', 1], report.message);
      assert.deepEqual(await versions(), ['1', '2']);
    });

    for (const [what, change] of [
      ['lacks a column', 'ALTER TABLE _sqlx_migrations DROP COLUMN execution_time'],
      [
        'wants a column filled that nobody fills',
        `ALTER TABLE _sqlx_migrations ADD COLUMN note text NOT NULL DEFAULT ''; ALTER TABLE _sqlx_migrations ALTER COLUMN note DROP DEFAULT`,
      ],
    ] as const) {
      it(`that ${what} stops the run, which keeps nothing and says where`, async () => {
        for (const each of change.split('; ')) await query(each);
        for (const text of ['CREATE TABLE b (i int);', '-- no-transaction\nCREATE TABLE b (i int);']) {
          const report = await up(databases, { source: sourceOf({ ...files, '2_b.sql': text }), target });
          assert.equal(report.outcome, 'failed');
          assert.match(report.message ?? '', /_sqlx_migrations/);
          assert.deepEqual(await tables(), ['_sqlx_migrations', 'a']);
          assert.deepEqual(await versions(), ['1']);
        }
      });
    }

    it('that is none of this runner’s is not taken for an empty one', async () => {
      await query('ALTER TABLE _sqlx_migrations RENAME COLUMN version TO number');
      const report = await up(databases, { source, target });
      assert.equal(report.outcome, 'failed');
      assert.match(report.message ?? '', /column "version" does not exist/);
      assert.deepEqual(await tables(), ['_sqlx_migrations', 'a']);
    });
  });

  it('writes the numbered runner’s row: 16 hex digits, and 40 of a commit also where git uses longer ones', async () => {
    const source = sourceOf({ 'versions/001_a.sql': '\uFEFFCREATE TABLE a (i int);\r\n' }, numbered);
    const commit = 'ab'.repeat(32);
    const report = await up(databases, { source, target, git: { commit, isDirty: false } });
    assert.equal(report.outcome, 'done', report.message);
    const [row] = await query('SELECT version, name, checksum, git_commit, execution_time_ms >= 0 AS timed FROM _migrations');
    assert.deepEqual(
      { ...row, checksum: String(row?.['checksum']).length },
      { version: '001', name: 'a', checksum: 16, git_commit: commit.slice(0, 40), timed: true },
    );
  });
});
