import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import type { Fresh } from '../../src/database/throw-away';
import type { Source } from '../../src/migrations/project';
import { dryRun } from '../../src/run/dry-run';
import type { RunEvent, RunReport } from '../../src/run/events';
import { embeddedObjects, extensionWanted } from '../../src/run/extension-objects';
import { onShadow, type ShadowTools } from '../../src/run/on-shadow';
import type { Prelude } from '../../src/run/prelude';
import { testDown } from '../../src/run/test-down';
import { replayChain } from '../../src/run/whole-chain';
import { embeddedTarget, testDatabases } from '../support/embedded';
import { sourceOf, toolsOf, up } from '../support/runs';
import { serverTimeout } from '../support/servers';

describe('what a chain expects from outside', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  const tools = (more: Partial<ShadowTools> = {}): ShadowTools => ({
    ...toolsOf(databases),
    fresh: databases.fresh,
    ...more,
  });
  const prelude = (text: string): Prelude => ({
    label: 'db/prelude.sql',
    script: {
      ...{ path: '/project/db/prelude.sql', direction: 'up', bytes: Buffer.from(text), text },
      body: { start: 0, end: text.length },
    },
  });
  const replay = (files: Readonly<Record<string, string>>, more: Partial<ShadowTools> = {}): Promise<RunReport> =>
    replayChain(sourceOf(files), tools(more));

  it('is provided: roles, schemas and extensions, and told of', async () => {
    const report = await replay({
      '1_t.sql': `CREATE TABLE audit.t (a citext, u uuid DEFAULT extensions.uuid_generate_v4());
CREATE INDEX ON audit.t USING gin ((a::text) gin_trgm_ops);
ALTER TABLE audit.t ADD EXCLUDE USING gist ((a::text) WITH =);
GRANT SELECT ON audit.t TO pilots;`,
    });
    assert.equal(report.outcome, 'done', report.message);
    assert.equal(
      report.message,
      'Roles that the chain expects were made there: pilots. Schemas that the chain expects were made there: audit, extensions. ' +
        'Extensions that the chain expects were made there: citext, uuid-ossp, pg_trgm, btree_gist.',
    );
  });

  it('is not provided where the chain makes it itself, too late', async () => {
    for (const [early, late, wrong] of [
      ['CREATE TABLE audit.t (a int);', 'CREATE SCHEMA IF NOT EXISTS audit;', 'schema "audit" does not exist'],
      ['CREATE TABLE t (a citext);', `DO $$ BEGIN CREATE EXTENSION citext; END $$;`, 'type "citext" does not exist'],
      [
        'CREATE TABLE t (a int); GRANT SELECT ON t TO pilots;',
        `DO $$ BEGIN EXECUTE 'CREATE ROLE pilots'; END $$;`,
        'role "pilots" does not exist',
      ],
    ] as const) {
      const report = await replay({ '1_t.sql': early, '2_late.sql': late });
      assert.deepEqual([report.outcome, report.message], ['failed', wrong]);
    }
  });

  it('counts for nothing in a proof, and in what changes', async () => {
    const source = sourceOf({
      '1_t.up.sql': 'CREATE TABLE audit.t (a citext);\nGRANT SELECT ON audit.t TO pilots;',
      '1_t.down.sql': 'DROP TABLE audit.t;',
    });
    const tested = await testDown({ source, versions: [], ignore: [], without: [] }, tools());
    assert.deepEqual([tested.outcome, tested.results[0]?.proof.kind], ['done', 'proven']);
    assert.match(tested.shadow ?? '', /^the embedded server, PostgreSQL 18\./);
    const report = await dryRun(
      { kind: 'shadow', source, target: embeddedTarget(), direction: 'up' },
      { ...toolsOf(databases), ...tools(), copyOf: databases.copyOf },
    );
    assert.deepEqual(
      report.schema?.differences.map(({ change, id }) => [change, id]),
      [['extra', 'audit.t']],
    );
  });

  it('is unknown where the server does not have its extension, in a replay, a proof and a dry run alike', async () => {
    const words = 'the embedded server does not have the extension postgis.';
    for (const text of ['CREATE EXTENSION postgis;', 'CREATE TABLE t (place geometry);']) {
      const source = sourceOf({ '1_t.up.sql': text, '1_t.down.sql': 'SELECT 1;', '2_u.sql': 'SELECT 1;' });
      const replayed = await replayChain(source, tools());
      assert.deepEqual([replayed.outcome, replayed.message], ['unknown', words], text);
      const tested = await testDown({ source, versions: [], ignore: [], without: [] }, tools());
      assert.equal(tested.outcome, 'unknown');
      assert.deepEqual(tested.results[0]?.proof, { kind: 'unknown', why: words });
      const report = await dryRun(
        { kind: 'shadow', source, target: embeddedTarget(), direction: 'up' },
        { ...toolsOf(databases), ...tools(), copyOf: databases.copyOf },
      );
      assert.deepEqual([report.outcome, report.message, report.steps[0]?.outcome], ['unknown', words, 'not-run']);
    }
  });

  it('is made by a prelude, before every chain', async () => {
    const files = { '1_t.up.sql': 'CREATE TABLE t (u int REFERENCES auth.users);', '1_t.down.sql': 'DROP TABLE t;' };
    const without = await replay(files);
    assert.equal(without.outcome, 'failed');
    const made = prelude(
      '-- Supabase has these.\nCREATE SCHEMA auth;\nCREATE TABLE auth.users (id int PRIMARY KEY);\nCREATE ROLE pilots;\n',
    );
    assert.equal((await replay(files, { prelude: made })).outcome, 'done');
    const source = sourceOf(files);
    const tested = await testDown({ source, versions: [], ignore: [], without: [] }, tools({ prelude: made }));
    assert.equal(tested.outcome, 'done');
    const behind = await onShadow({ source, applied: source.migrations }, tools(), () => Promise.resolve());
    assert.match(
      behind.ok ? '' : behind.why,
      /relation "auth\.users" does not exist\. What the chain expects from outside is made by a prelude/,
    );
  });

  it('is told with its place where the prelude is wrong', async () => {
    for (const [text, why] of [
      ['SELECT 1;\n  SELECT nothing;', 'db/prelude.sql:2:10: column "nothing" does not exist (42703)'],
      ['CREATE EXTENSION postgis;', 'db/prelude.sql:1:1: the embedded server does not have the extension postgis.'],
      ['SELECT 1;\nCOMMIT;', 'db/prelude.sql:2:1: '],
    ] as const) {
      const report = await replay({ '1_t.sql': 'SELECT 1;' }, { prelude: prelude(text) });
      assert.equal(report.outcome, 'unknown');
      assert.ok(report.message?.startsWith(`The prelude cannot be run here: ${why}`), report.message);
    }
  });

  it('is known by what the server itself says of it', async () => {
    const source: Source = sourceOf({ '1_t.sql': 'SELECT 1;' });
    const wrong: string[] = [];
    for (const [extension, names] of embeddedObjects) {
      await onShadow({ source, applied: [] }, tools(), async ({ rehearsal: { connection } }) => {
        await connection.script(`CREATE EXTENSION "${extension}" CASCADE`);
        const { rows } = await connection.query({
          text: `SELECT name FROM unnest($1::text[]) AS name
                  WHERE NOT EXISTS (SELECT FROM pg_type WHERE typname = name) AND NOT EXISTS (SELECT FROM pg_proc WHERE proname = name)
                    AND NOT EXISTS (SELECT FROM pg_opclass WHERE opcname = name) AND NOT EXISTS (SELECT FROM pg_am WHERE amname = name)`,
          values: [names],
        });
        wrong.push(...rows.map(({ name }) => `${extension} ${String(name)}`));
      });
    }
    assert.deepEqual(wrong, []);
    assert.equal(extensionWanted('42883', 'function public.digest(text, unknown) does not exist'), 'pgcrypto');
    assert.equal(extensionWanted('42704', 'type "extensions.citext[]" does not exist'), 'citext');
    assert.equal(extensionWanted('42883', 'function digestible(text) does not exist'), undefined);
  });
});

describe('an embedded server that breaks in the middle of a shadow', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  const source = sourceOf({
    '1_t.up.sql': 'CREATE TABLE t (a int);',
    '2_sleep.up.sql': 'SELECT pg_sleep(60);',
    '2_sleep.down.sql': 'SELECT 1;',
    '3_u.up.sql': 'SELECT 1;',
  });
  /** Tools whose server is killed soon after it was told of something. */
  const breaking = (isMoment: (event: RunEvent) => boolean): ReturnType<typeof toolsOf> & Pick<ShadowTools, 'fresh'> => {
    let server: Fresh | undefined;
    const tools = toolsOf(databases, {
      on: (event) => {
        if (isMoment(event)) setTimeout(() => void server?.dispose(), 300);
      },
    });
    return { ...tools, fresh: () => (server = databases.fresh()) };
  };

  it('is no failure of a migration: nothing is known, and the next one has a server again', async () => {
    const isSecond = (event: RunEvent): boolean => event.kind === 'migration' && event.index === 1;
    const replayed = await replayChain(source, breaking(isSecond));
    assert.equal(replayed.outcome, 'unknown');
    assert.match(replayed.message ?? '', /^the connection to the embedded server broke: /);
    assert.deepEqual(
      replayed.steps.map(({ outcome }) => outcome),
      ['done', 'cancelled', 'not-run'],
    );
    const dry = { kind: 'shadow', source, target: embeddedTarget(), direction: 'up' } as const;
    const report = await dryRun(dry, { ...breaking(isSecond), copyOf: databases.copyOf });
    assert.equal(report.outcome, 'unknown');
    assert.match(report.message ?? '', /^the connection to the embedded server broke: /);
    assert.deepEqual(
      report.steps.map(({ outcome }) => outcome),
      ['done', 'cancelled', 'not-run'],
    );
    const isProof = (event: RunEvent): boolean => event.kind === 'waiting' && event.for.startsWith('the proof that 2');
    const tested = await testDown({ source, versions: ['2'], ignore: [], without: [] }, breaking(isProof));
    assert.equal(tested.outcome, 'unknown');
    const [{ proof } = { proof: undefined }] = tested.results;
    assert.match(proof?.kind === 'unknown' ? proof.why : '', /^The connection to the embedded server broke: /);
  });
});

describe('a dry run of the embedded target', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  const applied = {
    '1_ports.up.sql': 'CREATE TABLE ports (id int PRIMARY KEY, depth int);\nINSERT INTO ports VALUES (1, NULL);',
    '1_ports.down.sql': 'DROP TABLE ports;',
  };
  const pending = {
    '2_name.up.sql': `ALTER TABLE ports ADD COLUMN name text DEFAULT 'none';`,
    '2_name.down.sql': 'ALTER TABLE ports DROP COLUMN name;',
    // Only where there are rows does that fail.
    '3_free.up.sql': 'CREATE INDEX ports_depth ON ports (depth);',
    '3_free.down.sql': 'DROP INDEX ports_depth;\nALTER TABLE ports ALTER COLUMN depth SET NOT NULL;',
    '4_more.sql': 'CREATE TABLE more (id int);',
  };

  it('proves rollbacks with the rows that are there, and tells what would change', async () => {
    const target = embeddedTarget();
    assert.equal((await up(databases, { source: sourceOf(applied), target })).outcome, 'done');
    const rehearse = (direction: 'up' | 'down'): Promise<RunReport> =>
      dryRun(
        { kind: 'trace', source: sourceOf({ ...applied, ...(direction === 'up' && pending) }), target, direction },
        { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf },
      );
    const report = await rehearse('up');
    assert.equal(report.outcome, 'done', report.message);
    assert.deepEqual(
      report.steps.map(({ migration, rollback }) => [migration.version, rollback?.kind]),
      [
        ['2', 'proven'],
        ['3', 'fails'],
        ['4', 'none'],
      ],
    );
    const [, failing] = report.steps;
    assert.equal(failing?.rollback?.kind === 'fails' && failing.rollback.error.sqlstate, '23502');
    assert.deepEqual(report.schema?.differences.map(({ change, id }) => `${change} ${id}`).sort(), [
      'extra public.more',
      'extra public.ports.name',
      'extra public.ports_depth',
    ]);
    const back = await rehearse('down');
    assert.deepEqual(
      back.schema?.differences.map(({ change, id }) => [change, id]),
      [['missing', 'public.ports']],
    );
    assert.equal((await up(databases, { source: sourceOf(applied), target })).outcome, 'nothing-to-do');
  });
});
