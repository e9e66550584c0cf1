import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { git, gitBytes, type Setting } from './git-program';

/** Where a working tree stands. */
export interface Head {
  /** 40 hexadecimal digits, or 64 in repositories that use SHA-256. */
  readonly commit: string;
  /** Whether anything below the directory differs from that commit, new files included. */
  readonly isDirty: boolean;
  /** Who commits there, by git's settings. */
  readonly user?: { readonly name: string; readonly email: string };
}

/**
 * The commit that `directory` is at. Undefined where there is no git, no repository or no commit yet, and where git does
 * not answer within five seconds.
 */
export async function headCommit(directory: string): Promise<Head | undefined> {
  const [commit, status, name, email] = await Promise.all([
    git(directory, ['rev-parse', '--verify', 'HEAD^{commit}']),
    gitStatus(directory),
    git(directory, ['config', '--get', 'user.name']),
    git(directory, ['config', '--get', 'user.email']),
  ]);
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit.trim())) return undefined;
  const user = name === undefined || email === undefined ? undefined : { name: name.trim(), email: email.trim() };
  return { commit: commit.trim(), isDirty: status !== '', ...(user && { user }) };
}

/** What differs from the commit. In a submodule git would obey the configuration there, so none is entered. */
async function gitStatus(directory: string): Promise<string | undefined> {
  const command = ['status', '--porcelain', '--untracked-files=normal', '--ignore-submodules=dirty', '--', '.'];
  return git(directory, command, await withoutFilters(directory));
}

/**
 * To compare a file, git sends it through the filters that its attributes name: settings that switch off those that the
 * repository's own configuration has.
 */
async function withoutFilters(directory: string): Promise<readonly Setting[]> {
  const listed = await git(directory, ['config', '--show-scope', '--name-only', '-z', '--get-regexp', '^filter\\.']);
  const fields = listed?.split('\0') ?? [];
  const own = fields.filter((_, index) => index % 2 === 1 && ['local', 'worktree'].includes(fields[index - 1] ?? ''));
  const drivers = new Set(own.map((name) => name.slice(0, name.lastIndexOf('.'))));
  return [...drivers].flatMap((name): readonly Setting[] => [
    [`${name}.clean`, ''],
    [`${name}.process`, ''],
    [`${name}.required`, 'false'],
  ]);
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
  /** Absolute paths of those that the branch has got since this one left it. */
  readonly added: readonly string[];
  /** A branch of this repository alone that is checked out: what it has nobody else need have seen. */
  readonly isOwn: boolean;
}

/** What `directory` left the default branch with. Undefined where there is no git, no repository or no such branch. */
export async function defaultBranch(directory: string): Promise<DefaultBranch | undefined> {
  const refs = (await git(directory, ['for-each-ref', '--format=%(refname) %(symref)', ...defaultBranches]))?.split('\n') ?? [];
  const present = new Map(refs.map((line) => line.split(' ', 2) as [string, string]));
  const branch = defaultBranches.find((name) => present.has(name));
  const parted = branch === undefined ? undefined : await partedFrom(directory, branch);
  if (branch === undefined || parted === undefined) return undefined;
  const head = branch.startsWith('refs/heads/') ? await git(directory, ['symbolic-ref', '--quiet', 'HEAD']) : undefined;
  // The remote's HEAD stands for the branch that it names.
  const meant = present.get(branch) ?? '';
  const name = (meant === '' ? branch : meant).replace(/^refs\/(?:heads|remotes)\//, '');
  return { name, ...parted, isOwn: head?.trim() === branch };
}

/** The content that an id of `DefaultBranch` stands for; undefined where it is not here, or no UTF-8. */
export async function contentOf(directory: string, id: string): Promise<string | undefined> {
  const text = await git(directory, ['cat-file', 'blob', id]);
  return text?.includes('\uFFFD') === true ? undefined : text;
}

/**
 * What git has ever had below `directory` as the content of each of these files, on any branch, the newest first: by path,
 * their texts. Empty where there is no git or no repository.
 */
export async function versionsOf(directory: string, paths: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const log = await git(directory, [
    'log',
    '--all',
    '--date-order',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--relative',
    '-z',
    '--format=',
    '--',
    '.',
  ]);
  const wanted = new Set(paths);
  const ids = new Map<string, Set<string>>();
  for (const [, before = '', after = '', name = ''] of (log ?? '').matchAll(
    /:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) [A-Z]\d*\0([^\0]+)\0/g,
  )) {
    const path = join(directory, name);
    if (!wanted.has(path)) continue;
    const known = ids.get(path) ?? new Set();
    ids.set(path, known);
    for (const id of [after, before]) if (!/^0+$/.test(id)) known.add(id);
  }
  const texts = await textsOf(directory, new Set([...ids.values()].flatMap((each) => [...each])));
  return new Map([...ids].map(([path, each]) => [path, [...each].flatMap((id) => texts.get(id) ?? [])]));
}

/**
 * Every file that git has ever had below `directory`, on any branch: absolute paths, those that changed last first. Empty
 * where there is no git or no repository.
 */
export async function pathsEver(directory: string): Promise<readonly string[]> {
  const command = ['log', '--all', '--date-order', '--name-only', '--no-renames', '--relative', '-z', '--format=', '--', '.'];
  const names = (await git(directory, command))?.split('\0') ?? [];
  return [...new Set(names)].flatMap((name) => (name === '' ? [] : join(directory, name)));
}

/** The contents of blobs by their ids, but for those that are not here, or no UTF-8. */
async function textsOf(directory: string, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  if (ids.size === 0) return texts;
  const answer = (await gitBytes(directory, ['cat-file', '--batch'], { input: [...ids].join('\n') + '\n' })) ?? Buffer.alloc(0);
  for (let at = 0; at < answer.length;) {
    const end = answer.indexOf('\n', at);
    const [id = '', kind, size] = answer.toString('latin1', at, end < 0 ? answer.length : end).split(' ');
    if (end < 0) break;
    at = end + 1;
    // An object that is not here has a line alone.
    if (kind === 'missing' || size === undefined) continue;
    const text = answer.toString('utf8', at, at + Number(size));
    if (kind === 'blob' && !text.includes('\uFFFD')) texts.set(id, text);
    at += Number(size) + 1;
  }
  return texts;
}

/**
 * The files below `directory` where HEAD left a revision: absolute paths with the ids of their contents; and the paths of
 * those that the revision has got since. Undefined where there is none of that name, or nothing that it has in common with
 * HEAD.
 */
export async function partedFrom(
  directory: string,
  revision: string,
): Promise<Pick<DefaultBranch, 'files' | 'added'> | undefined> {
  // What begins with a dash would be an option.
  const commit = (await git(directory, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`]))?.trim();
  const base = commit === undefined ? undefined : (await git(directory, ['merge-base', 'HEAD', commit]))?.trim();
  if (commit === undefined || base === undefined) return undefined;
  const command = ['diff-tree', '-r', '-z', '--relative', '--no-renames', '--diff-filter=A', '--name-only', base, commit];
  const [tree, added] = await Promise.all([
    git(directory, ['ls-tree', '-r', '-z', base, '--', '.']),
    base === commit ? '' : git(directory, command),
  ]);
  if (tree === undefined || added === undefined) return undefined;
  const paths = added.split('\0').flatMap((path) => (path === '' ? [] : join(directory, path)));
  return { files: readTree(directory, tree), added: paths };
}

/** A file that a commit has removed. */
interface Removed {
  /** Absolute. */
  readonly path: string;
  /** Abbreviated, as git does it. */
  readonly commit: string;
  /** `2025-03-01`. */
  readonly date: string;
}

/** What the commits behind HEAD have removed below `directory`, the last first. Undefined where git does not tell. */
export async function removedFiles(directory: string): Promise<readonly Removed[] | undefined> {
  const format = '--format=%x01%h %cs';
  const command = ['log', '-z', '--relative', '--no-renames', '--diff-filter=D', '--name-only', format, '--', '.'];
  const answer = await git(directory, command);
  return answer?.split('\u0001').flatMap((entry) => {
    const [, commit, date, paths] = /^([0-9a-f]+) (\d{4}-\d\d-\d\d)\0?\n?([^]*)$/.exec(entry) ?? [];
    if (commit === undefined || date === undefined || paths === undefined) return [];
    return paths.split('\0').flatMap((path) => (path === '' ? [] : { path: join(directory, path), commit, date }));
  });
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

/**
 * Renames a file or a directory by git where git tracks it, so that its index knows. False where git does not, is not
 * there or fails, such as for a lock that someone holds: then nothing was renamed.
 */
export async function moveTracked(from: string, to: string): Promise<boolean> {
  const directory = dirname(from);
  const tracked = await git(directory, ['ls-files', '-z', '--', `:(literal)${basename(from)}`]);
  if (tracked === undefined || tracked === '') return false;
  return (await git(directory, ['mv', '--', from, to], await withoutFilters(directory))) !== undefined;
}

/** The files below `directory` at a revision: absolute paths with the ids of their contents. Undefined where there is none of that name. */
export async function filesAt(directory: string, revision: string): Promise<ReadonlyMap<string, string> | undefined> {
  const commit = await git(directory, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`]);
  const tree = commit === undefined ? undefined : await git(directory, ['ls-tree', '-r', '-z', commit.trim(), '--', '.']);
  return tree === undefined ? undefined : readTree(directory, tree);
}
