import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Databases } from '../../src/database/databases';
import type { Source } from '../../src/migrations/project';
import { dryRun } from '../../src/run/dry-run';
import type { RunReport } from '../../src/run/events';
import { onShadow, type ShadowTools } from '../../src/run/on-shadow';
import { testDown } from '../../src/run/test-down';
import { replayChain } from '../../src/run/whole-chain';
import { binaries } from '../support/binaries';
import { testDatabases } from '../support/embedded';
import { serverTarget, sourceOf, toolsOf } from '../support/runs';
import { outerMajors, serverTimeout, sharedServer, startServer, type TestServer } from '../support/servers';

const files = {
  '1_ports.up.sql': 'CREATE TABLE ports (id int PRIMARY KEY);\nGRANT SELECT ON ports TO shadow_pilots;\n',
  '1_ports.down.sql': 'DROP TABLE ports;\n',
  '2_app.up.sql': 'CREATE ROLE shadow_app;\nGRANT SELECT ON ports TO shadow_app;\n',
  '2_app.down.sql': 'REVOKE SELECT ON ports FROM shadow_app;\nDROP ROLE shadow_app;\n',
};

describe('a server as the shadow', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  const ask = async (url: string, text: string): Promise<readonly string[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(text);
      return rows.map((row) => String(Object.values(row)[0]));
    } finally {
      await client.end();
    }
  };
  /** What a shadow must not leave on a server: databases and roles. */
  const inventory = (server: TestServer): Promise<readonly string[]> =>
    ask(server.url(), 'SELECT datname::text AS name FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1');
  const tools = (url: string, more: Partial<ShadowTools> = {}): ShadowTools => ({
    ...toolsOf(databases),
    fresh: () => databases.freshOnServer(url),
    ...more,
  });

  for (const major of outerMajors) {
    it(`of PostgreSQL ${major} replays, proves and measures, and has nothing of it afterwards`, async () => {
      const server = await sharedServer(major);
      const target = serverTarget(await server.createDatabase(), 'shared');
      const before = await inventory(server);
      const source = sourceOf(files);
      const replayed = await replayChain(source, tools(server.url()));
      assert.equal(replayed.outcome, 'done', replayed.message);
      assert.match(replayed.shadow ?? '', new RegExp(`^the server 127\\.0\\.0\\.1:${server.port}, PostgreSQL ${major}\\.`));
      assert.match(replayed.message ?? '', /Roles that the chain expects were made there: shadow_pilots\./);
      const tested = await testDown({ source, versions: [], ignore: [], without: [] }, tools(server.url()));
      assert.deepEqual(
        tested.results.map(({ proof }) => proof.kind),
        ['proven', 'proven'],
      );
      const report = await dryRun(
        { kind: 'shadow', source, target, direction: 'up' },
        { ...toolsOf(databases), ...tools(server.url()), copyOf: databases.copyOf },
      );
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(
        report.steps.map(({ rollback }) => rollback?.kind),
        ['proven', 'proven'],
      );
      assert.ok(report.schema);
      assert.deepEqual(await inventory(server), before);
    });
  }

  it('writes nothing in the database that its URL names, whatever is in there', async () => {
    const server = await sharedServer(16);
    const url = await server.createDatabase();
    await ask(url, 'CREATE TABLE theirs AS SELECT 1 AS a');
    const relations = `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`;
    const seen: string[] = [];
    const answer = await onShadow(
      { source: sourceOf(files), applied: sourceOf(files).migrations },
      tools(url),
      async (shadow) => {
        seen.push(shadow.rehearsal.connection.database);
        seen.push(...(await ask(server.url(shadow.rehearsal.connection.database), relations)));
        seen.push(
          ...(await ask(
            server.url(),
            `SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE 'lockkeeper%'`,
          )),
        );
      },
    );
    assert.ok(answer.ok, answer.ok ? '' : answer.why);
    assert.match(seen[0] ?? '', /^lockkeeper_shadow_[0-9a-f]{16}$/);
    assert.ok(seen.includes('ports') && !seen.includes('theirs'));
    assert.ok(seen.some((it) => it.startsWith('lockkeeper:shadow ')));
    assert.deepEqual(await ask(url, relations), ['theirs']);
  });

  it('wants of a role no more than that it may make databases, however long the chain is', async () => {
    const server = await sharedServer(16);
    await ask(server.url(), `CREATE ROLE shadow_maker LOGIN CREATEDB`);
    try {
      const chain = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`${n + 1}_t.sql`, `CREATE TABLE t${n} (a int);`]));
      const source = sourceOf(chain);
      const url = server.url().replace('postgres@', 'shadow_maker@');
      const answer = await onShadow({ source, applied: source.migrations }, tools(url), () => Promise.resolve('done'));
      assert.ok(answer.ok, answer.ok ? '' : answer.why);
    } finally {
      await ask(server.url(), `DROP ROLE shadow_maker`);
    }
  });

  it('is refused where it could do harm, or cannot be', async () => {
    const server = await sharedServer(16);
    const why = async (url: string, source: Source = sourceOf(files)): Promise<string> => {
      const report = await replayChain(source, tools(url));
      assert.equal(report.outcome, 'unknown');
      return report.message ?? '';
    };
    assert.match(await why('postgres://postgres@db.example.com/app'), /^A shadow is made on this machine only/);
    assert.match(
      await why('postgres://postgres@127.0.0.1:1/app'),
      /^There is no shadow on the server 127\.0\.0\.1:1: Nothing answers/,
    );
    const production = await server.createDatabase();
    await ask(production, `COMMENT ON DATABASE "${new URL(production).pathname.slice(1)}" IS 'lockkeeper:role=production'`);
    assert.match(await why(production), /says that it is production: no shadow is made on that server/);
    await ask(server.url(), `CREATE ROLE shadow_weak LOGIN`);
    const weak = server.url().replace('postgres@', 'shadow_weak@');
    assert.match(await why(weak), /There is no shadow on the server .*permission denied to create database/);
    await ask(server.url(), `DROP ROLE shadow_weak`);
  });

  it('does not touch what other databases of the server share', async () => {
    const server = await sharedServer(16);
    const why = async (text: string): Promise<string> => {
      const report = await replayChain(sourceOf({ '1_x.sql': text }), tools(server.url()));
      assert.equal(report.outcome, 'unknown', text);
      return report.message ?? '';
    };
    await ask(server.url(), 'CREATE ROLE shadow_theirs');
    const before = await inventory(server);
    for (const text of [
      'ALTER ROLE shadow_theirs LOGIN;',
      'DROP ROLE IF EXISTS shadow_theirs;',
      'GRANT shadow_theirs TO postgres;',
      'ALTER SYSTEM SET work_mem = 1;',
      'ALTER DATABASE postgres SET work_mem = 1;',
      `DO $$ BEGIN IF true THEN ALTER ROLE shadow_theirs LOGIN; END IF; END $$;`,
      `DO $$ BEGIN EXECUTE 'DROP ROLE shadow_theirs'; END $$;`,
      `COPY (SELECT 1) TO PROGRAM 'true';`,
      'CREATE FUNCTION f() RETURNS trigger LANGUAGE plsh AS $$ rm x $$;',
      'REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;',
      'CREATE ROLE shadow_own; GRANT CONNECT ON DATABASE postgres TO shadow_own;',
      'ALTER ROLE ALL SET work_mem = 64;',
      'ALTER USER CURRENT_USER SET work_mem = 64;',
      'REASSIGN OWNED BY CURRENT_USER TO shadow_own;',
      'CREATE ROLE shadow_own; ALTER ROLE shadow_own RENAME TO shadow_renamed;',
      `DO $$ BEGIN EXECUTE 'CREATE ROLE ' || 'shadow_own'; END $$;`,
      `DO $$ BEGIN EXECUTE format('ALTER ROLE %I SET work_mem = 64', current_user); END $$;`,
    ])
      assert.match(await why(text), /^1 x reaches out of its database \(.*\), and the server .* outlives the shadow/, text);
    const own = `CREATE FUNCTION f(language text) RETURNS text LANGUAGE sql AS 'SELECT $1';
      CREATE ROLE shadow_own; CREATE TABLE database (says text); GRANT SELECT ON database TO shadow_own;
      INSERT INTO database VALUES ('create user'), ('drop role'); GRANT shadow_own TO CURRENT_USER;
      DO $$ BEGIN EXECUTE 'ALTER ROLE shadow_own NOLOGIN'; END $$; REASSIGN OWNED BY shadow_own TO CURRENT_USER;`;
    const replayed = await replayChain(sourceOf({ '1_x.sql': own }), tools(server.url()));
    assert.equal(replayed.outcome, 'done', replayed.message);
    assert.match(await why('CREATE ROLE shadow_theirs;'), /the role shadow_theirs was on the server .* before/);
    assert.deepEqual(await inventory(server), before);
    assert.deepEqual(await ask(server.url(), `SELECT rolcanlogin FROM pg_roles WHERE rolname = 'shadow_theirs'`), ['false']);
    await ask(server.url(), 'DROP ROLE shadow_theirs');
  });

  it('takes turns with another one, whose roles it neither meets nor drops', async () => {
    const server = await sharedServer(18);
    const before = await inventory(server);
    const source = sourceOf(files);
    const reports = await Promise.all([1, 2, 3].map(() => replayChain(source, tools(server.url()))));
    assert.deepEqual(
      reports.map(({ outcome, message }) => [outcome, message]),
      reports.map(() => ['done', reports[0]?.message]),
    );
    assert.deepEqual(await inventory(server), before);
  });

  it('is dropped when it is given up or cancelled, in the middle of a statement', async () => {
    const server = await sharedServer(16);
    const before = await inventory(server);
    const source = sourceOf({ '1_t.sql': 'CREATE TABLE t (a int);', '2_sleep.sql': 'SELECT pg_sleep(600);' });
    const cancelling = new AbortController();
    const running = replayChain(
      source,
      tools(server.url(), {
        signal: cancelling.signal,
        on: (event) => {
          if (event.kind === 'migration' && event.index === 1) setTimeout(() => cancelling.abort(), 200);
        },
      }),
    );
    assert.equal((await running).outcome, 'cancelled');
    const target = serverTarget(server.url());
    const report: RunReport = await dryRun(
      { kind: 'shadow', source, target, direction: 'up', limitMs: 1500 },
      { ...toolsOf(databases), ...tools(server.url()), copyOf: databases.copyOf },
    );
    assert.equal(report.outcome, 'unknown');
    assert.match(report.message ?? '', /^It took longer than 1\.5 s on the server 127\.0\.0\.1:\d+, so it was given up\.$/);
    assert.deepEqual(await inventory(server), before);
  });

  it('takes away what a process left that was killed, and nothing that is in use or bears no mark', async () => {
    const server = await startServer(18);
    try {
      const id = (n: number): string => n.toString(16).padStart(8, '0').padEnd(16, '0');
      const make = async (n: number, comment: string): Promise<string> => {
        const name = `lockkeeper_shadow_${id(n)}`;
        await server.createDatabase(name);
        await ask(server.url(), `COMMENT ON DATABASE ${name} IS '${comment}'`);
        return name;
      };
      const mark = (n: number): string => `lockkeeper:shadow ${id(n)}: made by Lockkeeper to be thrown away`;
      await make(1, mark(1));
      const unmarked = await make(2, 'mine');
      const other = new Client({ connectionString: server.url(await make(3, mark(3))) });
      await other.connect();
      await ask(server.url(), `CREATE ROLE shadow_left`);
      await ask(server.url(), `COMMENT ON ROLE shadow_left IS '${mark(1)}'`);
      assert.equal((await replayChain(sourceOf(files), tools(server.url()))).outcome, 'done');
      const left = (await inventory(server)).filter(
        (name) => name.startsWith('lockkeeper_shadow_') || name.startsWith('shadow_'),
      );
      assert.deepEqual(left, [unmarked, `lockkeeper_shadow_${id(3)}`]);
      await other.end();
      // One that another process is just about to use shows it by a lock, before anybody is connected to it.
      const user = new Client({ connectionString: server.url() });
      await user.connect();
      await user.query('SELECT pg_advisory_lock(1936221303, 4)');
      await make(4, mark(4));
      await replayChain(sourceOf(files), tools(server.url()));
      const kept = (await inventory(server)).filter((name) => name.startsWith('lockkeeper_shadow_'));
      assert.deepEqual(kept, [unmarked, `lockkeeper_shadow_${id(4)}`]);
      await user.end();
    } finally {
      await server.stop();
    }
  });

  it('is started for it where PostgreSQL is installed, of the nearest version, and gone afterwards', async () => {
    const [path, port] = [process.env['PATH'], process.env['PGPORT']];
    // Found by a link, since what lies in the project itself is not looked at.
    const home = mkdtempSync(join(tmpdir(), 'lockkeeper-programs-'));
    chmodSync(home, 0o755);
    symlinkSync(await binaries(17), join(home, 'bin'));
    process.env['PATH'] = `${join(home, 'bin')}:${path ?? ''}`;
    // That of some other server.
    process.env['PGPORT'] = '54399';
    const installed = databases.installed();
    try {
      const source = sourceOf(files);
      const replayed = await replayChain(source, { ...toolsOf(databases), fresh: () => installed.fresh(17) });
      assert.equal(replayed.outcome, 'done', replayed.message);
      assert.match(replayed.shadow ?? '', /^the PostgreSQL that is installed here, PostgreSQL 17\./);
      const homes = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('lockkeeper-installed-'));
      assert.equal(homes().length, 1);
      // The same server, with nothing of the first chain: neither its tables nor its roles.
      assert.equal((await replayChain(source, { ...toolsOf(databases), fresh: () => installed.fresh(17) })).outcome, 'done');
      await installed.end();
      assert.deepEqual(homes(), []);
    } finally {
      process.env['PATH'] = path;
      if (port === undefined) delete process.env['PGPORT'];
      else process.env['PGPORT'] = port;
      await installed.end();
      rmSync(home, { recursive: true });
    }
  });
});
