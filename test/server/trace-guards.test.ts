import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import { dryRun, type DryRunInput } from '../../src/run/dry-run';
import type { RunReport } from '../../src/run/events';
import { connectTo } from '../support/effects/harness';
import { testDatabases } from '../support/embedded';
import { type ServerTarget, rowsOf, serverTarget, sourceOf, toolsOf, up } from '../support/runs';
import { serverTimeout, sharedServer, startServer, type TestServer } from '../support/servers';

const first = {
  '1_t.sql': `CREATE TABLE t (a int);
CREATE SEQUENCE s;
CREATE FUNCTION rewind() RETURNS bigint LANGUAGE sql AS 'SELECT setval(''s'', 70)';
CREATE FUNCTION send() RETURNS void LANGUAGE plpgsql AS $$ BEGIN COPY t TO PROGRAM 'cat > /dev/null'; END $$;
CREATE FUNCTION relay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM send(); RETURN NULL; END $$;
CREATE TABLE told (a int);
CREATE TRIGGER relay AFTER INSERT ON told FOR EACH ROW EXECUTE FUNCTION relay();
CREATE TABLE parted (a int) PARTITION BY RANGE (a);
CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10);
CREATE TRIGGER relay AFTER INSERT ON part FOR EACH ROW EXECUTE FUNCTION relay();
CREATE TABLE root (a int PRIMARY KEY);
CREATE TABLE leaf (a int PRIMARY KEY REFERENCES root ON DELETE CASCADE);
CREATE TABLE leaflet (a int REFERENCES leaf ON DELETE CASCADE);
CREATE TRIGGER relay AFTER DELETE ON leaflet FOR EACH ROW EXECUTE FUNCTION relay();
CREATE FUNCTION "SendOff"() RETURNS void LANGUAGE plpgsql AS $$ BEGIN COPY t TO PROGRAM 'cat > /dev/null'; END $$;
CREATE FUNCTION by_quotes() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM "SendOff"(); END $$;
INSERT INTO t SELECT generate_series(1, 100);`,
};

describe('what guards a trace on a server', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  let target: ServerTarget;
  before(async () => {
    databases = await testDatabases();
    target = serverTarget(await (await sharedServer(17)).createDatabase());
    assert.equal((await up(databases, { source: sourceOf(first), target })).outcome, 'done');
  });
  after(() => databases.close());

  const unexpected = (): never => {
    throw new Error('Nothing of this is for the shadow.');
  };
  const trace = (text: string, more: Partial<DryRunInput> = {}): Promise<RunReport> =>
    dryRun(
      { kind: 'trace', source: sourceOf({ ...first, '2_next.sql': text }), target, direction: 'up', ...more },
      { ...toolsOf(databases), fresh: unexpected, copyOf: unexpected },
    );
  const notesOf = ({ steps }: RunReport): string => steps.flatMap(({ notes }) => notes).join('\n');

  const outside: readonly (readonly [string, RegExp])[] = [
    [`SELECT dblink_exec('dbname=postgres', 'SELECT 1');`, /dblink_exec works outside/],
    [`COPY t TO PROGRAM 'cat';`, /COPY … TO PROGRAM works outside/],
    [`COPY t TO '/tmp/t';`, /COPY … TO a file works outside/],
    [`SELECT lo_export(1, '/tmp/x');`, /lo_export works outside/],
    [`SELECT net.http_post(url := 'http://localhost');`, /net\.… works outside/],
    [`SELECT http_get('http://localhost');`, /http_get works outside/],
    [`DO LANGUAGE plpython3u $$ pass $$;`, /DO in plpython3u works outside/],
    [`DO $$ BEGIN EXECUTE 'COPY t TO PROGRAM ''cat'''; END $$;`, /COPY … TO PROGRAM works outside/],
    [
      `CREATE FUNCTION f() RETURNS void LANGUAGE plsh AS $$ rm x $$;\nSELECT f();`,
      /f, made here, with a body in plsh works outside/,
    ],
    ['SELECT send();', /The function public\.send, .*COPY … TO PROGRAM/],
    ['INSERT INTO told VALUES (1);', /The function public\.send, .*COPY … TO PROGRAM/],
    ['INSERT INTO parted VALUES (1);', /The function public\.send, .*COPY … TO PROGRAM/],
    ['DELETE FROM root;', /The function public\.send, .*COPY … TO PROGRAM/],
    ['SELECT by_quotes();', /The function public\.SendOff, .*COPY … TO PROGRAM/],
  ];
  for (const [text, words] of outside) {
    it(`refuses ${text.replaceAll('\n', ' ')}`, async () => {
      const report = await trace(text);
      assert.equal(report.outcome, 'refused');
      assert.match(report.message ?? '', words);
      assert.match(report.message ?? '', /--allow-outside-effects/);
    });
  }

  it('lets pass what only names such functions, or tells by NOTIFY', async () => {
    const report = await trace(
      `CREATE FUNCTION later() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM dblink_exec('a', 'b'); END $$;
GRANT EXECUTE ON FUNCTION later() TO PUBLIC;
COMMENT ON FUNCTION later() IS 'calls dblink_exec()';
CREATE FUNCTION same(language text) RETURNS text LANGUAGE sql AS 'SELECT $1';
SELECT same('text');
NOTIFY somebody;`,
    );
    assert.equal(report.outcome, 'done', report.message);
  });

  it('carries it out where that is allowed', async () => {
    const report = await trace('SELECT send();', { allowOutsideEffects: true });
    assert.equal(report.outcome, 'done', report.message);
  });

  it('keeps sequences that a function sets, also behind a statement that failed, and gives advisory locks back', async () => {
    const before = await rowsOf(databases, target, 'SELECT last_value, is_called FROM s');
    const done = await trace('SELECT rewind();\nSELECT pg_advisory_lock(99);');
    assert.equal(done.outcome, 'done', done.message);
    assert.match(notesOf(done), /^Nothing stayed: the schema is the same as before, and so are its sequences\.$/m);
    const failed = await trace('SELECT 1 / 0;\nSELECT rewind();');
    assert.equal(failed.outcome, 'failed');
    assert.deepEqual(await rowsOf(databases, target, 'SELECT last_value, is_called FROM s'), before);
    const locks = await rowsOf(
      databases,
      target,
      `SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND objid = 99`,
    );
    assert.deepEqual(locks, [{ n: 0 }]);
  });

  it('does not disturb a SET TRANSACTION at the beginning', async () => {
    const report = await trace('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nINSERT INTO t VALUES (1);');
    assert.equal(report.outcome, 'done', report.message);
  });

  it('tells what it changes in the schema, and takes no longer than it may', async () => {
    const report = await trace('ALTER TABLE t ADD COLUMN b int;\nDROP FUNCTION rewind;');
    assert.deepEqual(report.schema?.differences.map(({ change, kind, id }) => `${change} ${kind} ${id}`).sort(), [
      'extra column public.t.b',
      'missing function public.rewind()',
    ]);
    const late = await trace('SELECT pg_sleep(60);', { limitMs: 1000 });
    assert.equal(late.outcome, 'failed');
    assert.match(late.message ?? '', /took longer than 1 s/);
  });

  it('is what another session sees of the locks while they are held', async () => {
    const text = `ALTER TABLE t ADD COLUMN b int;
SELECT pg_sleep(1);
CREATE INDEX ON told (a);
SELECT pg_sleep(1);`;
    const observer = await connectTo(target.url);
    const seen: Promise<string>[] = [];
    const look = async (): Promise<string> => {
      const { rows } = await observer.query({
        text: `SELECT string_agg(c.relname || ' ' || l.mode, ', ' ORDER BY c.relname) AS locks
                 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                WHERE l.pid <> pg_backend_pid() AND l.granted AND c.relname IN ('t', 'told')
                  AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')`,
      });
      return String(rows[0]?.['locks']);
    };
    try {
      const input = { kind: 'trace', source: sourceOf({ ...first, '2_next.sql': text }), target, direction: 'up' } as const;
      const report = await dryRun(input, {
        ...toolsOf(databases, { on: (event) => event.kind === 'statement' && event.text.includes('sleep') && seen.push(look()) }),
        ...{ fresh: unexpected, copyOf: unexpected },
      });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(await Promise.all(seen), ['t AccessExclusiveLock', 't AccessExclusiveLock, told ShareLock']);
      const measured = report.steps[0]?.statements.map((statement) =>
        (statement.measured?.effects ?? []).flatMap((effect) => (effect.kind === 'lock' ? [`${effect.on} ${effect.mode}`] : [])),
      );
      assert.deepEqual(measured, [['public.t AccessExclusiveLock'], [], ['public.told ShareLock'], []]);
    } finally {
      await observer.close();
    }
  });
});

describe('what works along with a server’s changes', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  let server: TestServer;
  before(async () => {
    databases = await testDatabases();
    server = await startServer(16, { settings: { wal_level: 'logical', max_replication_slots: '4' } });
  });
  after(async () => {
    await databases.close();
    await server.stop();
  });

  it('stands in the report of a dry run: event triggers, replication slots and publications', async () => {
    const target = serverTarget(await server.createDatabase());
    assert.equal((await up(databases, { source: sourceOf(first), target })).outcome, 'done');
    for (const text of [
      `CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$`,
      'CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION watch()',
      'CREATE PUBLICATION news FOR TABLE t',
      `SELECT pg_create_logical_replication_slot('reader', 'pgoutput')`,
    ]) {
      await rowsOf(databases, target, text);
    }
    const unexpected = (): never => {
      throw new Error('Nothing of this is for the shadow.');
    };
    const report = await dryRun(
      {
        ...{ kind: 'trace', target, direction: 'up' },
        source: sourceOf({
          ...first,
          '2_next.sql': 'ALTER TABLE t ADD COLUMN b int DEFAULT 1;\nINSERT INTO t SELECT 1 FROM generate_series(1, 500);',
        }),
      },
      { ...toolsOf(databases), fresh: unexpected, copyOf: unexpected },
    );
    assert.equal(report.outcome, 'done', report.message);
    const notes = report.steps[0]?.notes.join('\n') ?? '';
    assert.match(notes, /the event trigger watching calls watch at ddl_command_end\./);
    assert.match(
      notes,
      /logical replication slot reader, which nobody reads now, keeps .* of log; this dry run wrote up to [\d.]+ kB/,
    );
    assert.match(notes, /The publication news sends the rows of public\.t, but no change of the schema/);
  });
});
