import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { buildCommandLine, Workspace } from '../support/command-line';
import { serverTimeout, sharedServer } from '../support/servers';

interface Drift {
  readonly engines: { readonly expected: string; readonly actual: string };
  readonly differences: readonly {
    readonly severity: string;
    readonly change: string;
    readonly kind: string;
    readonly id: string;
  }[];
}

describe('the command line and a database’s schema', function () {
  this.timeout(serverTimeout);
  const workspace = new Workspace();
  const source = ['--source', 'services/booking/migrations'];
  let url: string;
  let client: Client;
  before(async () => {
    await buildCommandLine();
    url = await (await sharedServer(16)).createDatabase();
    client = new Client({ connectionString: url });
    await client.connect();
    assert.equal((await run('up')).code, 0);
  });
  after(async () => {
    await client.end();
    workspace.remove();
  });
  const run = (...words: readonly string[]) => workspace.run([...words, ...source, '--target', url]);
  const drift = async (...words: readonly string[]): Promise<{ readonly code: number; readonly json: Drift }> =>
    (await workspace.json(['drift', ...words, ...source, '--target', url])) as { code: number; json: Drift };
  const told = ({ differences }: Drift): readonly string[] =>
    differences.map(({ severity, change, kind, id }) => `${severity} ${change} ${kind} ${id}`);
  const path = join(workspace.root, 'schema.json');

  it('writes a snapshot, twice the same, and over nothing else', async () => {
    const first = await run('snapshot', '--output', 'schema.json');
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /schema hash [0-9a-f]{64}\n/);
    const text = readFileSync(path, 'utf8');
    assert.equal((await run('snapshot', '--output', 'schema.json')).code, 0);
    assert.equal(readFileSync(path, 'utf8'), text);
    assert.equal((await run('snapshot', '--format', 'json')).out, text);
    assert.doesNotMatch(text, /_sqlx_migrations/);
    writeFileSync(join(workspace.root, 'notes.json'), '{}');
    const other = await run('snapshot', '--output', 'notes.json');
    assert.equal(other.code, 1);
    assert.match(other.err, /is no snapshot, and was left alone/);
    const folder = await run('snapshot', '--output', '.');
    assert.equal(folder.code, 1);
    assert.match(folder.err, /could not be read, and was left alone: EISDIR/);
  });

  it('finds no difference to the snapshot, nor to a replay on another engine', async () => {
    const file = await drift('--against', 'schema.json');
    assert.deepEqual([file.code, told(file.json)], [0, []]);
    const shadow = await drift('--against', 'shadow');
    assert.deepEqual([shadow.code, told(shadow.json)], [0, []]);
    assert.deepEqual(shadow.json.engines, { expected: 'embedded PostgreSQL 18', actual: 'PostgreSQL 16' });
  });

  it('finds what was changed by hand, by severity, and writes nothing itself', async () => {
    const { rows } = await client.query<{ written: string }>('SELECT pg_current_xact_id()::text AS written');
    const [table] = (
      await client.query<{ name: string }>(
        `SELECT conrelid::regclass::text AS name FROM pg_constraint WHERE contype = 'f' ORDER BY conname LIMIT 1`,
      )
    ).rows;
    const [key] = (
      await client.query<{ name: string }>(
        `SELECT conname AS name FROM pg_constraint WHERE contype = 'f' ORDER BY conname LIMIT 1`,
      )
    ).rows;
    assert.ok(table && key);
    await client.query(`ALTER TABLE ${table.name} DROP CONSTRAINT ${key.name}; COMMENT ON TABLE ${table.name} IS 'Other.'`);
    await client.query('CREATE TABLE by_hand (id int)');
    const { code, json } = await drift('--against', 'schema.json');
    assert.equal(code, 1);
    assert.deepEqual(told(json), [
      `critical missing constraint public.${table.name}.${key.name}`,
      'medium extra table public.by_hand',
      `low changed table public.${table.name}`,
    ]);
    assert.deepEqual(told((await drift()).json), told(json));
    const text = await run('drift', '--against', 'schema.json');
    assert.match(
      text.out,
      /^3 differences \(1 critical, 1 medium, 1 low\): .* \(PostgreSQL 16\) against schema\.json \(PostgreSQL 16\)$/m,
    );
    const ignored = ['--ignore', `by_hand,public.by_hand,constraint:*.${key.name}`];
    assert.equal((await run('drift', '--against', 'schema.json', ...ignored)).code, 1);
    assert.equal((await run('drift', '--against', 'schema.json', ...ignored, '--severity-threshold', 'medium')).code, 0);
    assert.equal((await run('drift', '--against', 'schema.json', ...ignored, '--without', 'comments')).code, 0);
    const after = await client.query<{ written: string }>('SELECT pg_current_xact_id()::text AS written');
    // The two queries here and the statements between them are all that have written.
    assert.equal(Number(after.rows[0]?.written) - Number(rows[0]?.written), 3);
  });

  it('takes no file that somebody has changed, and none that is not there', async () => {
    const changed = join(workspace.root, 'changed.json');
    writeFileSync(changed, readFileSync(path, 'utf8').replace('"bigint"', '"int"'));
    const edited = await run('drift', '--against', 'changed.json');
    assert.equal(edited.code, 2);
    assert.match(edited.err, /somebody has changed it/);
    assert.equal((await run('drift', '--against', 'gone.json')).code, 2);
  });
});
