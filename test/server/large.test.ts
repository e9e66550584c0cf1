/** Much at once: files and statements as large as they may be, and larger, and ten thousand files. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  /** Applies, and answers with the megabytes at the peak of it: the system's own count, read while the process lives. */
  const apply = async (): Promise<{ code: number; said: string; peak: number }> => {
    const { child, ended } = workspace.start(['up', '--target', url]);
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
    return { code, said: out + err, peak };
  };

  it('19 MB of INSERTs in one file: applied whole, in little memory', async () => {
    const lines = Array.from({ length: 9500 }, (_, n) => `INSERT INTO big VALUES (${n}, '${'x'.repeat(2000)}');\n`);
    write('20250101000001_big.sql', `CREATE TABLE big (n int, pad text);\n${lines.join('')}`);
    const { code, said, peak } = await apply();
    assert.equal(code, 0, said.slice(0, 2000));
    assert.equal(await count('big'), 9500);
    assert.ok(peak > 0 && peak < most, `${peak.toFixed(0)} MB`);
  });

  it('50 MB in one file: refused with the way to go on, before anything runs, in little memory', async () => {
    write('20250101000001_a.sql', 'CREATE TABLE a (n int);\n');
    write(
      '20250101000002_big.sql',
      `CREATE TABLE big (pad text);\n${`INSERT INTO big VALUES ('${'x'.repeat(2000)}');\n`.repeat(25_000)}`,
    );
    const { code, said, peak } = await apply();
    assert.equal(code, 6);
    assert.match(said, /20250101000002_big\.sql has \d\d MB; files over 20 MB are not run\. Split it/);
    assert.equal(await count(`pg_class WHERE relname IN ('a', 'big')`), 0);
    assert.ok(peak > 0 && peak < most, `${peak.toFixed(0)} MB`);
  });

  it('one statement of 19 MB', async () => {
    const rows = Array.from({ length: 9500 }, (_, n) => `(${n}, '${'y'.repeat(2000)}')`);
    write('20250101000001_one.sql', `CREATE TABLE one (n int, pad text);\nINSERT INTO one VALUES\n${rows.join(',\n')};\n`);
    const { code, said, peak } = await apply();
    assert.equal(code, 0, said.slice(0, 2000));
    assert.equal(await count('one'), 9500);
    assert.ok(peak > 0 && peak < most, `${peak.toFixed(0)} MB`);
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
    const { code, said, peak } = await apply();
    assert.equal(code, 0, said.slice(0, 2000));
    assert.match(said, /Applied 1 migration/);
    assert.equal(await count('_sqlx_migrations'), 10_000);
    assert.ok(peak < most, `${peak.toFixed(0)} MB`);
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
        if (said.includes('[2/2]')) resolve();
      });
      child.once('close', () => resolve());
    });
    setTimeout(() => child.kill('SIGINT'), 500);
    const { code, out } = await ended;
    assert.equal(code, 1, out.slice(0, 2000));
    assert.match(out, /[Cc]ancelled/);
    assert.equal(await count(`pg_class WHERE relname = 'big'`), 0);
    assert.equal(await count('_sqlx_migrations'), 1);
  });
});
