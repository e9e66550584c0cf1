import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultBranchFiles, headCommit } from '../../../src/system/git';
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

  it('runs no program that a repository names', async () => {
    const root = trees.make({ a: '' });
    git(root, 'init', '-q');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'first');
    mkdirSync(join(root, 'bin'));
    writeFileSync(join(root, 'bin/monitor'), `#!/bin/sh\ntouch ${join(root, 'was-run')}\n`, { mode: 0o755 });
    git(root, 'config', 'core.fsmonitor', join(root, 'bin/monitor'));
    assert.equal((await headCommit(root))?.isDirty, true);
    assert.equal(await headCommit(root).then(() => execFileSync('ls', [root], { encoding: 'utf8' }).includes('was-run')), false);
  });
});

describe('defaultBranchFiles', () => {
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
    assert.equal(await defaultBranchFiles(join(clone, 'm')), undefined);
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
    assert.deepEqual([...((await defaultBranchFiles(join(root, 'm'))) ?? [])], [[path, git(root, 'hash-object', path)]]);
    git(root, 'checkout', '-q', 'main');
    git(root, 'merge', '-q', 'feature');
    assert.deepEqual([...((await defaultBranchFiles(join(root, 'm'))) ?? [])].length, 2);
  });

  it('are those that the remote calls its default branch', async () => {
    const root = trees.make({ '1_a.sql': '' });
    git(root, 'init', '-q', '-b', 'trunk');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'first');
    assert.equal(await defaultBranchFiles(root), undefined);
    git(root, 'update-ref', 'refs/remotes/origin/trunk', 'HEAD');
    git(root, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    assert.equal((await defaultBranchFiles(root))?.size, 1);
  });

  it('are not known where there is no repository', async () => {
    assert.equal(await defaultBranchFiles(trees.make({})), undefined);
  });
});
