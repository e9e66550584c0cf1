import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  branchState,
  contentOf,
  defaultBranch,
  headCommit,
  partedFrom,
  pathsEver,
  removedFiles,
  versionsOf,
} from '../../../src/system/git';
import { Trees } from '../migrations/tree-of';

const trees = new Trees();

function git(directory: string, ...command: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  return execFileSync('git', ['-C', directory, ...identity, ...command], { encoding: 'utf8' }).trim();
}

describe('headCommit', () => {
  afterEach(() => trees.remove());

  it('is the commit, who commits, and whether files below the directory differ from it', async () => {
    const root = trees.make({ 'm/1_a.sql': 'SELECT 1;', 'other.txt': '' });
    git(root, 'init', '-q');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'first');
    const commit = git(root, 'rev-parse', 'HEAD');
    const migrations = join(root, 'm');
    git(root, 'config', 'user.name', 'Ada');
    git(root, 'config', 'user.email', 'ada@example.org');
    const user = { name: 'Ada', email: 'ada@example.org' };
    assert.deepEqual(await headCommit(migrations), { commit, isDirty: false, user });
    writeFileSync(join(root, 'other.txt'), 'changed');
    assert.deepEqual(await headCommit(migrations), { commit, isDirty: false, user }, 'elsewhere');
    writeFileSync(join(migrations, '2_b.sql'), '');
    assert.deepEqual(await headCommit(migrations), { commit, isDirty: true, user }, 'a new file');
  });

  it('is nothing where there is no repository, no commit or no directory', async () => {
    const root = trees.make({});
    assert.equal(await headCommit(root), undefined);
    git(root, 'init', '-q');
    assert.equal(await headCommit(root), undefined);
    assert.equal(await headCommit(join(root, 'gone')), undefined);
  });
});

describe('defaultBranch', () => {
  afterEach(() => trees.remove());

  it('fetch nothing that a partial clone lacks, and so run no program that its remote names', async () => {
    const root = trees.make({ 'origin/m/1_a.sql': 'SELECT 1;' });
    const origin = join(root, 'origin');
    git(origin, 'init', '-q', '-b', 'main');
    git(origin, 'config', 'uploadpack.allowFilter', 'true');
    git(origin, 'add', '.');
    git(origin, 'commit', '-qm', 'first');
    git(root, 'clone', '-q', '--filter=tree:0', '--no-checkout', `file://${origin}`, 'clone');
    const clone = join(root, 'clone');
    const program = join(root, 'upload');
    writeFileSync(program, `#!/bin/sh\ntouch ${join(root, 'was-run')}\nexec git-upload-pack "$@"\n`, { mode: 0o755 });
    git(clone, 'config', 'remote.origin.uploadpack', program);
    mkdirSync(join(clone, 'm'));
    assert.equal(await defaultBranch(join(clone, 'm')), undefined);
    await headCommit(join(clone, 'm'));
    assert.equal(existsSync(join(root, 'was-run')), false);
    // The remote’s program is what git itself would have run.
    git(clone, 'ls-tree', '-r', 'HEAD');
    assert.equal(existsSync(join(root, 'was-run')), true);
  });

  it('are those of the commit where this branch left the default one, with the ids of their contents', async () => {
    const root = trees.make({ 'm/1_a.sql': 'SELECT 1;', 'other.txt': '' });
    git(root, 'init', '-q', '-b', 'main');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'first');
    git(root, 'checkout', '-qb', 'feature');
    writeFileSync(join(root, 'm/2_ü.sql'), 'SELECT 2;');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'second');
    const path = join(root, 'm/1_a.sql');
    assert.deepEqual([...((await defaultBranch(join(root, 'm')))?.files ?? [])], [[path, git(root, 'hash-object', path)]]);
    git(root, 'checkout', '-q', 'main');
    git(root, 'merge', '-q', 'feature');
    assert.deepEqual([...((await defaultBranch(join(root, 'm')))?.files ?? [])].length, 2);
  });

  it('are those that the remote calls its default branch', async () => {
    const root = trees.make({ '1_a.sql': '' });
    git(root, 'init', '-q', '-b', 'trunk');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'first');
    assert.equal(await defaultBranch(root), undefined);
    git(root, 'update-ref', 'refs/remotes/origin/trunk', 'HEAD');
    git(root, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    assert.equal((await defaultBranch(root))?.files.size, 1);
  });

  it('are of this repository alone on a branch that has no remote', async () => {
    const root = trees.make({ 'm/1_a.sql': 'SELECT 1;' });
    git(root, 'init', '-q', '-b', 'main');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'first');
    const standing = async (): Promise<unknown> => {
      const branch = await defaultBranch(root);
      return branch && [branch.name, branch.isOwn];
    };
    assert.deepEqual(await standing(), ['main', true]);
    git(root, 'checkout', '-qb', 'feature');
    assert.deepEqual(await standing(), ['main', false]);
    git(root, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
    git(root, 'checkout', '-q', 'main');
    assert.deepEqual(await standing(), ['origin/main', false]);
    git(root, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    assert.deepEqual(await standing(), ['origin/main', false]);
  });

  it('are not known where there is no repository', async () => {
    assert.equal(await defaultBranch(trees.make({})), undefined);
  });
});

describe('partedFrom', () => {
  afterEach(() => trees.remove());

  it('has the files of the commit in common, and the names of those that the revision has got since', async () => {
    const root = trees.make({ 'm/1_a.sql': 'SELECT 1;', 'x/1_a.sql': 'SELECT 1;' });
    const commit = (name: string): void => {
      git(root, 'add', '.');
      git(root, 'commit', '-qm', name);
    };
    git(root, 'init', '-q', '-b', 'main');
    commit('first');
    git(root, 'checkout', '-qb', 'topic');
    writeFileSync(join(root, 'm/3_c.sql'), '');
    commit('ours');
    git(root, 'checkout', '-q', 'main');
    writeFileSync(join(root, 'm/2_é "b".sql'), '');
    writeFileSync(join(root, 'x/2_b.sql'), '');
    writeFileSync(join(root, 'm/1_a.sql'), 'SELECT 2;');
    commit('theirs');
    git(root, 'checkout', '-q', 'topic');
    const parted = await partedFrom(join(root, 'm'), 'main');
    assert.deepEqual([...(parted?.files.keys() ?? [])], [join(root, 'm/1_a.sql')]);
    assert.deepEqual(parted?.added, [join(root, 'm/2_é "b".sql')]);
    assert.deepEqual((await defaultBranch(join(root, 'm')))?.added, parted.added);
    assert.deepEqual((await partedFrom(join(root, 'm'), 'HEAD'))?.added, []);
    assert.equal(await partedFrom(root, 'nowhere'), undefined);
    assert.equal(await partedFrom(root, '--help'), undefined);
  });
});

describe('removedFiles', () => {
  afterEach(() => trees.remove());

  it('tells which commit removed what below the directory', async () => {
    const root = trees.make({ 'm/1_a.sql': 'SELECT 1;', 'm/2_é.sql': 'SELECT 2;', 'm/3_c.sql': 'SELECT 3;', 'x/1.sql': '' });
    git(root, 'init', '-q');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'first');
    assert.deepEqual(await removedFiles(join(root, 'm')), []);
    git(root, 'rm', '-q', 'm/2_é.sql', 'm/3_c.sql', 'x/1.sql');
    git(root, 'commit', '-qm', 'gone', '--date', '2025-03-01T12:00:00Z');
    const commit = git(root, 'rev-parse', '--short', 'HEAD');
    const date = git(root, 'log', '-1', '--format=%cs');
    assert.deepEqual(await removedFiles(join(root, 'm')), [
      { path: join(root, 'm/2_é.sql'), commit, date },
      { path: join(root, 'm/3_c.sql'), commit, date },
    ]);
    git(root, 'mv', 'm/1_a.sql', 'm/4_a.sql');
    git(root, 'commit', '-qm', 'renumbered');
    assert.deepEqual((await removedFiles(join(root, 'm')))?.map(({ path }) => path)[0], join(root, 'm/1_a.sql'));
  });

  it('are unknown where there is no repository or no commit', async () => {
    const root = trees.make({});
    assert.equal(await removedFiles(root), undefined);
    git(root, 'init', '-q');
    assert.equal(await removedFiles(root), undefined);
  });
});

describe('contentOf', () => {
  afterEach(() => trees.remove());

  it('is the text of a blob, and nothing of what is not there or no text', async () => {
    const root = trees.make({ 'a.sql': "SELECT 'é';\r\n" });
    git(root, 'init', '-q');
    writeFileSync(join(root, 'b.sql'), Uint8Array.of(0xff, 0x41));
    git(root, 'add', '.');
    const id = (path: string): string => git(root, 'hash-object', path);
    assert.equal(await contentOf(root, id('a.sql')), "SELECT 'é';\r\n");
    assert.equal(await contentOf(root, id('b.sql')), undefined);
    assert.equal(await contentOf(root, '0'.repeat(40)), undefined);
  });
});

describe('versionsOf', () => {
  afterEach(() => trees.remove());

  it('are the texts that a file has had on any branch, the newest first', async () => {
    const root = trees.make({ 'm/1_ü.sql': 'SELECT 1;\n', 'm/2_b.sql': '', 'other.sql': 'SELECT 0;\n' });
    const path = join(root, 'm/1_ü.sql');
    git(root, 'init', '-q', '-b', 'main');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'first', '--date=2025-01-01T00:00:00Z');
    git(root, 'checkout', '-qb', 'topic');
    writeFileSync(path, "SELECT 'é', 2;\r\n");
    git(root, 'commit', '-qam', 'second');
    writeFileSync(path, Uint8Array.of(0xff, 0x41));
    git(root, 'commit', '-qam', 'no text');
    git(root, 'checkout', '-q', 'main');
    const gone = join(root, 'm/3_c.sql');
    const versions = await versionsOf(join(root, 'm'), [path, join(root, 'm/2_b.sql'), gone, join(root, 'other.sql')]);
    assert.deepEqual(
      [...versions].sort(),
      [
        [path, ["SELECT 'é', 2;\r\n", 'SELECT 1;\n']],
        [join(root, 'm/2_b.sql'), ['']],
      ].sort(),
    );
  });

  it('are none where there is no repository', async () => {
    const root = trees.make({ '1_a.sql': '' });
    assert.equal((await versionsOf(root, [join(root, '1_a.sql')])).size, 0);
  });
});

describe('branchState', () => {
  afterEach(() => trees.remove());

  it('is another where the default branch may have other files, and the same where only the working tree has', async () => {
    const root = trees.make({ 'm/1_a.sql': 'SELECT 1;' });
    assert.equal(await branchState(root), undefined);
    git(root, 'init', '-q', '-b', 'main');
    assert.equal(await branchState(root), undefined, 'no commit');
    const seen = new Set<string | undefined>();
    const isNew = async (): Promise<boolean> => {
      const state = await branchState(root);
      if (seen.has(state)) return false;
      seen.add(state);
      return true;
    };
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'first');
    assert.ok(await isNew());
    writeFileSync(join(root, 'm/2_b.sql'), 'SELECT 2;');
    assert.ok(!(await isNew()));
    git(root, 'checkout', '-qb', 'topic');
    assert.ok(await isNew(), 'the default branch is not checked out any more');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'second');
    assert.ok(await isNew());
    git(root, 'branch', '-f', 'main', 'topic');
    assert.ok(await isNew());
    git(root, 'update-ref', 'refs/remotes/origin/main', 'HEAD~1');
    assert.ok(await isNew());
  });

  it('is another once a shallow clone knows more', async () => {
    const root = trees.make({ 'origin/1_a.sql': 'SELECT 1;' });
    const origin = join(root, 'origin');
    git(origin, 'init', '-q', '-b', 'main');
    git(origin, 'add', '.');
    for (const message of ['first', 'second', 'third']) git(origin, 'commit', '-q', '--allow-empty', '-m', message);
    git(root, 'clone', '-q', '--depth', '1', `file://${origin}`, 'clone');
    const clone = join(root, 'clone');
    const first = await branchState(clone);
    git(clone, 'fetch', '-q', '--depth', '2');
    assert.notEqual(await branchState(clone), first);
  });
});

describe('pathsEver', () => {
  afterEach(() => trees.remove());

  it('has what was removed, and what other branches have, but nothing from elsewhere', async () => {
    const root = trees.make({ 'm/1_a.sql': 'SELECT 1;', 'm/2_b.sql': 'SELECT 2;', 'other.sql': '' });
    git(root, 'init', '-q', '-b', 'main');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'first');
    git(root, 'checkout', '-qb', 'work');
    writeFileSync(join(root, 'm/3_c.sql'), '');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'second');
    git(root, 'checkout', '-q', 'main');
    git(root, 'rm', '-q', 'm/1_a.sql');
    git(root, 'commit', '-qm', 'third');
    const migrations = join(root, 'm');
    const names = (await pathsEver(migrations)).map((path) => path.slice(migrations.length + 1));
    assert.deepEqual(names.sort(), ['1_a.sql', '2_b.sql', '3_c.sql']);
    assert.deepEqual(await pathsEver(trees.make({})), []);
  });
});
