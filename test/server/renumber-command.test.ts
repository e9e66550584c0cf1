import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommandLine, Workspace } from '../support/command-line';

const versions = 'deploy/migrations/versions';
const down = 'deploy/migrations/down';

describe('lockkeeper renumber', function () {
  this.timeout(60_000);
  before(buildCommandLine);

  let workspace: Workspace;
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-C', workspace.root, '-c', 'user.name=T', '-c', 'user.email=t@example.org', ...words], {
      encoding: 'utf8',
    });
  const write = (path: string, text: string): void => writeFileSync(join(workspace.root, path), text);
  const textOf = (path: string): string => readFileSync(join(workspace.root, path), 'utf8');

  beforeEach(() => {
    workspace = new Workspace();
    git('init', '-qb', 'main');
    git('add', '.');
    git('commit', '-qm', 'The sample');
    git('switch', '-qc', 'feature');
    write(`${versions}/013_tides.sql`, '-- 013: Tides\n\nCREATE TABLE yard.tide (id bigint PRIMARY KEY);\n');
    write(`${down}/013_tides_down.sql`, '-- Undo 013: Tides\n\nDROP TABLE yard.tide;\n');
    write(`${versions}/014_locks.sql`, '-- Dependencies: 013\n\nCREATE TABLE yard.lock (id bigint PRIMARY KEY);\n');
    git('add', '.');
    git('commit', '-qm', 'Tides');
  });
  afterEach(() => workspace.remove());

  it('renames by git, with what the files say of themselves and of each other', async () => {
    const plan = await workspace.run([
      'renumber',
      `${versions}/013_tides.sql`,
      `${versions}/014_locks.sql`,
      '--after',
      '012',
      '--dry-run',
    ]);
    assert.deepEqual(plan, { code: 0, out: 'Everything is in its place: nothing to rename.\n', err: '' });
    const rehearsed = await workspace.run(['renumber', `${versions}/013_tides.sql`, '--to', '0013', '--dry-run']);
    assert.equal(rehearsed.err, '');
    assert.equal(
      rehearsed.out,
      [
        `# writes ${versions}/013_tides.sql`,
        `# writes ${down}/013_tides_down.sql`,
        `# writes ${versions}/014_locks.sql`,
        `git mv ${versions}/013_tides.sql ${versions}/0013_tides.sql`,
        `git mv ${down}/013_tides_down.sql ${down}/0013_tides_down.sql`,
        '',
      ].join('\n'),
    );
    assert.equal(git('status', '--porcelain'), '', 'a rehearsal changes nothing');
    const { code, json } = await workspace.json(['renumber', `${versions}/013_tides.sql`, '--to', '0013']);
    assert.equal(code, 0);
    assert.deepEqual((json as { renamed: unknown }).renamed, [
      { from: `${versions}/013_tides.sql`, to: `${versions}/0013_tides.sql` },
      { from: `${down}/013_tides_down.sql`, to: `${down}/0013_tides_down.sql` },
    ]);
    assert.deepEqual(git('status', '--porcelain').split('\n').sort(), [
      '',
      ` M ${versions}/014_locks.sql`,
      `RM ${down}/013_tides_down.sql -> ${down}/0013_tides_down.sql`,
      `RM ${versions}/013_tides.sql -> ${versions}/0013_tides.sql`,
    ]);
    assert.equal(
      textOf(`${versions}/014_locks.sql`),
      '-- Dependencies: 0013\n\nCREATE TABLE yard.lock (id bigint PRIMARY KEY);\n',
    );
    assert.equal(textOf(`${down}/0013_tides_down.sql`), '-- Undo 0013: Tides\n\nDROP TABLE yard.tide;\n');
  });

  it('brings what a branch added behind what the other has, merged or not', async () => {
    git('switch', '-q', 'main');
    write(`${versions}/013_theirs.sql`, 'SELECT 1;\n');
    write(`${versions}/014_theirs.sql`, 'SELECT 2;\n');
    git('add', '.');
    git('commit', '-qm', 'Theirs');
    git('switch', '-q', 'feature');
    const before = await workspace.run(['renumber', '--base', 'main', '--dry-run']);
    assert.equal(before.err, '');
    assert.match(before.out, /013_tides\.sql deploy\/migrations\/versions\/015_tides\.sql\n[^]*016_locks\.sql\n/);
    git('merge', '-q', '-m', 'Merge', 'main');
    // The merge base is main itself now, and what it lacks is this branch's.
    assert.equal((await workspace.run(['renumber', '--base', 'main'])).code, 0);
    assert.ok(existsSync(join(workspace.root, versions, '015_tides.sql')));
    assert.ok(existsSync(join(workspace.root, down, '015_tides_down.sql')));
    assert.equal(textOf(`${versions}/016_locks.sql`).split('\n')[0], '-- Dependencies: 015');
    const again = await workspace.run(['renumber', '--base', 'main']);
    assert.equal(again.out, 'Everything is in its place: nothing to rename.\n');
    const unknown = await workspace.run(['renumber', '--base', 'nowhere']);
    assert.deepEqual([unknown.code, unknown.out], [6, '']);
    assert.match(unknown.err, /^Git knows no nowhere /);
  });

  it('refuses what the default branch has, unless it is forced', async () => {
    const applied = `${versions}/012_index_gate_visits.sql`;
    const { code, err } = await workspace.run(['renumber', applied]);
    assert.equal(code, 6);
    assert.match(err, /has run already, by main: /);
    const forced = await workspace.run(['renumber', applied, '--force', '--dry-run']);
    assert.equal(forced.code, 0, forced.err);
    assert.match(forced.out, /015_/);
  });

  it('moves into another source, and says why where it cannot', async () => {
    write('lockkeeper.json', JSON.stringify({ sources: [{ path: 'deploy/migrations', deprecated: true }] }));
    const into = 'services/booking/migrations';
    const pair = await workspace.run(['renumber', `${versions}/014_locks.sql`, '--into', into]);
    assert.equal(pair.code, 0, pair.err);
    assert.match(pair.out, /014_locks\.sql → services\/booking\/migrations\/\d{14}_locks\.sql\n/);
    const refused = await workspace.run(['renumber', `${into}/20250127160000_container_catalogue.up.sql`, '--into', versions]);
    assert.equal(refused.code, 6);
    assert.match(refused.err, /^lockkeeper\.json calls deploy\/migrations\/versions deprecated\. New migrations belong into /);
  });

  it('asks for files of one source, and for one place', async () => {
    const codeOf = async (...words: readonly string[]): Promise<number> => (await workspace.run(['renumber', ...words])).code;
    assert.equal(await codeOf(), 2);
    assert.equal(await codeOf('nothing.sql'), 2);
    assert.equal(await codeOf(`${versions}/013_tides.sql`, '--to', '1', '--after', '2'), 2);
    assert.equal(await codeOf(`${versions}/013_tides.sql`, '--base', 'main'), 2);
    assert.equal(await codeOf(versions), 2);
    assert.equal(await codeOf(`${versions}/013_tides.sql`, '--into', 'elsewhere'), 2);
  });
});
