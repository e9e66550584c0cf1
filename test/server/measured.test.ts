import assert from 'node:assert/strict';
import type { Databases } from '../../src/database/databases';
import { universeOf } from '../../src/database/observe';
import { trace } from '../../src/database/trace';
import type { Target } from '../../src/database/target';
import type { Held } from '../../src/effects/normal';
import type { LockMode } from '../../src/effects/effect';
import { isEffect, weakestCovering } from '../../src/effects/locks';
import { dryRun } from '../../src/run/dry-run';
import type { DryRunKind, RunReport, StatementResult } from '../../src/run/events';
import { connectTo } from '../support/effects/harness';
import { embeddedTarget, testDatabases } from '../support/embedded';
import { serverTarget, sourceOf, toolsOf, up } from '../support/runs';
import { allMajors, serverTimeout, sharedServer } from '../support/servers';

const applied = {
  '1_start.sql': `
    CREATE TABLE customers (id int PRIMARY KEY, name text);
    CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers ON DELETE CASCADE, total int);
    CREATE TABLE audit (id serial PRIMARY KEY, what text);
    INSERT INTO customers SELECT i, 'c' || i FROM generate_series(1, 50) i;
    INSERT INTO orders SELECT i, 1 + i % 50, i FROM generate_series(1, 500) i;
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN INSERT INTO audit (what) VALUES (TG_OP); RETURN NULL; END $$;
    CREATE TRIGGER noted AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note();`,
};
const pending = {
  '2_orders.sql': `
    ALTER TABLE customers ADD COLUMN born date;
    ALTER TABLE orders ALTER COLUMN total TYPE bigint;
    UPDATE customers SET name = upper(name);`,
  '3_more.sql': `
    CREATE INDEX orders_customer ON orders (customer);
    ALTER TABLE customers ALTER COLUMN name SET NOT NULL;
    CREATE TABLE notes (id int PRIMARY KEY, customer int REFERENCES customers);
    ALTER TABLE notes ADD CHECK (id > 0);
    ALTER TABLE orders ADD CONSTRAINT again FOREIGN KEY (customer) REFERENCES customers;`,
  '4_notes.sql': `
    ALTER TABLE notes ALTER COLUMN id TYPE bigint;
    CREATE INDEX ON notes (customer);
    TRUNCATE notes;`,
  '5_cluster.sql': 'CLUSTER orders USING orders_customer;',
  '6_alone.sql': '-- no-transaction\nCREATE INDEX CONCURRENTLY orders_total ON orders (total);',
};

describe('what is measured', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  before(async () => {
    databases = await testDatabases();
  });
  after(() => databases.close());

  const rehearse = (kind: DryRunKind, files: Readonly<Record<string, string>>, target: Target): Promise<RunReport> =>
    dryRun(
      { kind, source: sourceOf({ ...applied, ...files }), target, direction: 'up' },
      { ...toolsOf(databases), fresh: databases.fresh, copyOf: databases.copyOf },
    );

  const targets: readonly (readonly [string, () => Promise<Target>])[] = [
    ...allMajors.map(
      (major) => [`PostgreSQL ${major}`, async () => serverTarget(await (await sharedServer(major)).createDatabase())] as const,
    ),
    ['the embedded server', () => Promise.resolve(embeddedTarget())],
  ];

  for (const [name, open] of targets) {
    describe(`on ${name}`, () => {
      let target: Target;
      before(async () => {
        target = await open();
        assert.equal((await up(databases, { source: sourceOf(applied), target })).outcome, 'done');
      });

      it('agrees with what was foreseen of each statement', async () => {
        // On a server only the first is measured there, and the others on a shadow.
        const report = await rehearse('trace', pending, target);
        assert.equal(report.outcome, 'done', report.message);
        for (const statement of statementsOf(report)) assertAgrees(statement);
      });

      it('tells which rows a trigger and a cascade wrote', async () => {
        const report = await rehearse(
          'trace',
          {
            '2_rows.sql':
              'UPDATE orders SET total = 0 WHERE id <= 100;\nDELETE FROM customers WHERE id = 1;\nDELETE FROM orders;',
          },
          target,
        );
        assert.equal(report.outcome, 'done', report.message);
        assert.deepEqual(
          statementsOf(report).map(({ measured }) => measured?.hiddenWrites),
          [
            [{ on: 'public.audit', inserted: 100, updated: 0, deleted: 0 }],
            [{ on: 'public.orders', inserted: 0, updated: 0, deleted: 10 }],
            undefined,
          ],
        );
      });

      it('tells how long locks are held: to the end of the transaction', async () => {
        const report = await rehearse(
          'trace',
          { '2_slow.sql': 'ALTER TABLE orders ADD COLUMN a int;\nSELECT pg_sleep(0.05);\nALTER TABLE audit ADD COLUMN a int;' },
          target,
        );
        const [first, sleep, last] = statementsOf(report).map(({ measured }) => measured);
        assert.ok(first && sleep && last);
        assert.equal(first.locksHeldMs, first.ms + sleep.ms + last.ms);
        assert.equal(sleep.locksHeldMs, undefined);
        assert.equal(last.locksHeldMs, last.ms);
        const back = await rehearse(
          'trace',
          { '2_back.sql': 'SAVEPOINT a;\nALTER TABLE orders ADD COLUMN a int;\nROLLBACK TO a;\nSELECT 1;' },
          target,
        );
        assert.equal(back.outcome, 'done', back.message);
        assert.deepEqual(
          statementsOf(back).map(({ measured }) => measured?.locksHeldMs),
          [undefined, undefined, undefined, undefined],
        );
      });
    });
  }

  it('tells what each statement changes in the schema, with a savepoint as without', async () => {
    const text = `CREATE TABLE fresh (id int PRIMARY KEY);
INSERT INTO customers VALUES (100, 'x');
ALTER TABLE customers ADD COLUMN born date;
CREATE TEMPORARY TABLE passing (a int);
ALTER TABLE customers ADD COLUMN born date;
COMMENT ON TABLE orders IS 'words';`;
    const target = embeddedTarget();
    assert.equal((await up(databases, { source: sourceOf(applied), target })).outcome, 'done');
    const report = await rehearse('trace', { '2_change.sql': text }, target);
    assert.equal(report.outcome, 'failed');
    assert.deepEqual(
      statementsOf(report).map(({ measured }) =>
        measured?.schemaChanges?.map(({ change, kind, id }) => `${change} ${kind} ${id}`),
      ),
      [
        ['extra table public.fresh'],
        undefined,
        ['extra column public.customers.born'],
        undefined,
        undefined,
        ['changed table public.orders'],
      ],
    );
  });

  it('is told apart from a prediction that the database belies', async () => {
    const target = serverTarget(await (await sharedServer(17)).createDatabase());
    assert.equal((await up(databases, { source: sourceOf(applied), target })).outcome, 'done');
    const other = await connectTo(target.url);
    // Nobody told the chain of this partner.
    await other.script('CREATE TABLE unknown_to_us (o int REFERENCES orders)');
    await other.close();
    const report = await rehearse('trace', { '2_drop.sql': 'ALTER TABLE orders DROP CONSTRAINT orders_pkey CASCADE;' }, target);
    const [{ comparison } = {}] = statementsOf(report);
    assert.deepEqual(comparison?.missed, ['lock public.unknown_to_us AccessExclusiveLock']);
    assert.deepEqual(comparison.false, []);
  });

  for (const major of allMajors) {
    it(`is what another session sees of the locks on PostgreSQL ${major}`, async () => {
      const url = await (await sharedServer(major)).createDatabase();
      const [ours, other] = [await connectTo(url), await connectTo(url)];
      try {
        await ours.script(applied['1_start.sql']);
        const { rows } = await ours.query({ text: 'SELECT pg_backend_pid() AS pid' });
        const pid = Number(rows[0]?.['pid']);
        for (const text of [
          'ALTER TABLE orders ALTER COLUMN total TYPE bigint',
          'CREATE INDEX ON orders (customer)',
          'ALTER TABLE orders ADD FOREIGN KEY (id) REFERENCES customers NOT VALID',
          'COMMENT ON TABLE orders IS NULL',
          'DROP TABLE orders',
          'TRUNCATE customers CASCADE',
        ]) {
          const universe = await universeOf(ours);
          await ours.script('BEGIN');
          const { held } = await trace(ours, { text, universe });
          assert.ok(held.after !== undefined && held.after.size > 0, text);
          const { rows: seen } = await other.query({
            text: `SELECT l.relation::regclass::text AS name, array_agg(l.mode) AS modes, c.relkind::text AS kind
                     FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                    WHERE l.pid = $1 AND l.granted AND c.relnamespace = 'public'::regnamespace GROUP BY 1, 3`,
            values: [pid],
          });
          assert.deepEqual(tables(held.after), tables(seenLocks(seen)), text);
          await ours.script('ROLLBACK');
        }
      } finally {
        await ours.close();
        await other.close();
      }
    });
  }
});

function statementsOf({ steps }: RunReport): readonly StatementResult[] {
  return steps.flatMap(({ statements }) => statements);
}

function assertAgrees({ text, predicted, comparison }: StatementResult): void {
  assert.ok(predicted !== undefined && comparison !== undefined, text);
  assert.deepEqual({ missed: comparison.missed, false: comparison.false }, { missed: [], false: [] }, text);
}

/** Indexes and sequences have locks of their own or not by the version; tables are what others wait for. */
function tables(held: Held): readonly string[] {
  return [...held]
    .filter(([on]) => /^public\.(orders|customers|audit)$/.test(on))
    .map(([on, mode]) => `${on} ${mode}`)
    .sort();
}

function seenLocks(rows: readonly Readonly<Record<string, unknown>>[]): Held {
  return new Map(
    rows.flatMap(({ name, modes }): [string, LockMode][] => {
      const counted = String(modes)
        .replace(/[{}]/g, '')
        .split(',')
        .map((mode) => mode as LockMode)
        .filter(isEffect);
      const mode = weakestCovering(counted);
      return counted.length === 0 || mode === undefined ? [] : [[`public.${String(name)}`, mode]];
    }),
  );
}
