/** Much at once: files and statements as large as they may be, and larger, and ten thousand files. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { buildCommandLine, Workspace } from '../support/command-line';
import { serverTimeout, sharedServer } from '../support/servers';

/** Megabytes that the process may hold at its peak. */
const most = 300;

describe('much at once', function () {
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
  const write = (name: string, text: string): void => writeFileSync(join(workspace.root, 'migrations', name), text);
  const count = async (table: string): Promise<unknown> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n;
    } finally {
      await client.end();
    }
  };
  /** What a command said, and the megabytes at the peak of it: the system's own count, read while the process lives. */
  const measured = async (...words: readonly string[]): Promise<{ code: number; said: string; peak: number }> => {
    const { child, ended } = workspace.start(words);
    let peak = 0;
    const looking = setInterval(() => {
      try {
        const [, kB = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
        peak = Math.max(peak, Number(kB) / 1024);
      } catch {
        // It has just ended.
      }
    }, 20);
    const { code, out, err } = await ended;
    clearInterval(looking);
    assert.ok(peak > 0 && peak < most, `lockkeeper ${words[0]}: ${peak.toFixed(0)} MB`);
    return { code, said: out + err, peak };
  };
  const apply = (): ReturnType<typeof measured> => measured('up', '--target', url);
  /** 50 MB of rows, 4 KB each. */
  const many = 12_800;
  const row = (n: number, character: string): string => `(${n}, '${character.repeat(4090)}')`;

  it('50 MB of INSERTs in one file: applied whole, telling how far it is', async () => {
    const lines = Array.from({ length: many }, (_, n) => `INSERT INTO big VALUES ${row(n, 'x')};\n`);
    write('20250101000001_big.sql', `CREATE TABLE big (n int, pad text);\n${lines.join('')}`);
    const { code, said } = await apply();
    assert.equal(code, 0, said.slice(0, 2000));
    assert.equal(await count('big'), many);
    assert.match(said, / {8}statement \d+ of 12801\n/);
    assert.match(said, /The report lists 1000 of the 12801 statements that were sent\./);
  });

  it('one statement of 20 MB, and 50 MB of COPY data behind it', async () => {
    const rows = Array.from({ length: 5200 }, (_, n) => row(n, 'y'));
    write('20250101000001_one.sql', `CREATE TABLE one (n int, pad text);\nINSERT INTO one VALUES\n${rows.join(',\n')};\n`);
    const lines = Array.from({ length: many }, (_, n) => `${n}\t${'z'.repeat(4090)}\n`);
    write('20250101000002_copy.sql', `CREATE TABLE copied (n int, pad text);\nCOPY copied FROM stdin;\n${lines.join('')}\\.\n`);
    const { code, said } = await apply();
    assert.equal(code, 0, said.slice(0, 2000));
    assert.deepEqual([await count('one'), await count('copied')], [5200, many]);
  });

  it('a failure near the end of 50 MB, with characters that take more room: names its place, and nothing stays', async () => {
    const lines = Array.from({ length: many }, (_, n) => `INSERT INTO big VALUES ${row(n, n % 100 === 0 ? 'ü' : 'x')}; -- —\n`);
    lines[many - 3] = `INSERT INTO big VALUES ('twelve');\n`;
    write('20250101000001_big.sql', `CREATE TABLE big (n int, pad text);\n${lines.join('')}`);
    const { code, said } = await apply();
    assert.equal(code, 1, said.slice(0, 2000));
    assert.match(said, /invalid input syntax for type integer: "twelve" \(22P02 /);
    assert.match(said, /migrations\/20250101000001_big\.sql:12799:25\n/);
    assert.match(said, /12799 \| INSERT INTO big VALUES \('twelve'\);/);
    assert.equal(await count(`pg_class WHERE relname = 'big'`), 0);
  });

  it('is looked at in little memory, too: a million statements in 50 MB', async () => {
    const lines = Array.from({ length: 1_000_000 }, (_, n) => `INSERT INTO big VALUES (${n}, 'some more text ${n}');\n`);
    write('20250101000001_big.sql', `CREATE TABLE big (n int, pad text);\n${lines.join('')}`);
    for (const words of [['discover'], ['check'], ['lint'], ['status', '--target', url]]) {
      const { code, said } = await measured(...words);
      assert.equal(code, 0, said.slice(0, 2000));
    }
  });

  it('a file that is too long: refused with the way to go on, before anything runs', async () => {
    write('20250101000001_a.sql', 'CREATE TABLE a (n int);\n');
    write('20250101000002_big.sql', '');
    truncateSync(join(workspace.root, 'migrations', '20250101000002_big.sql'), 300 * 1024 * 1024);
    const { code, said } = await apply();
    assert.equal(code, 6);
    assert.match(said, /20250101000002_big\.sql has 300 MB; files over 256 MB are not run, since .* in memory .*\. Split it/);
    assert.equal(await count(`pg_class WHERE relname = 'a'`), 0);
  });

  it('10,000 files: the last one alone is pending, and alone is applied', async () => {
    const stamp = (n: number): string => String(20_200_101_000_000 + n);
    for (let n = 1; n <= 10_000; n += 1) write(`${stamp(n)}_step.sql`, 'SELECT 1;\n');
    const { createHash } = await import('node:crypto');
    const checksum = createHash('sha384').update('SELECT 1;\n').digest('hex');
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(
      'CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, execution_time bigint NOT NULL)',
    );
    await client.query(
      `INSERT INTO _sqlx_migrations SELECT 20200101000000 + n, 'step', now(), true, decode($1, 'hex'), 1 FROM generate_series(1, 9999) n`,
      [checksum],
    );
    await client.end();
    const { json } = await workspace.json(['status', '--target', url]);
    const { sources } = json as { sources: { migrations: { version: string; state: string }[] }[] };
    const pending = sources.flatMap(({ migrations }) => migrations.filter(({ state }) => state !== 'applied'));
    assert.deepEqual(
      pending.map(({ version, state }) => `${version} ${state}`),
      [`${stamp(10_000)} pending`],
    );
    const { code, said } = await apply();
    assert.equal(code, 0, said.slice(0, 2000));
    assert.match(said, /Applied 1 migration/);
    assert.equal(await count('_sqlx_migrations'), 10_000);
  });

  it('a long file is given up when that is wished, and nothing stays', async () => {
    const lines = Array.from({ length: 300_000 }, (_, n) => `INSERT INTO big VALUES (${n}, 'x');\n`);
    write('20250101000001_small.sql', 'CREATE TABLE small (n int);\n');
    write('20250101000002_big.sql', `CREATE TABLE big (n int, pad text);\n${lines.join('')}`);
    const { child, ended } = workspace.start(['up', '--target', url]);
    await new Promise<void>((resolve) => {
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (/statement \d+ of 300001/.test(said)) resolve();
      });
      child.once('close', () => resolve());
    });
    child.kill('SIGINT');
    const { code, out } = await ended;
    assert.equal(code, 1, out.slice(0, 2000));
    assert.match(out, /[Cc]ancelled/);
    assert.equal(await count(`pg_class WHERE relname = 'big'`), 0);
    assert.equal(await count('_sqlx_migrations'), 1);
  });
});
