import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Databases } from '../../src/database/databases';
import type { Target } from '../../src/database/target';
import { embeddedTarget, testDatabases } from '../support/embedded';
import { down, rowsOf, serverTarget, sourceOf, up } from '../support/runs';
import { allMajors, serverTimeout, sharedServer } from '../support/servers';

const orders = {
  '20250101120000_create_orders.up.sql': `CREATE TABLE orders (id bigint PRIMARY KEY, note text);
INSERT INTO orders SELECT i, 'n' || i FROM generate_series(1, 3) AS i;
`,
  '20250101120000_create_orders.down.sql': 'DROP TABLE orders;\n',
  '20250102120000_add_status.up.sql': `ALTER TABLE orders ADD COLUMN status text NOT NULL DEFAULT 'new';\n`,
  '20250102120000_add_status.down.sql': 'ALTER TABLE orders DROP COLUMN status;\n',
};

const targets: readonly { readonly name: string; readonly open: () => Promise<Target> }[] = [
  ...allMajors.map((major) => ({
    name: `PostgreSQL ${major}`,
    open: async (): Promise<Target> => serverTarget(await (await sharedServer(major)).createDatabase()),
  })),
  { name: 'the embedded server', open: () => Promise.resolve(embeddedTarget()) },
];

for (const { name, open } of targets) {
  describe(`apply and roll back on ${name}`, function () {
    this.timeout(serverTimeout);
    let databases: Databases;
    let target: Target;
    before(async () => {
      databases = await testDatabases();
      target = await open();
    });
    after(() => databases.close());

    const tables = async (): Promise<readonly string[]> =>
      (
        await rowsOf(
          databases,
          target,
          `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
        )
      ).map((row) => String(row['relname']));

    it('applies what is pending, and writes the rows that the runner itself would write', async () => {
      const source = sourceOf(orders);
      const report = await up(databases, { source, target });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(
        report.steps.map(({ outcome, statements }) => [outcome, statements.map(({ measured }) => measured?.rows)]),
        [
          ['done', [undefined, 3]],
          ['done', [undefined]],
        ],
      );
      const rows = await rowsOf(databases, target, 'SELECT * FROM _sqlx_migrations ORDER BY version');
      assert.deepEqual(
        rows.map((row) => [row['version'], row['description'], row['success'], (row['checksum'] as Buffer).toString('hex')]),
        [
          ['20250101120000', 'create orders', true, sha384(orders['20250101120000_create_orders.up.sql'])],
          ['20250102120000', 'add status', true, sha384(orders['20250102120000_add_status.up.sql'])],
        ],
      );
      assert.equal((await up(databases, { source, target })).outcome, 'nothing-to-do');
    });

    it('refuses to go on when an applied file has changed, and names how', async () => {
      const [first] = Object.keys(orders);
      const edited = sourceOf({
        ...orders,
        [first ?? '']: 'CREATE TABLE orders (id int);\n',
        '20250103120000_more.sql': 'SELECT 1;',
      });
      const report = await up(databases, { source: edited, target });
      assert.equal(report.outcome, 'disagreement');
      assert.match(report.message ?? '', /20250101120000 create orders was changed/);

      const crlf = sourceOf(
        Object.fromEntries(Object.entries(orders).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')])),
      );
      assert.match((await up(databases, { source: crlf, target })).message ?? '', /Only the line ends differ/);
    });

    it('rolls back the last one, then the rest', async () => {
      const source = sourceOf(orders);
      assert.equal((await down(databases, { source, target })).outcome, 'done');
      assert.deepEqual(await tables(), ['_sqlx_migrations', 'orders']);
      const report = await down(databases, { source, target, count: 5 });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(await tables(), ['_sqlx_migrations']);
      assert.deepEqual(await rowsOf(databases, target, 'SELECT * FROM _sqlx_migrations'), []);
      assert.equal((await down(databases, { source, target })).outcome, 'nothing-to-do');
    });

    it('keeps nothing of a migration that fails, and points at the token', async () => {
      const text = '-- é 🙂\nCREATE TABLE half (a int);\nINSERT INTO half VALUES (1), (nope);\n';
      const source = sourceOf({ '1_half.sql': text, '2_after.sql': 'CREATE TABLE after_it (a int);' });
      const report = await up(databases, { source, target });
      assert.equal(report.outcome, 'failed');
      const [failed, after] = report.steps;
      assert.equal(failed?.error?.sqlstate, '42703');
      assert.equal(text.slice(failed.error.at?.start, failed.error.at?.end), 'nope');
      assert.equal(after?.outcome, 'not-run');
      assert.deepEqual(await tables(), ['_sqlx_migrations']);
      assert.deepEqual(await rowsOf(databases, target, 'SELECT * FROM _sqlx_migrations'), []);
    });

    it('carries out COPY data, and files that set what they like', async () => {
      const source = sourceOf({
        '1_copy.sql':
          'CREATE TABLE copied (a int, b text);\nCOPY copied (a, b) FROM stdin;\n1\tone\n2\t\\N\n\\.\nSET search_path = pg_catalog;\nSET ROLE pg_monitor;\n',
        '2_next.sql': `CREATE TABLE unqualified AS SELECT current_setting('search_path') AS path, current_user AS who;`,
      });
      const report = await up(databases, { source, target });
      assert.equal(report.outcome, 'done', report.message);
      assert.deepEqual(await rowsOf(databases, target, 'SELECT * FROM copied ORDER BY a'), [
        { a: 1, b: 'one' },
        { a: 2, b: null },
      ]);
      const [next] = await rowsOf(databases, target, 'SELECT * FROM public.unqualified');
      assert.equal(next?.['who'], 'postgres');
      assert.doesNotMatch(String(next['path']), /pg_catalog/);
    });
  });
}

function sha384(text: string): string {
  return createHash('sha384').update(text).digest('hex');
}
