import type { Entry, Files } from './files';
import { baseName, below, directoryName, relativeTo } from './paths';
import { perObject } from '../sql/per-object';

/** One directory of the tree that was walked. */
export interface Directory {
  readonly path: string;
  /** Relative to the root, with `/`; empty for the root. */
  readonly relative: string;
  /** Names of its files and of what can't be read as one, sorted. */
  readonly files: readonly string[];
  /** Why entries among `files`, or directories not gone into, are no files. */
  readonly oddities: ReadonlyMap<string, string>;
  /** In order of name; those skipped are left out. */
  readonly directories: readonly Directory[];
  /** Every name it has, for markers. */
  readonly names: ReadonlySet<string>;
}

/** Deeper than any repository that people lay out by hand. */
const maxDepth = 16;

/** Directories that hold what tools made or fetched. Hidden ones are left out too. */
const skipped = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  'target',
  'dist',
  'build',
  'out',
  'vendor',
  'venv',
  'coverage',
  '__pycache__',
]);

interface Visit {
  readonly path: string;
  readonly relative: string;
  readonly depth: number;
  /** The real path, as far as the links on the way tell. */
  readonly real: string;
}

/**
 * Walks everything below `root`. A directory that links lead to is walked once, and in its own place if that lies
 * below the root; a link into one of its own parents is an oddity.
 */
export async function walk(root: string, files: Files, isIgnored: (relative: string) => boolean): Promise<Directory> {
  const start: Visit = { path: root, relative: '', depth: 0, real: root };
  const listings = new Map<string, { visit: Visit; entries: readonly Entry[] }>();
  const seen = new Set<string>([root]);
  const oddities = new Map<string, Map<string, string>>();
  const linked: { visit: Visit; entry: Entry; real: string }[] = [];

  const descend = async (visits: readonly Visit[]): Promise<void> => {
    let level = visits;
    while (level.length > 0) {
      const lists = await Promise.all(level.map(async (visit) => ({ visit, entries: (await files.list(visit.path)) ?? [] })));
      const next: Visit[] = [];
      for (const { visit, entries } of lists) {
        listings.set(visit.relative, { visit, entries: entries.filter(({ name }) => !isIgnored(join(visit.relative, name))) });
        for (const entry of entries) {
          const relative = join(visit.relative, entry.name);
          if (entry.kind !== 'directory' || !isLookedInto(entry.name) || isIgnored(relative)) continue;
          const child = { path: below(visit.path, entry.name), relative, depth: visit.depth + 1 };
          if (child.depth > maxDepth) continue;
          const { linksTo } = entry;
          if (linksTo !== undefined) {
            linked.push({ visit: { ...child, real: linksTo }, entry, real: visit.real });
            continue;
          }
          const real = below(visit.real, entry.name);
          if (seen.has(real)) continue;
          seen.add(real);
          next.push({ ...child, real });
        }
      }
      level = next;
    }
  };

  await descend([start]);
  // What the links lead to may hold links again; the real places come first, so that a source keeps its own path.
  for (let link = linked.shift(); link; link = linked.shift()) {
    const { visit, entry, real } = link;
    if (relativeTo(visit.real, real) !== undefined) {
      const parent = visit.relative.slice(0, Math.max(visit.relative.length - entry.name.length - 1, 0));
      const odd = oddities.get(parent) ?? new Map<string, string>();
      odd.set(entry.name, 'is a link into a directory that holds it. Remove the link; nothing below it is read.');
      oddities.set(parent, odd);
    } else if (!seen.has(visit.real)) {
      seen.add(visit.real);
      await descend([visit]);
    }
  }
  return assemble(start, listings, oddities);
}

function assemble(
  { path, relative }: Visit,
  listings: ReadonlyMap<string, { visit: Visit; entries: readonly Entry[] }>,
  found: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Directory {
  const entries = [...(listings.get(relative)?.entries ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  const oddities = new Map(found.get(relative));
  const files: string[] = [];
  const directories: Directory[] = [];
  for (const { name, kind, nature } of entries) {
    if (kind === 'directory') {
      const child = listings.get(join(relative, name));
      if (child) directories.push(assemble(child.visit, listings, found));
    } else {
      files.push(name);
      if (kind === 'other') oddities.set(name, `is ${nature ?? 'no file'}, not a file, and is never opened.`);
    }
  }
  return { path, relative, files, oddities, directories, names: new Set(entries.map(({ name }) => name)) };
}

/** Whether sources are looked for in directories of this name. */
export function isLookedInto(name: string): boolean {
  return !name.startsWith('.') && !skipped.has(name);
}

/** Every file of a tree, by its path. */
export function pathsIn({ path, files, directories }: Directory): readonly string[] {
  return [...files.map((name) => below(path, name)), ...directories.flatMap(pathsIn)];
}

/** Files of a directory and of those below it, relative to it, so many levels deep. */
export function namesIn({ files, directories }: Directory, depth: number): readonly string[] {
  if (depth === 1) return files;
  return [
    ...files,
    ...directories.flatMap((child) => namesIn(child, depth - 1).map((name) => `${baseName(child.path)}/${name}`)),
  ];
}

/** Why a path of the folder cannot be read, if it is no file. */
export function oddity(directory: Directory, path: string): string | undefined {
  return directoryAt(directory, directoryName(path))?.oddities.get(baseName(path));
}

/** The directory at a path relative to another. */
export function directoryAt(directory: Directory, relative: string): Directory | undefined {
  let at: Directory | undefined = directory;
  for (const name of relative === '' ? [] : relative.split('/')) {
    at = at === undefined ? undefined : childrenOf(at).get(name);
  }
  return at;
}

/** A directory's own directories by name: a runner may have one for each of thousands of migrations. */
const childrenOf = perObject(
  ({ directories }: Directory): ReadonlyMap<string, Directory> =>
    new Map(directories.map((child) => [baseName(child.path), child])),
);

function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}
