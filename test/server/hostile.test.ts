/** Names and words meant to do harm: what the command line prints of them, and that nothing of them is carried out. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { buildCommandLine, Workspace } from '../support/command-line';
import { serverTimeout, sharedServer } from '../support/servers';

const escape = String.fromCharCode(27);
const override = String.fromCharCode(0x202e);
const names = [
  `1_'; drop table x;--.sql`,
  '2_$(touch harmed).sql',
  '3_`touch harmed`;touch harmed.sql',
  `4_${escape}[2J${escape}]0;owned${String.fromCharCode(7)}.sql`,
  `5_${override}gpj.sql`,
  '6_line\nbreak.sql',
  '7_<img src=x onerror=alert(1)> [x](command:y) | @all.sql',
];

/** Formats that programs read: there the order of letters is data like the rest. */
const isData = new Set(['json', 'sarif', 'gitlab', 'junit']);
// eslint-disable-next-line no-control-regex -- they are what must not be there
const steers = /[\u0000-\u0008\u000b-\u001f]/;
const turns = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('hostile names and words', function () {
  this.timeout(serverTimeout);
  let workspace: Workspace;
  let url: string;
  before(buildCommandLine);
  beforeEach(async () => {
    url = await (await sharedServer(17)).createDatabase();
    workspace = new Workspace();
    for (const name of readdirSync(workspace.root)) rmSync(join(workspace.root, name), { recursive: true });
    mkdirSync(join(workspace.root, 'migrations'));
  });
  afterEach(() => workspace.remove());
  const asSqlx = (): void =>
    writeFileSync(join(workspace.root, 'lockkeeper.json'), '{ "sources": [{ "path": "migrations", "convention": "sqlx" }] }');
  const write = (name: string, text: string): void => writeFileSync(join(workspace.root, 'migrations', name), text);
  /** Whatever is printed: nothing that steers a terminal, but for line ends and tabs. */
  const assertInert = (printed: string, what: string): void => {
    assert.doesNotMatch(printed, steers, what);
    assert.doesNotMatch(printed, turns, what);
  };
  const rows = async (text: string): Promise<readonly unknown[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  };

  it('are names and nothing else: applied, recorded as they are, printed without what steers a terminal', async () => {
    asSqlx();
    for (const [index, name] of names.entries()) write(name, `CREATE TABLE t${index} (a int);\n`);
    const target = ['--target', url];
    for (const words of [
      ['status', ...target],
      ['lint'],
      ['up', '--dry-run=list', ...target],
      ['up', ...target],
      ['status', ...target],
      ['verify', ...target],
      ['discover'],
    ]) {
      const { out, err } = await workspace.run(words);
      assertInert(out, `${words.join(' ')} printed ${JSON.stringify(out)}`);
      assertInert(err, `${words.join(' ')} said ${JSON.stringify(err)}`);
    }
    const { json } = await workspace.json(['status', ...target]);
    const { sources } = json as { sources: { migrations: { state: string }[] }[] };
    assert.deepEqual(
      sources.flatMap(({ migrations }) => migrations.map(({ state }) => state)),
      names.map(() => 'applied'),
    );
    assert.equal((await rows('SELECT 1 FROM _sqlx_migrations')).length, names.length);
    assert.ok(!existsSync(join(workspace.root, 'harmed')) && !existsSync(join(workspace.root, 'migrations', 'harmed')));
  });

  for (const format of ['github', 'gitlab', 'sarif', 'junit', 'markdown', 'json', 'text']) {
    it(`are inert in lint --format ${format}`, async () => {
      for (const name of names) write(name, `ALTER TABLE "a${escape}[31m${override}" DROP COLUMN "b${escape}[0m";\n`);
      const { out, err } = await workspace.run(['lint', '--format', format]);
      assert.notEqual(out, '', err);
      if (isData.has(format)) assert.doesNotMatch(out, steers, JSON.stringify(out));
      else assertInert(out, JSON.stringify(out));
      assertInert(err, JSON.stringify(err));
    });
  }

  it('in notices and errors of a server are printed as text', async () => {
    write('1_n.sql', `DO $$ BEGIN RAISE NOTICE E'\\x1b]0;owned\\x07'; RAISE WARNING E'\\x1b[2J\\u202e'; END $$;\n`);
    write('2_e.sql', `DO $$ BEGIN RAISE EXCEPTION E'\\x1b[31mred\\u202e' USING DETAIL = E'\\x1b[1m', HINT = E'\\x07'; END $$;\n`);
    for (const words of [['up', '--dry-run=trace'], ['up'], ['up', '--format', 'json']]) {
      const { code, out, err } = await workspace.run([...words, '--target', url]);
      assert.notEqual(out, '');
      if (words.includes('json')) assert.doesNotMatch(out, steers, JSON.stringify(out));
      else assertInert(out, `${words.join(' ')} printed ${JSON.stringify(out)}`);
      assertInert(err, `${words.join(' ')} said ${JSON.stringify(err)}`);
      assert.equal(code, 1, out);
    }
  });

  it('in a configuration that came with the folder start no program and reach no other place', async () => {
    write('1_a.sql', 'CREATE TABLE a (i int);\n');
    const evil = `\${env:HOME}$(touch harmed)`;
    writeFileSync(
      join(workspace.root, 'lockkeeper.json'),
      JSON.stringify({
        sources: [{ path: '../../../../etc', convention: 'sqlx' }],
        targets: { 'x; touch harmed': { url: `postgres://u@127.0.0.1:1/${evil}`, role: 'local' } },
        pgDump: 'touch harmed',
      }),
    );
    for (const words of [
      ['lint'],
      ['discover'],
      ['status', '--target', 'x; touch harmed'],
      ['up', '--target', 'x; touch harmed'],
    ]) {
      const { out, err } = await workspace.run(words);
      assertInert(`${out}${err}`, words.join(' '));
    }
    assert.ok(!existsSync(join(workspace.root, 'harmed')));
  });

  it('of a file that leads to another machine change nothing there that nobody has named', async () => {
    write('1_a.sql', 'CREATE TABLE a (i int);\n');
    const configure = (...lines: readonly [dotenv: string, configuration: object]): void => {
      writeFileSync(join(workspace.root, '.env'), lines[0]);
      writeFileSync(join(workspace.root, 'lockkeeper.json'), JSON.stringify(lines[1]));
    };
    const away = 'postgres://u@db.invalid/app';
    // «local» is what the repository says of it.
    const claimed = { targets: { dev: { url: away, role: 'local' } }, sources: [{ path: 'migrations', target: 'dev' }] };
    const refused = async (name: string, from: string, words: readonly string[]): Promise<void> => {
      const reason = `${name} (db.invalid/app) is on another machine, and only ${from} says so`;
      assert.deepEqual(await workspace.run(words), {
        code: 6,
        out: '',
        err: `${reason}: name it with --target ${name} if it is meant.\n`,
      });
    };
    configure(`DATABASE_URL=${away}\n`, {});
    for (const words of [['up'], ['mark', 'applied', '1'], ['create-database']]) await refused('DATABASE_URL', '.env', words);
    configure('', claimed);
    for (const words of [['up'], ['up', '--dry-run=trace'], ['recreate']]) await refused('dev', 'lockkeeper.json', words);
    // Whoever names it gets as far as the network, and reading has no need of it.
    for (const words of [['up', '--target', 'dev'], ['up', '--confirm', 'dev'], ['status']]) {
      const { code, out, err } = await workspace.run(words);
      assert.deepEqual([code, (out + err).includes('db.invalid')], [4, true], `${words.join(' ')}: ${out}${err}`);
    }
  });

  it('of a .env file that leads to production change nothing without its name', async () => {
    write('1_a.sql', 'CREATE TABLE a (i int);\n');
    writeFileSync(join(workspace.root, '.env'), `DATABASE_URL=${url}\n`);
    await rows(`COMMENT ON DATABASE ${new URL(url).pathname.slice(1)} IS 'lockkeeper:role=production'`);
    const { code, out, err } = await workspace.run(['up']);
    assert.equal(code, 6);
    assert.match(`${out}${err}`, /DATABASE_URL \(127\.0\.0\.1:\d+\/test_\w+\) is a production database/);
    assert.deepEqual(await rows(`SELECT 1 FROM pg_class WHERE relname = 'a'`), []);
  });
});
