import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommandLine, Workspace } from '../support/command-line';
import { serverTimeout, sharedServer } from '../support/servers';

const source = ['--source', 'services/booking/migrations'];
const first = 'services/booking/migrations/20250106081500_create_carriers_and_ports.sql';
const version = '20250106081500';

interface Changed {
  readonly outcome: string;
  readonly message?: string;
  readonly amendments: readonly {
    readonly version: string;
    readonly change: string;
    readonly difference?: string;
    readonly path?: string;
  }[];
}

describe('the command line and the history', function () {
  this.timeout(serverTimeout);
  const workspace = new Workspace();
  let target: readonly string[];
  const git = (...words: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...words], { cwd: workspace.root });
  };
  before(async () => {
    await buildCommandLine();
    target = ['--target', await (await sharedServer(16)).createDatabase()];
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'All of it');
  });
  after(() => workspace.remove());
  const run = (...words: readonly string[]) => workspace.run([...words, ...source, ...target]);
  const json = async (...words: readonly string[]): Promise<{ readonly code: number; readonly json: Changed }> =>
    (await workspace.json([...words, ...source, ...target])) as { code: number; json: Changed };

  it('takes a baseline, lists it first, and takes no other', async () => {
    const listed = await json('baseline', version, '--dry-run');
    assert.deepEqual([listed.code, listed.json.outcome, listed.json.amendments.at(-1)?.version], [0, 'done', version]);
    assert.equal((await run('status', '--exit-code')).code, 1);
    const made = await run('baseline', version, '--reason', 'It was made by hand.');
    assert.equal(made.code, 0, made.out);
    const again = await run('baseline', version);
    assert.equal(again.code, 6);
    assert.match(again.out, /has begun elsewhere/);
    assert.equal((await run('mark', 'not-applied', version)).code, 0);
  });

  it('repairs what git knows to be the same, with a reason, and keeps it in the journal', async () => {
    assert.equal((await run('up', '4')).code, 0);
    const path = join(workspace.root, first);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, `-- Where it began.\n${text}`);
    const verified = await workspace.json(['verify', ...source, ...target]);
    assert.equal(verified.code, 5);
    const { sources } = verified.json as {
      sources: { disagreements: { severity: string; version: string; message: string }[] }[];
    };
    const [disagreement] = sources[0]?.disagreements ?? [];
    assert.deepEqual([disagreement?.severity, disagreement?.version], ['error', version]);
    assert.match(
      disagreement?.message ?? '',
      /changed after it was applied\. Only comments and blanks differ from what .* has applied\.$/,
    );
    const unreasoned = await run('repair');
    assert.equal(unreasoned.code, 2);
    assert.match(unreasoned.err, /--reason/);
    const repaired = await json('repair', '--reason', 'A comment was added.');
    assert.deepEqual(
      [repaired.code, repaired.json.amendments.map(({ change, difference }) => [change, difference])],
      [0, [['checksum', 'comments']]],
    );
    assert.equal(repaired.json.amendments[0]?.path, first);
    assert.equal((await run('verify')).code, 0);
    git('commit', '--quiet', '--all', '--message', 'A comment');
    writeFileSync(path, `${text}\nCREATE TABLE more (id int);\n`);
    const refused = await run('repair', '--reason', 'It does more now.');
    assert.equal(refused.code, 5);
    assert.match(refused.out, /does something else than what was applied/);
    assert.match(refused.out, /extra table public\.more \(with 1 column\)/);
    writeFileSync(path, text);
    assert.equal((await run('repair', '--reason', 'Back.')).code, 0);
  });

  it('tells what was done, in its order, and what the journal has', async () => {
    assert.equal((await run('down')).code, 0);
    const { code, json: told } = await workspace.json(['history', ...source, ...target]);
    assert.equal(code, 0);
    const { sources } = told as {
      sources: {
        table: string;
        lines: { version: string; event: string; file: string; at: string }[];
        journal: { kind: string; command?: string; reason?: string; git?: { commit: string } }[];
      }[];
    };
    const [own] = sources;
    assert.deepEqual(
      [own?.table, own?.lines.map((line) => [line.version, line.event, line.file])],
      ['_sqlx_migrations', [version, '20250109140200', '20250113101000'].map((each) => [each, 'applied', 'same'])],
    );
    const begun = own?.journal.filter(({ kind }) => kind === 'begun') ?? [];
    assert.deepEqual(
      begun.map(({ command, reason }) => [command, reason]),
      [
        ['baseline', 'It was made by hand.'],
        ['mark', undefined],
        ['up', undefined],
        ['repair', 'A comment was added.'],
        ['repair', 'Back.'],
        ['down', undefined],
      ],
    );
    const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: workspace.root, encoding: 'utf8' }).trim();
    assert.equal(begun.at(-1)?.git?.commit, head);
    const { out } = await run('history');
    assert.match(out, /repair by .*: A comment was added\./);
    const folder = join(workspace.root, '..', 'data', 'journal');
    const [file = ''] = readdirSync(folder);
    assert.equal(statSync(join(folder, file)).mode & 0o077, 0, 'nobody else may read it');
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no version for a baseline', ['baseline'], /up to which version/],
    ['a mark of nothing', ['mark', 'applied'], /what and which/],
    ['a mark of another kind', ['mark', 'done', '1'], /applied, not-applied/],
    ['a reset of some', ['reset', '2'], /takes no number/],
  ];
  for (const [what, words, message] of wrong) {
    it(`exits with 2 for ${what}`, async () => {
      const { code, err } = await run(...words);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }

  it('writes a script for psql into a new file, and into no other', async () => {
    const exported = await run('export', '2', '--output', 'next.sql');
    assert.deepEqual([exported.code, exported.out], [0, 'next.sql\n']);
    const script = readFileSync(join(workspace.root, 'next.sql'), 'utf8');
    assert.match(script, /^\\set ON_ERROR_STOP on\nSELECT pg_advisory_lock\(/);
    assert.equal((await run('export', '2')).out, script);
    assert.equal((await run('export', '--output', 'next.sql')).code, 1);
  });

  it('creates the database that the target names, once', async () => {
    const url = (await sharedServer(16)).url(`created_${process.pid}`);
    const create = (...words: readonly string[]) => workspace.run(['create-database', '--target', url, ...words]);
    assert.match((await create('--dry-run')).out, /^Would create the database created_/);
    assert.equal((await workspace.run(['status', ...source, '--target', url])).code, 4);
    assert.match((await create()).out, /^Created the database created_/);
    const again = await create();
    assert.equal(again.code, 0);
    assert.match(again.out, /is there already/);
    assert.equal((await workspace.run(['status', ...source, '--target', url])).code, 0);
  });

  it('gives a server up that does not come in time', async () => {
    const late = await workspace.run(['status', ...source, '--target', 'postgres://u:hunter2@127.0.0.1:1/app', '--wait', '1']);
    assert.equal(late.code, 4);
    assert.ok(!`${late.out}${late.err}`.includes('hunter2'));
    assert.equal((await run('status', '--wait', '5')).code, 0);
  });

  it('resets with the word alone', async () => {
    const pairs = ['--source', 'deploy/migrations'];
    const url = await (await sharedServer(16)).createDatabase();
    const on = (...words: readonly string[]) => workspace.run([...words, ...pairs, '--target', url]);
    assert.equal((await on('up', '3')).code, 0);
    const refused = await on('reset');
    assert.equal(refused.code, 6);
    assert.match(refused.out, /confirm by RESET/);
    const redone = await on('redo', '2');
    assert.equal(redone.code, 0);
    assert.match(redone.out, /Rolled back and applied again 2 migrations/);
    const { code, out } = await on('reset', '--confirm', 'RESET');
    assert.equal(code, 0);
    assert.match(out, /Rolled back 3 migrations/);
  });

  it('makes a database of one’s own anew by its name alone, the embedded one too', async () => {
    const url = await (await sharedServer(16)).createDatabase();
    const on = (at: string, ...words: readonly string[]) => workspace.run(['recreate', ...source, '--target', at, ...words]);
    const asked = await on(url);
    assert.equal(asked.code, 6);
    const [, name = ''] = /confirm by its name, (.*)\.$/m.exec(asked.out) ?? [];
    assert.match(
      (await on(url, '--dry-run')).out,
      /^Would drop and create the database \S+ of \S+, then apply \d+ migrations; nothing was done$/m,
    );
    const done = await on(url, '--confirm', name);
    assert.equal(done.code, 0, done.out);
    assert.match(done.out, /^Made anew: the database [^]*^Applied \d+ migrations/m);
    const { code, json: told } = await workspace.json(['recreate', ...source, '--target', 'embedded', '--confirm', 'embedded']);
    assert.equal(code, 0);
    const { outcome, run: applied } = told as { outcome: string; run: { direction: string; steps: unknown[] } };
    assert.deepEqual([outcome, applied.direction, applied.steps.length > 0], ['done', 'up', true]);
  });
});
