import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { Databases } from '../../src/database/databases';
import { conventions } from '../../src/migrations/conventions/all';
import type { Source } from '../../src/migrations/project';
import type { SqlReader } from '../../src/sql/reader';
import { type Inventory, inventoryOfServer, normalized } from '../support/catalog';
import { newReader } from '../support/chains';
import { testDatabases } from '../support/embedded';
import { down, serverTarget, up } from '../support/runs';
import { type Major, serverTimeout, sharedServer } from '../support/servers';
import { templateCases, templateChain, type TemplateCase } from '../support/template-cases';

/** Conventions of every shape, and the versions that each is tried on. */
const tried: readonly (readonly [string, readonly Major[]])[] = [
  ['sqlx', [14, 18]],
  ['golang-migrate', [18]],
  ['goose', [18]],
  ['dbmate', [18]],
  ['flyway', [18]],
  ['numbered', [18]],
  ['typed-timestamps', [18]],
  ['prisma', [18]],
  ['drizzle', [18]],
  ['supabase', [18]],
  ['node-pg-migrate', [18]],
  ['diesel', [18]],
];

describe('what templates make, on a server', function () {
  this.timeout(serverTimeout);
  let databases: Databases;
  let reader: SqlReader;
  before(async () => {
    [databases, reader] = await Promise.all([testDatabases(), newReader()]);
  });
  after(() => databases.close());

  for (const [id, majors] of tried) {
    for (const major of majors) {
      it(`runs, and runs back, under ${id} on PostgreSQL ${major}`, async () => {
        for (const each of templateCases) await thereAndBack(id, major, each);
      });
    }
  }

  it('is a plan whose later phases run as they stand, once they are no comments any more', async () => {
    const plan = templateCases.find(({ template }) => template === 'expand-contract');
    const sqlx = conventions.find(({ id }) => id === 'sqlx');
    assert.ok(plan && sqlx);
    const { source, made } = templateChain(sqlx, reader, plan);
    const url = await (await sharedServer(18)).createDatabase();
    assert.equal(
      (await up(databases, { source: { ...source, migrations: source.migrations.slice(0, 1) }, target: serverTarget(url) }))
        .outcome,
      'done',
    );
    await query(url, "INSERT INTO orders (customer_id, note) SELECT g % 7, 'n' || g FROM generate_series(1, 12000) AS g");
    assert.equal((await up(databases, { source, target: serverTarget(url) })).outcome, 'done');
    const text = made[0]?.up?.text ?? '';
    const sections = text.split(/^-- (?=PHASE|VALIDATION|ROLLBACK)/m).slice(2);
    const [migrate = '', validation = '', contract = ''] = sections.map((section) =>
      section.slice(section.indexOf('\n') + 1).replace(/^-- ?/gm, ''),
    );
    const isTrue = async (): Promise<unknown> => Object.values((await query(url, validation))[0] ?? {})[0];
    assert.equal(await isTrue(), false);
    await query(url, migrate);
    assert.equal(await isTrue(), true);
    await query(url, `BEGIN; ${contract} COMMIT;`);
    assert.deepEqual(await query(url, "SELECT count(*)::int AS count FROM orders WHERE remark = 'n' || id"), [{ count: 12000 }]);
  });

  /** Up, down one by one where there is a way back, and up again. */
  async function thereAndBack(id: string, major: Major, it_: TemplateCase): Promise<void> {
    const convention = conventions.find((known) => known.id === id);
    assert.ok(convention);
    const { source, made } = templateChain(convention, reader, it_);
    const url = await (await sharedServer(major)).createDatabase();
    const target = serverTarget(url);
    const name = `${it_.template} «${it_.description}»`;
    const isMade = new Set(made);
    const before: Source = { ...source, migrations: source.migrations.filter((migration) => !isMade.has(migration)) };
    if (before.migrations.length > 0) {
      assert.equal((await up(databases, { source: before, target })).outcome, 'done');
      await query(url, "INSERT INTO orders (customer_id, note) SELECT g % 7, 'n' || g FROM generate_series(1, 12000) AS g");
    } else {
      // The history is there before anything is compared.
      assert.equal((await up(databases, { source, target })).outcome, 'done');
      if (made.some((migration) => migration.down === undefined)) return;
      assert.equal((await down(databases, { source, target, count: made.length })).outcome, 'done');
    }
    const states = [await schemaOf(url)];
    for (const migration of made) {
      const report = await up(databases, { source, target, count: 1 });
      assert.equal(report.outcome, 'done', `${name}: ${report.message ?? JSON.stringify(report.steps)}`);
      assert.equal(report.steps.length, 1, migration.name);
      states.push(await schemaOf(url));
    }
    assert.notEqual((await up(databases, { source, target })).steps.length, 1, 'nothing is left');
    for (const migration of made.toReversed()) {
      if (migration.down === undefined) return;
      states.pop();
      const report = await down(databases, { source, target, count: 1 });
      assert.equal(report.outcome, 'done', `${name}: ${report.message ?? JSON.stringify(report.steps)}`);
      assert.deepEqual(await schemaOf(url), states.at(-1), `${name}: the way back from ${migration.name}`);
    }
    if (it_.isOnNothing) return;
    const [rows] = await query(url, "SELECT count(*)::int AS count FROM orders WHERE note = 'n' || id");
    assert.equal(rows?.['count'], 12000, `${name}: no value is lost`);
  }
});

async function query(url: string, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Readonly<Record<string, unknown>>>(text)).rows;
  } finally {
    await client.end();
  }
}

async function schemaOf(url: string): Promise<Inventory> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const all = Object.entries(normalized(await inventoryOfServer(client, { withRoles: false })));
    // A column that comes back comes back as the last one.
    const sorted = (list: string): string => list.split(',').sort().join(',');
    return Object.fromEntries(all.map(([name, what]) => [name, name.startsWith('columns ') ? sorted(what) : what]));
  } finally {
    await client.end();
  }
}
