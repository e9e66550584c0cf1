import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Where a working tree stands. */
export interface Head {
  /** 40 hexadecimal digits, or 64 in repositories that use SHA-256. */
  readonly commit: string;
  /** Whether anything below the directory differs from that commit, new files included. */
  readonly isDirty: boolean;
  /** Who commits there, by git's settings. */
  readonly user?: { readonly name: string; readonly email: string };
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
  const [commit, status, name, email] = await Promise.all([
    git(directory, ['rev-parse', '--verify', 'HEAD^{commit}']),
    git(directory, ['status', '--porcelain', '--untracked-files=normal', '--', '.']),
    git(directory, ['config', '--get', 'user.name']),
    git(directory, ['config', '--get', 'user.email']),
  ]);
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit.trim())) return undefined;
  const user = name === undefined || email === undefined ? undefined : { name: name.trim(), email: email.trim() };
  return { commit: commit.trim(), isDirty: status !== '', ...(user && { user }) };
}

/** References that may be the default branch, the likeliest first; the remote's HEAD says which it is. */
const defaultBranches = [
  'refs/remotes/origin/HEAD',
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
];

/** The default branch as it was where this branch left it. */
export interface DefaultBranch {
  /** `origin/main`. */
  readonly name: string;
  /** The files below the directory: absolute paths with the ids of their contents, in hexadecimal. */
  readonly files: ReadonlyMap<string, string>;
  /** A branch of this repository alone that is checked out: what it has nobody else need have seen. */
  readonly isOwn: boolean;
}

/** What `directory` left the default branch with. Undefined where there is no git, no repository or no such branch. */
export async function defaultBranch(directory: string): Promise<DefaultBranch | undefined> {
  const refs = (await git(directory, ['for-each-ref', '--format=%(refname) %(symref)', ...defaultBranches]))?.split('\n') ?? [];
  const present = new Map(refs.map((line) => line.split(' ', 2) as [string, string]));
  const branch = defaultBranches.find((name) => present.has(name));
  const files = branch === undefined ? undefined : await filesSince(directory, branch);
  if (branch === undefined || files === undefined) return undefined;
  const head = branch.startsWith('refs/heads/') ? await git(directory, ['symbolic-ref', '--quiet', 'HEAD']) : undefined;
  // The remote's HEAD stands for the branch that it names.
  const meant = present.get(branch) ?? '';
  const name = (meant === '' ? branch : meant).replace(/^refs\/(?:heads|remotes)\//, '');
  return { name, files, isOwn: head?.trim() === branch };
}

/** The content that an id of `DefaultBranch` stands for; undefined where it is not here, or no UTF-8. */
export async function contentOf(directory: string, id: string): Promise<string | undefined> {
  const text = await git(directory, ['cat-file', 'blob', id]);
  return text?.includes('\uFFFD') === true ? undefined : text;
}

/**
 * Every text that a file has had on any branch, the newest first: what was applied to a database may never have been on
 * this one. Nothing where there is no git, or the file is in no commit.
 */
export async function* formerTexts(path: string): AsyncGenerator<string> {
  const directory = dirname(path);
  const log = await git(directory, [
    '--literal-pathspecs',
    ...['log', '--all', '--format=', '--raw', '--no-abbrev', '--no-renames', '-m', '--', path],
  ]);
  const ids = new Set([...(log ?? '').matchAll(/^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) /gm)].map(([, id = '']) => id));
  for (const id of ids) {
    const text = /^0+$/.test(id) ? undefined : await contentOf(directory, id);
    if (text !== undefined) yield text;
  }
}

/**
 * The files below `directory` where HEAD left a revision: absolute paths with the ids of their contents. Undefined where
 * there is none of that name, or nothing that it has in common with HEAD.
 */
export async function filesSince(directory: string, revision: string): Promise<ReadonlyMap<string, string> | undefined> {
  // What begins with a dash would be an option.
  const commit = await git(directory, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`]);
  const base = commit === undefined ? undefined : await git(directory, ['merge-base', 'HEAD', commit.trim()]);
  if (base === undefined) return undefined;
  const tree = await git(directory, ['ls-tree', '-r', '-z', base.trim(), '--', '.']);
  return tree === undefined ? undefined : readTree(directory, tree);
}

/**
 * What tells whether `defaultBranch` would answer the same: the branches that it may look at, which is checked out, and
 * how far a shallow clone knows what lies behind them. Undefined where there is no git, no repository or no commit.
 */
export async function branchState(directory: string): Promise<string | undefined> {
  // A pattern without a wildcard would be taken for a folder of references.
  const references = [...defaultBranches.map((name) => `${name.slice(0, -1)}[${name.slice(-1)}]`), 'refs/replace/*'];
  const globs = references.map((name) => `--glob=${name}`);
  const answer = await git(directory, [
    ...['rev-parse', '--show-prefix', '--is-shallow-repository'],
    ...['--git-path', 'shallow', '--git-path', 'refs/remotes/origin/HEAD'],
    // First the commits, then the names.
    ...['HEAD', ...globs, '--symbolic-full-name', 'HEAD', ...globs],
  ]);
  if (answer === undefined) return undefined;
  const [, isShallow, shallow = '', remoteHead = ''] = answer.split('\n');
  const files = [...(isShallow === 'true' ? [shallow] : []), remoteHead];
  const texts = await Promise.all(files.map((file) => textOf(resolve(directory, file))));
  return answer + texts.join('');
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
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
