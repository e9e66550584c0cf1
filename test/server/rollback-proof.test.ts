import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import type { Migration, Source } from '../../src/migrations/project';
import { schemaChangeJson } from '../../src/report/schema-change';
import { rollbackWords } from '../../src/report/rollback';
import { dryRun } from '../../src/run/dry-run';
import type { RunReport } from '../../src/run/events';
import { proveOnShadow, type RollbackProofs, type RollbackRequest } from '../../src/run/rollback-proof';
import { embeddedTarget, testDatabases } from '../support/embedded';
import { sourceOf, toolsOf, up } from '../support/runs';
import { serverTimeout } from '../support/servers';

describe('rollbacks tried on the shadow', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  const pair = (name: string, up: string, down?: string): Readonly<Record<string, string>> => ({
    [`${name}.up.sql`]: up,
    ...(down !== undefined && { [`${name}.down.sql`]: down }),
  });
  const prove = (source: Source, more: Partial<RollbackRequest> = {}): Promise<RollbackProofs> =>
    proveOnShadow(
      { source, applied: [], chain: source.migrations, isMeant: () => true, ...more },
      { ...toolsOf(databases), fresh: databases.fresh },
    );
  const told = (source: Source, proofs: RollbackProofs): readonly string[] =>
    source.migrations.map((it: Migration) => {
      const proof = proofs.get(it.id);
      return `${it.version} ${proof === undefined ? '-' : rollbackWords(proof)}`;
    });

  it('are proven, differ, fail or are not there, each told apart from the ones before', async () => {
    const source = sourceOf({
      ...pair('1_ports', 'CREATE TABLE ports (id int PRIMARY KEY, name text);', 'DROP TABLE ports;'),
      // The type stays, so that the second up fails, and what comes next needs a database of its own.
      ...pair('2_kinds', `CREATE TYPE kind AS ENUM ('sea'); CREATE TABLE kinds (k kind);`, 'DROP TABLE kinds;'),
      ...pair('3_depth', 'ALTER TABLE ports ADD COLUMN depth int;', 'ALTER TABLE ports DROP COLUMN depth;'),
      ...pair('4_index', 'CREATE INDEX ports_depth ON ports (depth);', 'DROP INDEX no_such_index;'),
      ...pair('5_one_way', 'ALTER TABLE ports ADD COLUMN berths int;'),
      // The new value of an enum must be committed before it is used: down and up are, too.
      ...pair('6_value', `ALTER TYPE kind ADD VALUE IF NOT EXISTS 'lake';`, 'SELECT 1;'),
      ...pair('7_view', 'CREATE VIEW deep AS SELECT id FROM ports WHERE depth > 9;', 'DROP VIEW deep;'),
    });
    const proven = 'rollback proven: up, down and up again give the same schemas; rows are not compared';
    assert.deepEqual(told(source, await prove(source)), [
      `1 ${proven}`,
      '2 rollback differs: after down the schema is not what it was: extra enum public.kind',
      `3 ${proven}`,
      '4 rollback fails: down: index "no_such_index" does not exist',
      '5 no rollback: there is no down script',
      '6 rollback differs: after down the schema is not what it was: changed enum public.kind',
      `7 ${proven}`,
    ]);
  });

  it('say why nothing is known behind an up script that fails, and try no others than those asked for', async () => {
    const source = sourceOf({
      ...pair('1_ports', 'CREATE TABLE ports (id int);', 'DROP TABLE ports;'),
      ...pair('2_bad', 'CREATE TABLE ports (id int);', 'DROP TABLE ports;'),
      ...pair('3_next', 'CREATE TABLE next (id int);', 'DROP TABLE next;'),
    });
    assert.deepEqual(told(source, await prove(source, { isMeant: ({ version }) => version !== '1' })), [
      '1 -',
      '2 rollback fails: up: relation "ports" already exists',
      '3 rollback unknown: 2 bad, which comes before it, cannot be carried out here: relation "ports" already exists',
    ]);
  });

  it('take the order of columns for a part of the schema, unless it is left out', async () => {
    const source = sourceOf({
      ...pair('1_ports', 'CREATE TABLE ports (id int, name text, depth int);', 'DROP TABLE ports;'),
      ...pair('2_nameless', 'ALTER TABLE ports DROP COLUMN name;', 'ALTER TABLE ports ADD COLUMN name text;'),
    });
    const chain = source.migrations;
    const isMeant = ({ version }: Migration): boolean => version === '2';
    assert.match(
      told(source, await prove(source, { chain, isMeant }))[1] ?? '',
      /differs: after down .*: changed table public\.ports$/,
    );
    const without = ['column-order'] as const;
    assert.match(told(source, await prove(source, { chain, isMeant, without }))[1] ?? '', /rollback proven/);
  });

  it('give up what never ends', async () => {
    const source = sourceOf(pair('1_ports', 'CREATE TABLE ports (id int);', 'SELECT pg_sleep(600);'));
    assert.deepEqual(told(source, await prove(source, { limitMs: 1500 })), [
      '1 rollback unknown: It took longer than 1.5 s on the embedded server, so it was given up.',
    ]);
  });

  describe('by a dry run', () => {
    const applied = pair('1_ports', 'CREATE TABLE ports (id int PRIMARY KEY, name text);', 'DROP TABLE ports;');
    const source = sourceOf({
      ...applied,
      ...pair(
        '2_ships',
        `CREATE TABLE ships (id int PRIMARY KEY, port int REFERENCES ports); ALTER TABLE ports ALTER name SET DEFAULT 'none';`,
        'ALTER TABLE ports ALTER name DROP DEFAULT; DROP TABLE ships;',
      ),
      ...pair('3_one_way', 'ALTER TABLE ships ADD COLUMN berth int;'),
    });
    const rehearse = async (direction: 'up' | 'down', from: Source): Promise<RunReport> => {
      const target = embeddedTarget();
      assert.equal((await up(databases, { source: from, target })).outcome, 'done');
      const tools = { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf };
      return dryRun({ kind: 'shadow', source, target, direction }, tools);
    };

    it('are told of each pending migration, with what all of them change in the schema', async () => {
      const report = await rehearse('up', sourceOf(applied));
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(
        report.steps.map(({ migration, rollback }) => [migration.version, rollback?.kind]),
        [
          ['2', 'proven'],
          ['3', 'none'],
        ],
      );
      assert.ok(report.schema);
      const { before, after, changes } = schemaChangeJson(report.schema);
      assert.notEqual(before, after);
      assert.deepEqual(
        changes.map(({ change, kind, id, along }) => [change, kind, id, along]),
        [
          ['changed', 'column', 'public.ports.name', undefined],
          ['created', 'table', 'public.ships', { column: 3, constraint: 2, index: 1 }],
        ],
      );
    });

    it('are not asked for on the way down', async () => {
      const report = await rehearse('down', sourceOf(applied));
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(
        report.steps.map(({ rollback }) => rollback),
        [undefined],
      );
      assert.deepEqual(
        report.schema?.differences.map(({ change, id }) => [change, id]),
        [['missing', 'public.ports']],
      );
    });
  });

  it('run outside a transaction where their scripts do', async () => {
    const source = sourceOf({
      ...pair('1_ports', 'CREATE TABLE ports (id int);', 'DROP TABLE ports;'),
      ...pair(
        '2_index',
        '-- no-transaction\nCREATE INDEX CONCURRENTLY ports_id ON ports (id);',
        '-- no-transaction\nDROP INDEX CONCURRENTLY ports_id;',
      ),
    });
    const proofs = await prove(source);
    const [first, second] = source.migrations.map(({ id }) => proofs.get(id)?.kind);
    assert.deepEqual([first, second], ['proven', 'proven']);
  });
});
