import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import type { Target } from '../../src/database/target';
import type { Effect } from '../../src/effects/effect';
import { dryRun } from '../../src/run/dry-run';
import type { DryRunKind, RunReport, StepResult } from '../../src/run/events';
import type { Source } from '../../src/migrations/project';
import type { Convention } from '../../src/migrations/convention';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import { numbered } from '../../src/migrations/conventions/numbered';
import { embeddedTarget, testDatabases } from '../support/embedded';
import { rowsOf, serverTarget, sourceOf, toolsOf, up } from '../support/runs';
import { serverTimeout, sharedServer } from '../support/servers';

const applied = {
  '1_orders.sql':
    'CREATE TABLE orders (id serial PRIMARY KEY, total int);\nINSERT INTO orders (total) SELECT i FROM generate_series(1, 500) i;\n',
};
const pending = {
  '2_wider.sql': 'ALTER TABLE orders ALTER COLUMN total TYPE bigint;\nUPDATE orders SET total = total + 1;\n',
  '3_index.sql': 'CREATE INDEX orders_total ON orders (total);\n',
};

describe('dry runs', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  const rehearse = (
    kind: DryRunKind,
    source: Source,
    target: Target,
    more: { direction?: 'up' | 'down'; count?: number; confirmed?: string } = {},
  ): Promise<RunReport> =>
    dryRun(
      { kind, source, target, direction: 'up', ...more },
      { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf },
    );

  const targets: readonly [string, () => Promise<Target>][] = [
    ['PostgreSQL 14', async () => serverTarget(await (await sharedServer(14)).createDatabase())],
    ['PostgreSQL 18', async () => serverTarget(await (await sharedServer(18)).createDatabase())],
    ['the embedded server', () => Promise.resolve(embeddedTarget())],
  ];
  for (const [name, open] of targets) {
    describe(`on ${name}`, () => {
      let target: Target;
      before(async () => {
        target = await open();
        assert.equal((await up(databases, { source: sourceOf(applied), target })).outcome, 'done');
      });
      const state = (): Promise<unknown> =>
        rowsOf(
          databases,
          target,
          `SELECT (SELECT array_agg(version ORDER BY version) FROM _sqlx_migrations) AS versions, sum(total)::int AS total,
                  (SELECT last_value::int FROM orders_id_seq) AS last, count(*)::int AS rows, min(pg_typeof(total)::text) AS type FROM orders`,
        );
      const source = sourceOf({ ...applied, ...pending });

      for (const kind of ['list', 'sql', 'trace', 'shadow'] as const) {
        it(`${kind} leaves the target as it was`, async () => {
          const before = await state();
          const report = await rehearse(kind, source, target);
          assert.equal(report.outcome, 'done', report.message);
          assert.deepEqual(
            report.steps.map(({ migration }) => migration.version),
            ['2', '3'],
          );
          assert.deepEqual(await state(), before);
        });
      }

      it('trace measures locks, rewrites, rows and time', async () => {
        const report = await rehearse('trace', source, target);
        const [alter, update] = report.steps[0]?.statements ?? [];
        assert.deepEqual(of(alter?.measured?.effects, 'lock'), ['lock public.orders AccessExclusiveLock']);
        assert.deepEqual(of(alter?.measured?.effects, 'rewrite'), ['rewrite public.orders']);
        assert.equal(update?.measured?.rows, 500);
        const [index] = report.steps[1]?.statements ?? [];
        assert.deepEqual(of(index?.measured?.effects, 'lock'), ['lock public.orders ShareLock']);
      });

      it('trace goes on behind a statement that fails, and says where it failed', async () => {
        const text =
          'UPDATE orders SET total = 0 WHERE id = 1;\nALTER TABLE orders ADD COLUMN total int;\nDELETE FROM orders WHERE id <= 3;\n';
        const before = await state();
        const report = await rehearse('trace', sourceOf({ ...applied, '2_bad.sql': text, '3_next.sql': 'SELECT 1;' }), target);
        assert.equal(report.outcome, 'failed');
        const [bad, next] = report.steps;
        assert.deepEqual(
          bad?.statements.map(({ measured }) => measured?.rows ?? measured?.error?.sqlstate),
          [1, '42701', 3],
        );
        assert.equal(next?.outcome, 'not-run');
        assert.match(next.statements[0]?.skipped ?? '', /not measured/);
        assert.deepEqual(await state(), before);
      });

      it('trace keeps what setval writes from staying', async () => {
        const before = await state();
        const report = await rehearse(
          'trace',
          sourceOf({ ...applied, '2_set.sql': `SELECT setval('orders_id_seq', 9000);` }),
          target,
        );
        assert.equal(report.outcome, 'done', report.message);
        assert.deepEqual(await state(), before);
      });
    });
  }

  describe('on a server', () => {
    let target: Target;
    beforeEach(async () => {
      target = serverTarget(await (await sharedServer(16)).createDatabase());
    });

    /** As psql would: one statement after the other in one session. */
    const runScript = async (script: string): Promise<void> => {
      const connected = await databases.connect(target, { purpose: 'write' });
      assert.ok(connected.ok);
      for (const line of script.replace(/^\\.*$/gm, '').split(/;$/m)) {
        if (line.trim() !== '') await connected.connection.query({ text: line });
      }
      await connected.connection.close();
    };

    it('names a sequence that nextval has moved', async () => {
      await up(databases, { source: sourceOf(applied), target });
      const report = await rehearse(
        'trace',
        sourceOf({ ...applied, '2_more.sql': 'INSERT INTO orders (total) VALUES (1);' }),
        target,
      );
      assert.match(notes(report.steps[0]), /Sequences know no rollback and have moved: public\.orders_id_seq from 500 to 501\./);
      assert.match(notes(report.steps[0]), /the schema is the same as before/);
    });

    it('refuses what no rollback reaches, and shared databases unless named', async () => {
      const outside = await rehearse('trace', sourceOf({ '1_out.sql': `COPY (SELECT 1) TO PROGRAM 'cat';` }), target);
      assert.equal(outside.outcome, 'refused');
      assert.match(outside.message ?? '', /COPY … TO PROGRAM works outside the database/);
      const shared = serverTarget((target as { url: string }).url, 'shared');
      assert.equal((await rehearse('trace', sourceOf(applied), shared)).outcome, 'refused');
      assert.equal((await rehearse('trace', sourceOf(applied), shared, { confirmed: 'test' })).outcome, 'done');
      assert.equal((await rehearse('shadow', sourceOf(applied), shared)).outcome, 'done');
    });

    it('does not measure there what runs without a transaction', async () => {
      const source = sourceOf({
        '1_t.sql': 'CREATE TABLE t (a int);',
        '2_i.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY t_a ON t (a);',
      });
      await up(databases, { source, target, count: 1 });
      const report = await rehearse('trace', source, target);
      assert.match(report.steps[0]?.statements[0]?.skipped ?? '', /not measured here: it runs outside a transaction/);
    });

    it('writes arrays as PostgreSQL reads them', async () => {
      const values = ["it's", 'a "b" \\ {c}', '', null, 'NULL', 'x\ny'];
      const record = () => [{ text: 'INSERT INTO kept (statements, none) VALUES ($1, $2)', values: [values, []] }];
      const setup = [{ text: 'CREATE TABLE kept (statements text[], none text[])' }];
      const keeping: Convention = { ...sqlx, history: { ...sqlx.history, setup, record } };
      const { script = '' } = await rehearse('sql', sourceOf({ '1_a.sql': 'SELECT 1;' }, keeping), target);
      await runScript(script);
      assert.deepEqual(await rowsOf(databases, target, 'SELECT * FROM kept'), [{ statements: values, none: [] }]);
    });

    it('writes a script that psql could run, whose rows are the run’s own', async () => {
      const source = sourceOf({
        "1_o'neil.sql": 'CREATE TABLE t (a int);',
        '2_i.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY t_a ON t (a);',
      });
      const { script = '' } = await rehearse('sql', source, target);
      await runScript(script);
      assert.equal((await up(databases, { source, target })).outcome, 'nothing-to-do');
    });
  });

  describe('on a shadow', () => {
    it('provides roles that the chain expects, and says so', async () => {
      const source = sourceOf({ '1_t.sql': 'CREATE TABLE t (a int);\nGRANT SELECT ON t TO "web user";' });
      const report = await rehearse('shadow', source, embeddedTarget());
      assert.equal(report.outcome, 'done', report.message);
      assert.match(notes(report.steps[0]), /Roles that the chain expects were made there: web user\./);
    });

    it('calls a missing extension unknown, not failed', async () => {
      const source = sourceOf({
        '1_ok.sql': 'CREATE EXTENSION citext;',
        '2_gis.sql': 'CREATE EXTENSION postgis;',
        '3_after.sql': 'SELECT 1;',
      });
      const report = await rehearse('shadow', source, embeddedTarget());
      assert.equal(report.outcome, 'unknown');
      assert.equal(report.message, 'the embedded server does not have the extension postgis.');
      assert.deepEqual(
        report.steps.map(({ outcome }) => outcome),
        ['done', 'not-run', 'not-run'],
      );
      assert.match(
        report.steps[1]?.statements[0]?.skipped ?? '',
        /unknown here: the embedded server does not have the extension postgis/,
      );
    });

    it('keeps no history where the runner alone could make its table', async () => {
      const target = embeddedTarget();
      const once = { ...applied, '2_t.sql': 'CREATE TABLE t (a int);' };
      await up(databases, { source: sourceOf(applied), target });
      const alone: Convention = { ...sqlx, history: { ...sqlx.history, cannotSetUp: 'Run it once by itself.' } };
      const report = await rehearse('shadow', sourceOf(once, alone), target);
      assert.deepEqual([report.outcome, report.steps[0]?.statements[0]?.measured?.error], ['done', undefined], report.message);
      const refused = await rehearse('list', sourceOf(once, alone), embeddedTarget());
      assert.equal(refused.outcome, 'refused');
    });

    for (const [kind, target] of [
      ['shadow', async () => serverTarget(await (await sharedServer(16)).createDatabase())],
      ['trace', () => Promise.resolve(embeddedTarget())],
    ] as const) {
      it(`ends what never ends by itself, and says at which statement, with ${kind}`, async () => {
        const files = {
          '1_t.sql': 'CREATE TABLE t (a int);',
          '2_loop.sql': 'SELECT 1;\nDO $$ BEGIN LOOP END LOOP; END $$;',
          '3_u.sql': 'SELECT 1;',
        };
        const input = { kind, source: sourceOf(files), target: await target(), direction: 'up', limitMs: 4000 } as const;
        const report = await dryRun(input, { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf });
        assert.equal(report.outcome, 'unknown');
        assert.match(report.message ?? '', /^It took longer than 4 s on the embedded server/);
        assert.deepEqual(
          report.steps.map(({ outcome }) => outcome),
          ['done', 'cancelled', 'not-run'],
        );
        assert.equal(report.steps[1]?.error?.statement?.start, 10);
      });
    }

    it('knows enum values, and other things that must be committed before the next file', async () => {
      const source = sourceOf({
        '1_e.sql': `CREATE TYPE mood AS ENUM ('ok');`,
        '2_v.sql': `ALTER TYPE mood ADD VALUE 'bad';`,
        '3_u.sql': `CREATE TABLE t (m mood DEFAULT 'bad');`,
      });
      for (const kind of ['trace', 'shadow'] as const) {
        const report = await rehearse(kind, source, embeddedTarget());
        assert.deepEqual(
          report.steps.map(({ outcome }) => outcome),
          ['done', 'done', 'done'],
          `${kind}: ${report.message ?? ''}`,
        );
      }
    });

    it('rehearses the way down', async () => {
      const target = embeddedTarget();
      const files = { 'versions/001_t.sql': 'CREATE TABLE t (a int);', 'down/001_t_down.sql': 'DROP TABLE t;' };
      const source = sourceOf(files, numbered);
      await up(databases, { source, target });
      for (const kind of ['trace', 'shadow'] as const) {
        const report = await rehearse(kind, source, target, { direction: 'down' });
        assert.equal(report.outcome, 'done', report.message);
        assert.deepEqual(of(report.steps[0]?.statements[0]?.measured?.effects, 'lock'), ['lock public.t AccessExclusiveLock']);
      }
      assert.equal((await up(databases, { source, target })).outcome, 'nothing-to-do');
    });
  });
});

function of(effects: readonly Effect[] | undefined, kind: Effect['kind']): readonly string[] {
  return (effects ?? []).flatMap((effect) => {
    if (effect.kind !== kind || !('on' in effect)) return [];
    return [[kind, effect.on, ...('mode' in effect ? [effect.mode] : [])].join(' ')];
  });
}

function notes(step: StepResult | undefined): string {
  return step?.notes.join('\n') ?? '';
}
