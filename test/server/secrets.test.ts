/** One target and one folder full of a recognisable secret: no command prints it, and no file that is written has it. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { commands } from '../../src/cli/commands';
import { buildCommandLine, Workspace } from '../support/command-line';
import { serverTimeout, startServer, type TestServer } from '../support/servers';

const token = 'tok3nOfASecret';

const scripts: Readonly<Record<string, string>> = {
  '1_roles.up.sql': `CREATE ROLE harbour_one LOGIN PASSWORD '${token}';
ALTER ROLE harbour_one PASSWORD $$${token}$$;
ALTER ROLE harbour_one WITH ENCRYPTED PASSWORD E'${token}';
ALTER USER harbour_one PASSWORD U&'${token}';
`,
  '1_roles.down.sql': `ALTER ROLE harbour_one PASSWORD '${token}';\nDROP ROLE harbour_one;\n`,
  '2_links.up.sql': `CREATE EXTENSION postgres_fdw;
CREATE EXTENSION dblink;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1');
CREATE USER MAPPING FOR postgres SERVER far OPTIONS (user 'u', password '${token}');
ALTER USER MAPPING FOR postgres SERVER far OPTIONS (SET password '${token}');
`,
  '2_links.down.sql': `DROP SERVER far CASCADE;\nDROP EXTENSION dblink;\nDROP EXTENSION postgres_fdw;\n`,
  '3_notices.up.sql': `DO $$ BEGIN
  RAISE NOTICE 'connecting to postgres://u:${token}@db/app';
  RAISE WARNING 'host=db password=${token} user=u';
  EXECUTE 'ALTER ROLE harbour_one PASSWORD ''${token}''';
END $$;
`,
  '3_notices.down.sql': `DO $$ BEGIN RAISE NOTICE 'password=${token}'; END $$;\n`,
  '4_dials.up.sql': `SELECT * FROM dblink('password=${token} host=127.0.0.1 port=1', 'SELECT 1') AS t (a int);\n`,
};

describe('secrets', function () {
  this.timeout(serverTimeout);
  let server: TestServer;
  let workspace: Workspace;
  const seen: string[] = [];
  before(async () => {
    await buildCommandLine();
    server = await startServer(17, { password: token });
    workspace = new Workspace();
    for (const name of readdirSync(workspace.root)) rmSync(join(workspace.root, name), { recursive: true });
    mkdirSync(join(workspace.root, 'migrations'));
    for (const [name, text] of Object.entries(scripts)) writeFileSync(join(workspace.root, 'migrations', name), text);
    const client = new Client({ connectionString: server.url() });
    await client.connect();
    await client.query('CREATE DATABASE app');
    await client.end();
  });
  after(async () => {
    workspace.remove();
    await server.stop();
  });

  /** Runs it, and notes what of the secret is printed. */
  const run = async (words: readonly string[]): Promise<number> => {
    const { code, out, err } = await workspace.run(words);
    for (const [stream, text] of Object.entries({ out, err })) {
      const line = text.split('\n').find((each) => each.includes(token));
      if (line !== undefined) seen.push(`${words.join(' ').replaceAll(token, '***')} (${stream}): ${line.slice(0, 300)}`);
    }
    return code;
  };

  it('are in nothing that is printed and in no file that is written, by whatever command', async () => {
    const target = ['--target', server.url('app')];
    const wrong = ['--target', `postgres://postgres:x${token}@127.0.0.1:${server.port}/app`];
    const nobody = ['--target', `postgres://u:${token}@127.0.0.1:1/app`];
    const broken = ['--target', `postgres://u:${token}@:bad/app?password=${token}`];
    // What is applied, and what of it is begun again, is in this order.
    const first: readonly (readonly string[])[] = [
      ['up', '--dry-run=list'],
      ['up', '--dry-run=trace', '3'],
      ['up', '3'],
      ['redo'],
      ['down', '--dry-run=trace'],
      ['up'],
      ['mark', 'not-applied', '3'],
      ['mark', 'applied', '3'],
      ['repair', '--reason', 'none'],
      ['baseline', '1'],
      ['reset', '--dry-run=list'],
      ['recreate', '--dry-run'],
      ['show', '4'],
      ['new', '--down-for', 'migrations/4_dials.up.sql'],
      ['renumber', '--dry-run', '4'],
    ];
    // What these print is the user's own SQL, to be run.
    const told = new Set([...first.map(([name]) => name), 'explain', 'export', 'up --dry-run=sql']);
    const rest = commands.filter(({ name }) => !told.has(name));
    const codes = new Map<string, number>();
    for (const [index, words] of [...first, ...rest.map(({ name }) => [name])].entries()) {
      // One after the other has another format, and some both.
      const format = index % 2 === 0 ? 'text' : 'json';
      codes.set(words.join(' '), await run([...words, '--format', format, ...target]));
      for (const more of words[0] === 'lint' ? (commands.find(({ name }) => name === 'lint')?.formats ?? []) : [])
        await run([...words, '--format', more]);
    }
    for (const words of [['status'], ['history'], ['up', '3']]) await run([...words, '--format', 'json', ...target]);
    assert.deepEqual([codes.get('up 3'), codes.get('up'), codes.get('redo')], [0, 1, 0], 'all that is to be seen was there');
    for (const odd of [wrong, nobody, broken]) await run(['status', ...odd]);
    assert.deepEqual(seen, []);
    const written = readdirSync(join(workspace.root, '..'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !(path.endsWith('.sql') && path.includes('migrations')) && readFileSync(path).includes(token));
    assert.deepEqual(written, []);
  });
});
