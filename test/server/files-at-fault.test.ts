/** Files and histories that are not as they should be: what every command that changes a database must make of them. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Databases } from '../../src/database/databases';
import { buildCommandLine, Workspace } from '../support/command-line';
import { rowsOf, serverTarget } from '../support/runs';
import { serverTimeout, sharedServer } from '../support/servers';

const first = '20250101000001_a.sql';
const second = '20250101000002_b.sql';
const third = '20250101000003_c.sql';

describe('files at fault', function () {
  this.timeout(serverTimeout);
  const workspace = new Workspace();
  const databases = new Databases({ childScript: '', holder: 'test' });
  let root: string;
  let url: string;
  before(buildCommandLine);
  beforeEach(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'lockkeeper-fault-')));
    url = await (await sharedServer(17)).createDatabase();
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  after(async () => {
    workspace.remove();
    await databases.close();
  });

  const write = (files: Readonly<Record<string, string | Buffer>>): void => {
    for (const [name, content] of Object.entries(files)) {
      const path = join(root, 'migrations', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  };
  const run = (command: string, ...words: readonly string[]) =>
    workspace.run([command, ...words, '--cwd', root, '--target', url]);
  const tables = async (): Promise<readonly unknown[]> =>
    (
      await rowsOf(
        databases,
        serverTarget(url),
        `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname !~ '^_' ORDER BY 1`,
      )
    ).map(({ relname }) => relname);
  const versions = async (): Promise<readonly unknown[]> =>
    (await rowsOf(databases, serverTarget(url), 'SELECT version::text FROM _sqlx_migrations ORDER BY 1')).map(
      ({ version }) => version,
    );
  /** Two that are applied and one that is not. */
  const begun = async (): Promise<void> => {
    write({ [first]: '-- The first.\nCREATE TABLE a (i int);\n', [second]: 'CREATE TABLE b (i int);\n' });
    const applied = await run('up');
    assert.equal(applied.code, 0, applied.out + applied.err);
    write({ [third]: 'CREATE TABLE c (i int);\n' });
  };

  for (const [how, text, words] of [
    ['meaning', '-- The first.\nCREATE TABLE a (i bigint);\n', /was changed after it had been applied/],
    ['comments', '-- Another word.\nCREATE TABLE a (i int);\n', /was changed after it had been applied/],
    ['line ends', '-- The first.\r\nCREATE TABLE a (i int);\r\n', /Only the line ends differ/],
  ] as const) {
    it(`whose ${how} were changed after they ran, where the runner itself compares them: exit 5`, async () => {
      await begun();
      write({ [first]: text });
      const answer = await run('up');
      assert.equal(answer.code, 5, answer.out + answer.err);
      assert.match(answer.out + answer.err, words);
      assert.deepEqual(await tables(), ['a', 'b']);
    });
  }

  it('of which one that ran is gone: exit 5, and it is named', async () => {
    await begun();
    rmSync(join(root, 'migrations', first));
    const answer = await run('up');
    assert.equal(answer.code, 5);
    assert.match(answer.out + answer.err, /20250101000001 a.*no file here/);
    assert.deepEqual(await tables(), ['a', 'b']);
  });

  it('of which one that ran has another version now: exit 5, and it does not run a second time', async () => {
    await begun();
    renameSync(join(root, 'migrations', second), join(root, 'migrations', '20250101000009_b.sql'));
    for (const command of ['up', 'down']) {
      const answer = await run(command);
      assert.equal(answer.code, 5, answer.out + answer.err);
    }
    assert.deepEqual(
      [await tables(), await versions()],
      [
        ['a', 'b'],
        ['20250101000001', '20250101000002'],
      ],
    );
  });

  it('that lag behind a database which is ahead of them: exit 5', async () => {
    await begun();
    assert.equal((await run('up')).code, 0);
    rmSync(join(root, 'migrations', third));
    for (const command of ['up', 'status']) {
      const answer = await run(command, ...(command === 'status' ? ['--exit-code'] : []));
      assert.equal(answer.code, 5, answer.out + answer.err);
      assert.match(answer.out + answer.err, /20250101000003/);
    }
  });

  it('of which two have one version: both are named, and neither is taken for what ran', async () => {
    await begun();
    write({ '20250101000002_other.sql': 'CREATE TABLE other (i int);\n' });
    const answer = await run('up');
    assert.notEqual(answer.code, 0);
    assert.match(answer.out + answer.err, /20250101000002_b\.sql/);
    assert.match(answer.out + answer.err, /20250101000002 other/);
    assert.deepEqual(await tables(), ['a', 'b']);
  });

  for (const [what, one, two] of [
    ['case', '20250101000004_Table.sql', '20250101000004_table.sql'],
    ['the form of its accents', '20250101000004_\u00e9.sql', '20250101000004_e\u0301.sql'],
  ] as const) {
    it(`whose names differ in ${what} alone are refused`, async () => {
      write({ [one]: 'CREATE TABLE one (i int);\n', [two]: 'CREATE TABLE two (i int);\n' });
      const answer = await run('up');
      assert.notEqual(answer.code, 0);
      assert.deepEqual(await tables(), []);
    });
  }

  for (const [what, content, words] of [
    ['a byte that is no UTF-8', Buffer.from([0x2d, 0x2d, 0x20, 0xe9, 0x0a]), /0xE9 at offset 3, line 1/],
    ['UTF-16', Buffer.from('\ufeffCREATE TABLE d (i int);', 'utf16le'), /UTF-16/],
    ['a NUL', Buffer.from('CREATE TABLE d (i int);\n\0'), /NUL byte at offset 24, line 2/],
    ['a quote that never ends', "SELECT 1;\nSELECT 'a;\n", /:2:8/],
    ['a dollar quote that never ends', 'SELECT 1;\nDO $x$ BEGIN END;\n', /:2:4/],
    ['a comment that never ends', 'SELECT 1;\n/* and on', /:2:1/],
    ['\\gexec', 'SELECT 1\n\\gexec\n', /\\gexec.*psql/],
    ['PREPARE TRANSACTION', "CREATE TABLE d (i int);\nPREPARE TRANSACTION 'x';\n", /PREPARE/],
  ] as const) {
    it(`with ${what}: nothing runs, not even what stands before, and the place is named`, async () => {
      write({ [first]: 'CREATE TABLE a (i int);\n', [second]: content });
      const answer = await run('up');
      assert.notEqual(answer.code, 0);
      assert.match(answer.out + answer.err, words);
      assert.deepEqual(await tables(), []);
    });
  }

  it('with a byte order mark and foreign line ends are sent as they are, the mark aside', async () => {
    write({
      [first]: `\ufeffCREATE TABLE a (i text DEFAULT 'x\r\ny');\r\n`,
      [second]: `CREATE TABLE b (i text DEFAULT 'x\ry');\r`,
    });
    const answer = await run('up');
    assert.equal(answer.code, 0, answer.out + answer.err);
    const lengths = await rowsOf(
      databases,
      serverTarget(url),
      `WITH one AS (INSERT INTO a DEFAULT VALUES RETURNING i), two AS (INSERT INTO b DEFAULT VALUES RETURNING i) SELECT length(one.i) AS one, length(two.i) AS two FROM one, two`,
    );
    assert.deepEqual(lengths, [{ one: 4, two: 3 }]);
  });

  for (const [what, sql, sqlstate] of [
    ['a space that is none', 'CREATE\u00a0TABLE a (i int);', '42601'],
    ['a character without a width', 'CREATE \u200bTABLE a (i int);', '42601'],
    ['quotes of a word processor', 'SELECT \u2018a\u2019;', '42703'],
  ] as const) {
    it(`with ${what}: the linter says so, and the server refuses it`, async () => {
      write({ [first]: sql });
      const linted = await workspace.run(['lint', '--cwd', root]);
      assert.match(linted.out, /U\+00A0|U\+200B|typographic-quote/);
      const answer = await run('up');
      assert.equal(answer.code, 1);
      assert.ok((answer.out + answer.err).includes(sqlstate));
    });
  }

  it('without a statement are applied, and the report says that there is none', async () => {
    write({ [first]: '', [second]: '-- Nothing to do.\n' });
    const answer = await run('up');
    assert.equal(answer.code, 0, answer.out + answer.err);
    assert.match(answer.out, /no statement/);
    assert.deepEqual(await versions(), ['20250101000001', '20250101000002']);
  });

  for (const [how, harm] of [
    ['changed', (path: string) => writeFileSync(path, 'CREATE TABLE other (i int);\n')],
    ['taken away', (path: string) => rmSync(path)],
  ] as const) {
    it(`${how} between plan and run: what was before stays, they do not run, and the next run sees what is there`, async () => {
      write({ [first]: 'CREATE TABLE a (i int);\nSELECT pg_sleep(2);\n', [second]: 'CREATE TABLE b (i int);\n' });
      const started = workspace.start(['up', '--cwd', root, '--target', url]);
      await until(async () => {
        const [row] = await rowsOf(
          databases,
          serverTarget(url),
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE query ~ 'pg_sleep\\(2\\)' AND pid <> pg_backend_pid() AND state = 'active'`,
        );
        return row?.['n'] === 1;
      });
      harm(join(root, 'migrations', second));
      const answer = await started.ended;
      assert.equal(answer.code, 6, answer.out + answer.err);
      assert.match(answer.out + answer.err, /20250101000002_b\.sql was changed or taken away/);
      assert.deepEqual([await tables(), await versions()], [['a'], ['20250101000001']]);
      assert.equal((await run('up')).code, 0);
      assert.deepEqual(await tables(), how === 'changed' ? ['a', 'other'] : ['a']);
    });
  }

  it('that cannot be written for want of room keep what they had, and the command says so', async () => {
    write({ [first]: 'SELECT 1;\n' });
    const catalog = join(root, 'migration-catalog.json');
    assert.equal((await workspace.run(['catalog', '--write', '--cwd', root])).code, 0);
    const before = readFileSync(catalog, 'utf8');
    for (let n = 10; n < 50; n++) write({ [`202502010000${n}_more.sql`]: 'SELECT 1;\n' });
    const answer = await workspace.run(['catalog', '--write', '--cwd', root], {}, { largestFile: 4 });
    assert.notEqual(answer.code, 0, answer.out);
    assert.match(answer.err, /migration-catalog\.json/);
    assert.equal(readFileSync(catalog, 'utf8'), before);
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
