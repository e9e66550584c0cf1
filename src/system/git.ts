import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where a working tree stands. */
export interface Head {
  /** 40 hexadecimal digits, or 64 in repositories that use SHA-256. */
  readonly commit: string;
  /** Whether anything below the directory differs from that commit, new files included. */
  readonly isDirty: boolean;
}

/** A hook or a file system that hangs must not hold up a run. */
const timeout = 5000;

/** Bytes of the longest answer: the list of a very large repository. */
const maxBuffer = 256 * 1024 * 1024;

/**
 * The commit that `directory` is at. Undefined where there is no git, no repository or no commit yet, and where git does
 * not answer within five seconds.
 */
export async function headCommit(directory: string): Promise<Head | undefined> {
  const [commit, status] = await Promise.all([
    git(directory, ['rev-parse', '--verify', 'HEAD^{commit}']),
    git(directory, ['status', '--porcelain', '--untracked-files=normal', '--', '.']),
  ]);
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit.trim())) return undefined;
  return { commit: commit.trim(), isDirty: status !== '' };
}

/** References that may be the default branch, the likeliest first; the remote's HEAD says which it is. */
const defaultBranches = [
  'refs/remotes/origin/HEAD',
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
];

/**
 * The files below `directory` as the default branch has them, or had them where this branch left it: absolute paths
 * with the ids of their contents, in hexadecimal. Undefined where there is no git, no repository or no such branch.
 */
export async function defaultBranchFiles(directory: string): Promise<ReadonlyMap<string, string> | undefined> {
  const present = (await git(directory, ['for-each-ref', '--format=%(refname)', ...defaultBranches]))?.split('\n') ?? [];
  const branch = defaultBranches.find((name) => present.includes(name));
  return branch === undefined ? undefined : filesSince(directory, branch);
}

/** The same of any revision. Undefined where there is none of that name, or nothing that it has in common with HEAD. */
export async function filesSince(directory: string, revision: string): Promise<ReadonlyMap<string, string> | undefined> {
  // What begins with a dash would be an option.
  const commit = await git(directory, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`]);
  const base = commit === undefined ? undefined : await git(directory, ['merge-base', 'HEAD', commit.trim()]);
  if (base === undefined) return undefined;
  const tree = await git(directory, ['ls-tree', '-r', '-z', base.trim(), '--', '.']);
  return tree === undefined ? undefined : readTree(directory, tree);
}

/**
 * What tells whether `defaultBranchFiles` would answer the same: the commits that it may look at, and how far a shallow
 * clone knows what lies behind them. Undefined where there is no git, no repository or no commit.
 */
export async function branchState(directory: string): Promise<string | undefined> {
  // A pattern without a wildcard would be taken for a folder of references.
  const references = [...defaultBranches.map((name) => `${name.slice(0, -1)}[${name.slice(-1)}]`), 'refs/replace/*'];
  const answer = await git(directory, [
    ...['rev-parse', '--show-prefix', '--is-shallow-repository', '--git-path', 'shallow', 'HEAD'],
    ...references.map((name) => `--glob=${name}`),
  ]);
  if (answer === undefined) return undefined;
  const [, isShallow, shallow = ''] = answer.split('\n');
  return isShallow === 'true' ? answer + (await readFile(resolve(directory, shallow), 'utf8')) : answer;
}

/** `<mode> blob <id>\t<path>`, each ended by NUL; paths are relative to the directory. */
function readTree(directory: string, tree: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const line of tree.split('\0')) {
    const [, id, path] = /^\d+ blob ([0-9a-f]+)\t([^]+)$/.exec(line) ?? [];
    if (id !== undefined && path !== undefined) files.set(join(directory, path), id);
  }
  return files;
}

/** What git prints; undefined where it fails. Reads alone: it takes no lock, asks nobody, and runs no command that the repository names. */
function git(directory: string, command: readonly string[]): Promise<string | undefined> {
  // `core.fsmonitor` may name a program, and so may the remote that a partial clone fetches what it lacks from: repositories
  // are not trusted.
  const safely = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never'];
  const env = { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' };
  return new Promise((resolve) => {
    execFile(
      'git',
      ['-C', directory, ...safely, ...command],
      { timeout, windowsHide: true, encoding: 'utf8', maxBuffer, env },
      (error, stdout) => resolve(error ? undefined : stdout),
    );
  });
}
