import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommandLine, Workspace } from '../support/command-line';
import { serverTimeout } from '../support/servers';

describe('equal', function () {
  this.timeout(serverTimeout);
  const workspace = new Workspace();
  const write = (folder: string, files: Readonly<Record<string, string>>): void => {
    rmSync(join(workspace.root, folder), { recursive: true, force: true });
    mkdirSync(join(workspace.root, folder), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace.root, folder, name), text);
  };
  const grown = {
    '1_ports.sql': "CREATE TABLE ports (id int PRIMARY KEY, old text);\nINSERT INTO ports VALUES (1, 'x'), (2, 'y');\n",
    '2_name.sql': 'ALTER TABLE ports ADD COLUMN name text;\nCREATE TABLE gone (id int);\n',
    '3_gone.sql': 'DROP TABLE gone;\nALTER TABLE ports DROP COLUMN old;\n',
  };
  before(async () => {
    await buildCommandLine();
    write('long/migrations', grown);
  });
  after(() => workspace.remove());

  it('proves that fewer files lead to the same schema, whatever the order of columns', async () => {
    write('short/migrations', { '1_ports.sql': 'CREATE TABLE ports (name text, id int PRIMARY KEY);\n' });
    const { code, out } = await workspace.run(['equal', 'long/migrations', 'short/migrations']);
    assert.equal(
      out,
      'Equal: long/migrations (3 migrations, 6 objects) and short/migrations (1 migration, 6 objects); rows are not compared\n',
    );
    assert.equal(code, 0);
    const ordered = await workspace.run(['equal', 'long/migrations', 'short/migrations', '--order']);
    assert.equal(ordered.code, 1);
    assert.match(ordered.out, /changed table public\.ports\n {2}columns\n {4}expected id, name\n {4}found {4}name, id\n/);
  });

  it('finds what was lost on the way, and says of what kind it is', async () => {
    write('lossy/migrations', {
      '1_ports.sql': 'CREATE TABLE ports (id int PRIMARY KEY, name varchar(20));\nCREATE INDEX ports_name ON ports (name);\n',
    });
    const { code, json } = await workspace.json(['equal', 'long/migrations', 'lossy/migrations']);
    assert.equal(code, 1);
    const told = json as { equal: boolean; differences: { change: string; kind: string; id: string }[] };
    assert.equal(told.equal, false);
    assert.deepEqual(
      told.differences.map(({ change, kind, id }) => `${change} ${kind} ${id}`),
      ['changed column public.ports.name', 'extra index public.ports_name'],
    );
  });

  it('compares the rows that migrations write where it is asked to', async () => {
    write('seeded/migrations', {
      '1_ports.sql': 'CREATE TABLE ports (id int PRIMARY KEY, name text);\nINSERT INTO ports VALUES (2, NULL), (1, NULL);\n',
    });
    const same = await workspace.run(['equal', 'long/migrations', 'seeded/migrations', '--rows']);
    assert.match(same.out, /^Equal: .*; rows, too\n$/);
    write('seeded/migrations', {
      '1_ports.sql': 'CREATE TABLE ports (id int PRIMARY KEY, name text);\nINSERT INTO ports VALUES (1, NULL);\n',
    });
    const fewer = await workspace.run(['equal', 'long/migrations', 'seeded/migrations', '--rows']);
    assert.equal(fewer.code, 1);
    assert.match(fewer.out, /^rows {5}public\.ports: 2 and 1\nNot equal: 1 table with other rows: /);
    write('seeded/migrations', {
      '1_ports.sql': 'CREATE TABLE ports (id int PRIMARY KEY, name text);\nINSERT INTO ports VALUES (1, NULL), (3, NULL);\n',
    });
    const other = await workspace.run(['equal', 'long/migrations', 'seeded/migrations', '--rows', '--format', 'markdown']);
    assert.match(other.out, /\| rows \| public\\\.ports \| 2 in both, but not the same; /);
  });

  it('compares with a snapshot, too', async () => {
    const { out } = await workspace.run(['snapshot', '--source', 'short/migrations', '--format', 'json']);
    writeFileSync(join(workspace.root, 'empty.json'), out);
    const { code, out: text } = await workspace.run(['equal', 'empty.json', 'short/migrations']);
    assert.equal(code, 1);
    assert.match(text, /extra table public\.ports \(with /);
    assert.match(text, /^Not equal: 1 difference: empty\.json \(/m);
    const rows = await workspace.run(['equal', 'empty.json', 'short/migrations', '--rows']);
    assert.equal(rows.code, 2);
    assert.match(rows.err, /A snapshot has no rows to compare/);
  });

  it('says which folder cannot be replayed, and does not call that a difference', async () => {
    write('broken/migrations', { '1_ports.sql': 'CREATE TABLE ports (id nothing);\n' });
    const { code, err } = await workspace.run(['equal', 'long/migrations', 'broken/migrations']);
    assert.equal(code, 6);
    assert.match(err, /broken\/migrations: .*type "nothing" does not exist/);
    const unknown = await workspace.run(['equal', 'long/migrations', 'nowhere']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /There is no folder of migrations nowhere\. Known are:\n(?:.*\n)* {2}long\/migrations/);
  });
});
