import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { buildCommandLine, Workspace } from '../support/command-line';
import { serverTimeout, sharedServer } from '../support/servers';

interface Findings {
  readonly findings: readonly { readonly rule: string; readonly message: string; readonly estimate?: string }[];
}

describe('lockkeeper stats', function () {
  this.timeout(serverTimeout);
  const workspace = new Workspace();
  const source = ['--source', 'services/booking/migrations'];
  const folder = join(workspace.root, 'services', 'booking', 'migrations');
  const file = join(workspace.root, 'table-stats.json');
  let url: string;
  let client: Client;
  before(async () => {
    await buildCommandLine();
    url = await (await sharedServer(16)).createDatabase();
    client = new Client({ connectionString: url });
    await client.connect();
    assert.equal((await workspace.run(['up', ...source, '--target', url])).code, 0);
    await client.query(`CREATE TABLE public.piers (id int PRIMARY KEY, note text)`);
    await client.query(`INSERT INTO public.piers SELECT i, repeat('x', 500) FROM generate_series(1, 20000) i`);
    await client.query('ANALYZE public.piers');
    writeFileSync(join(folder, '20260101000000_piers.sql'), 'CREATE TABLE piers (id int PRIMARY KEY, note text);\n');
    writeFileSync(join(folder, '20260102000000_check.sql'), 'ALTER TABLE piers ADD CONSTRAINT named CHECK (id > 0);\n');
    await client.query(`INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                        VALUES (20260101000000, 'piers', true, decode('00', 'hex'), 0)`);
    // Else the counters of all this might come in between two readings.
    await client.query('SELECT pg_stat_force_next_flush()');
  });
  after(async () => {
    await client.end();
    workspace.remove();
  });
  const stats = (...words: readonly string[]) => workspace.run(['stats', ...words, ...source, '--target', url]);
  const estimate = async (): Promise<string | undefined> => {
    const { json } = await workspace.json(['lint', join(folder, '20260102000000_check.sql'), ...source]);
    const { findings } = json as Findings;
    const found = findings.find(({ rule }) => rule === 'add-check-not-valid-missing');
    assert.ok(found, JSON.stringify(findings.map(({ rule }) => rule)));
    return found.estimate;
  };
  const secrets = (text: string): void => {
    const { password, host, port, hostname } = new URL(url);
    for (const secret of [password, host, hostname, port]) {
      if (secret !== '') assert.ok(!text.includes(secret), `${secret} is in ${text}`);
    }
  };

  it('says nothing before anything was read', async () => {
    assert.equal(await estimate(), undefined);
  });

  it('prints the largest tables, and keeps what it has read for findings', async () => {
    const { code, out, err } = await stats('--sample', '2');
    assert.equal(code, 0, err);
    assert.match(out, /^Table +Rows +Size +Indexes +Writes\/s\npublic\.piers +20 k +10 MB +456 kB +0\n/);
    assert.match(out, /\nWrites a second are those between two readings, 2\.\d s apart\.\n$/);
    const database = new URL(url).pathname.slice(1);
    assert.equal(
      await estimate(),
      `ACCESS EXCLUSIVE on public.piers, 10 MB, 20 k rows: scan under a second (statistics of ${database}, today)`,
    );
    const { out: text } = await workspace.run(['lint', join(folder, '20260102000000_check.sql'), ...source]);
    assert.match(text, /\n {2}estimate: ACCESS EXCLUSIVE on public\.piers, 10 MB, /);
  });

  it('writes a file without secrets, twice the same but for time, and over nothing else', async () => {
    const first = await stats('--output', '--sample=0');
    assert.equal(first.code, 0, first.err);
    const text = readFileSync(file, 'utf8');
    secrets(text);
    assert.match(text, /^\{\n"version":1,\n"server":"16\.\d+",\n"target":/);
    const again = await stats('--output=table-stats.json', '--sample=0', '--format', 'json');
    assert.equal(again.out, readFileSync(file, 'utf8'));
    const withoutTimes = (all: string): string => all.replace(/"readAt":.*|"rate":.*\n|,"writesPerSecond":[\d.]+/g, '');
    assert.equal(withoutTimes(again.out), withoutTimes(text));
    writeFileSync(join(workspace.root, 'notes.json'), '{}');
    const other = await stats('--output=notes.json', '--sample=0');
    assert.equal(other.code, 1);
    assert.match(other.err, /is no file of statistics, and was left alone/);
  });

  it('reads for findings the file that lockkeeper.json names, and says where it is wrong', async () => {
    const own = join(workspace.root, 'lockkeeper.json');
    writeFileSync(own, '{ "tableStats": "table-stats.json" }');
    try {
      const large = readFileSync(file, 'utf8').replace(/("name":"public\.piers".*"heapBytes":)\d+/, '$141000000000');
      writeFileSync(file, large);
      assert.match(String(await estimate()), /^ACCESS EXCLUSIVE on public\.piers, 38 GB, 20 k rows: scan about 3 min \(/);
      writeFileSync(file, large.replace('"kind":"table"', '"kind":"chair"'));
      const { out, code } = await workspace.run(['lint', ...source]);
      assert.equal(code, 1);
      assert.match(out, /“tableStats”: table-stats\.json, line \d+, column \d+: one of table, .* is expected/);
    } finally {
      rmSync(own);
      rmSync(file);
    }
  });

  it('ends as the other commands do where it cannot read, or is asked for what it cannot do', async () => {
    const nobody = await workspace.run(['stats', ...source, '--target', 'postgres://nobody:hidden@127.0.0.1:1/none']);
    assert.equal(nobody.code, 4);
    assert.ok(!nobody.err.includes('hidden'));
    assert.equal((await stats('table-stats.json')).code, 2);
    for (const sample of ['1', '-5', '5s', '9999']) assert.equal((await stats('--sample', sample)).code, 2);
  });
});
