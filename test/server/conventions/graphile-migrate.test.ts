import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { graphileMigrate } from '../../../src/migrations/conventions/graphile-migrate';
import { scaffold } from '../../../src/migrations/scaffold';
import { describeOnServer } from '../../support/on-server';
import { sourceOf, up } from '../../support/runs';
import { Trees } from '../../unit/migrations/tree-of';

/** Committed files, each as Lockkeeper makes it. */
function committed(...statements: readonly (readonly [string, 'outside'?])[]): Readonly<Record<string, string>> {
  let files: Readonly<Record<string, string>> = {};
  for (const [text, outside] of statements) {
    const content = { up: `${text}\n`, down: '', outsideTransaction: outside !== undefined };
    const wanted = { description: 'Ports, berths', withDown: false, content };
    const answer = scaffold(sourceOf(files, graphileMigrate), wanted, 0, Object.keys(files));
    if (!answer.ok) throw new Error(answer.reason);
    const made = answer.edits.flatMap((edit) =>
      edit.kind === 'create' ? [[edit.path.replace('/project/migrations/', ''), edit.text] as const] : [],
    );
    files = { ...files, ...Object.fromEntries(made) };
  }
  return files;
}

const files = committed(
  ['CREATE TABLE ports (id bigint);\n\nCREATE TABLE berths (id bigint);'],
  ['CREATE INDEX CONCURRENTLY ports_id ON ports (id);', 'outside'],
  ['INSERT INTO ports VALUES (1);'],
);
const source = sourceOf(files, graphileMigrate);
const all = ['000001 applied', '000002 applied', '000003 applied'];

describeOnServer('graphile-migrate on a server', (server) => {
  const trees = new Trees();
  after(() => trees.remove());
  const table = () => server.rows('SELECT hash, previous_hash, filename FROM graphile_migrate.migrations ORDER BY filename');

  /** What the real one prints, given so many files. */
  async function real(count: number): Promise<string> {
    const some = Object.entries(files).slice(0, count);
    const cwd = trees.make({ '.gmrc': '{}', ...Object.fromEntries(some.map(([path, text]) => [`migrations/${path}`, text])) });
    const require = createRequire(import.meta.url);
    const program = join(dirname(require.resolve('graphile-migrate')), 'cli.js');
    const env = { ...process.env, DATABASE_URL: server.url };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, 'migrate'], { cwd, env });
    return stdout + stderr;
  }

  it('goes on where graphile-migrate has been, which then is up to date', async () => {
    assert.match(await real(2), /2 committed migrations executed/);
    assert.deepEqual(await server.standing(source), ['000001 applied', '000002 applied', '000003 pending']);
    assert.equal((await up(server.databases, { source, target: server.target })).outcome, 'done');
    assert.match(await real(3), /Already up to date/);
    assert.deepEqual(await server.standing(source), all);
  });

  it('begins, and graphile-migrate goes on, with the rows and tables that it makes itself', async () => {
    assert.equal((await up(server.databases, { source, target: server.target, count: 1 })).outcome, 'done');
    const columns = () =>
      server.rows(
        `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'graphile_migrate' ORDER BY table_name, ordinal_position`,
      );
    const ours = await columns();
    assert.match(await real(3), /2 committed migrations executed/);
    assert.deepEqual(await server.standing(source), all);
    const mixed = await table();
    await server.rows('DROP SCHEMA graphile_migrate CASCADE');
    await server.rows('DROP TABLE ports, berths');
    await real(3);
    assert.deepEqual(await columns(), ours);
    assert.deepEqual(await table(), mixed);
  });
});
