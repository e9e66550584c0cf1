/** Repositories whose configuration names programs: each would make a file, and none is run. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  branchState,
  defaultBranch,
  filesAt,
  headCommit,
  moveTracked,
  partedFrom,
  removedFiles,
  versionsOf,
} from '../../../src/system/git';
import { onPath } from '../../../src/system/git-program';
import { Trees } from '../migrations/tree-of';

const trees = new Trees();

function git(directory: string, ...command: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
  return execFileSync('git', ['-C', directory, ...identity, ...command], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Commits the folder and gives the commit a signature, which only a verifier would look at. */
function signedRepository(root: string): void {
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'first');
  git(root, 'rm', '-q', 'm/0_gone.sql');
  git(root, 'commit', '-qm', 'second');
  const plain = git(root, 'cat-file', 'commit', 'HEAD');
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEz\n -----END PGP SIGNATURE-----';
  writeFileSync(join(root, '.git', 'commit'), plain.replace('\n\n', `\n${signature}\n\n`) + '\n');
  git(root, 'reset', '-q', '--hard', git(root, 'hash-object', '-t', 'commit', '-w', '.git/commit'));
}

/** Everything that is asked of git. */
async function askAll(root: string): Promise<void> {
  const directory = join(root, 'm');
  const file = join(directory, '1_a.sql');
  await headCommit(directory);
  await defaultBranch(directory);
  await branchState(directory);
  await partedFrom(directory, 'main');
  await filesAt(directory, 'main');
  await removedFiles(directory);
  await versionsOf(directory, [file]);
  assert.ok(await moveTracked(file, join(directory, '2_a.sql')));
}

/** Has each file look changed, so that git must compare its contents. */
function touch(root: string): void {
  const then = new Date(Date.now() - 60_000);
  utimesSync(join(root, 'm', '1_a.sql'), then, then);
}

describe('git in a repository that names programs', function () {
  if (process.platform === 'win32') return;
  let root: string;
  let program: string;
  const wasRun = (): boolean => existsSync(join(root, 'was-run'));
  beforeEach(() => {
    root = trees.make({ 'm/0_gone.sql': 'SELECT 0;', 'm/1_a.sql': 'SELECT 1;' });
    signedRepository(root);
    program = join(root, '.git', 'program');
    writeFileSync(program, `#!/bin/sh\ntouch ${join(root, 'was-run')}\ncat\n`, { mode: 0o755 });
  });
  afterEach(() => trees.remove());

  const cases: Readonly<Record<string, { readonly set: () => void; readonly bait: readonly string[] }>> = {
    'core.fsmonitor': { set: () => git(root, 'config', 'core.fsmonitor', program), bait: ['status'] },
    'gpg.program': {
      set: () => {
        git(root, 'config', 'log.showSignature', 'true');
        git(root, 'config', 'gpg.program', program);
      },
      bait: ['log', '--all', '--raw', '--format='],
    },
    'a filter': {
      set: () => {
        appendFileSync(join(root, '.git', 'info', 'attributes'), '*.sql filter=of=mine\n');
        git(root, 'config', 'filter.of=mine.clean', program);
        touch(root);
      },
      bait: ['status'],
    },
    'a filter that stays': {
      set: () => {
        appendFileSync(join(root, '.git', 'info', 'attributes'), '*.sql filter=f\n');
        git(root, 'config', 'filter.f.process', program);
        touch(root);
      },
      bait: ['status'],
    },
    'a hook': {
      set: () =>
        writeFileSync(join(root, '.git', 'hooks', 'post-index-change'), `#!/bin/sh\n${program} </dev/null\n`, { mode: 0o755 }),
      bait: ['mv', 'm/1_a.sql', 'm/3_a.sql'],
    },
    'core.hooksPath': {
      set: () => {
        mkdirSync(join(root, 'own'), { recursive: true });
        writeFileSync(join(root, 'own', 'post-index-change'), `#!/bin/sh\n${program} </dev/null\n`, { mode: 0o755 });
        git(root, 'config', 'core.hooksPath', join(root, 'own'));
      },
      bait: ['mv', 'm/1_a.sql', 'm/3_a.sql'],
    },
    'diff.external, a pager, textconv and an alias': {
      set: () => {
        appendFileSync(join(root, '.git', 'info', 'attributes'), '*.sql diff=mine\n');
        for (const name of ['diff.external', 'diff.mine.textconv', 'diff.mine.command', 'core.pager', 'pager.log']) {
          git(root, 'config', name, program);
        }
        git(root, 'config', 'alias.status', `!${program}`);
        writeFileSync(join(root, 'm', '1_a.sql'), 'SELECT 2;');
      },
      bait: ['diff', '--ext-diff'],
    },
  };
  for (const [what, { set, bait }] of Object.entries(cases)) {
    it(`runs none by ${what}`, async () => {
      set();
      await askAll(root);
      assert.equal(wasRun(), false);
      // What git itself would have run, so that the bait is one.
      git(root, 'reset', '-q', '--hard');
      rmSync(join(root, 'was-run'), { force: true });
      set();
      try {
        git(root, ...bait);
      } catch {
        // A filter that says nothing sensible is an error of git’s.
      }
      assert.equal(wasRun(), true, 'the bait');
    });
  }

  it('obeys no bare repository that was committed as files', async () => {
    const bare = join(root, 'm', 'bare');
    git(root, 'clone', '-q', '--bare', root, bare);
    git(bare, 'config', 'core.fsmonitor', program);
    git(bare, 'config', 'core.worktree', root);
    git(bare, 'config', 'core.bare', 'false');
    assert.equal(await headCommit(bare), undefined);
    assert.equal(await branchState(bare), undefined);
    assert.equal(wasRun(), false);
  });

  it('is looked for in directories of PATH that have a place of their own', () => {
    const here = process.cwd();
    process.chdir(join(root, 'm'));
    try {
      assert.equal(onPath('1_a.sql', ['.', '', 'm'].join(':')), undefined);
      assert.equal(onPath('1_a.sql', ['.', join(root, 'm')].join(':')), join(root, 'm', '1_a.sql'));
    } finally {
      process.chdir(here);
    }
  });
});
