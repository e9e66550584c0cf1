import { type Convention, type Folder, maxDepth } from './convention';
import { Earlier, type Recognised } from './earlier';
import type { Files } from './files';
import type { Problem, Project, Source } from './project';
import { conventions } from './conventions/all';
import { declaredDependencies } from './dependencies';
import { withOtherTable } from './conventions/other-table';
import { isOtherEngine } from './conventions/shared';
import { foreignFile, undoesForeign } from './foreign';
import { globTest } from './globs';
import { baseName, below, directoryName } from './paths';
import type { SourceFile } from './source-file';
import { type Directory, walk } from './tree';
import { perObject } from '../sql/per-object';

/** A source that the user named. */
export interface ListedSource {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Recognised as for any folder, unless given. */
  readonly convention?: Convention;
  /** Globs of files in it that are no part of it, relative to it. */
  readonly ignore?: readonly string[];
}

export interface DiscoverOptions {
  /** Globs of what is not looked at, relative to the root. */
  readonly ignore?: readonly string[];
  /** These come first and in this order, then all that is found besides. A folder that doesn't exist yields none. */
  readonly sources?: readonly ListedSource[];
}

/** A folder that is going to be a source. */
interface Found extends Recognised {
  readonly directory: Directory;
  readonly files: readonly string[];
}

/** What reads the files, and what is known of them from an earlier time. */
interface Reading {
  readonly files: Files;
  readonly earlier: Earlier;
}

/**
 * Finds every source below `root`, at any depth, and reads it. A folder belongs to the convention that is surest of
 * it; a folder whose files fit none is no source. Reading again sees what is there now; `earlier` keeps what has not
 * changed since, its sources as the same objects.
 */
export async function discover(
  root: string,
  files: Files,
  options: DiscoverOptions = {},
  earlier = new Earlier(),
): Promise<Project> {
  const reading: Reading = { files, earlier };
  const tree = await walk(root, files, globTest(options.ignore ?? []));
  const taken = new Set<string>();
  const found: Found[] = [];
  for (const listed of options.sources ?? []) {
    const path = listed.path.replace(/^\.?\/+|\/+$/g, '');
    const place = find(tree, path);
    const it = place && (await recognise(place.directory, place.markers, reading, listed));
    // Somebody may name the directory that holds the up scripts, as the source's label does: the source is above it.
    const parent = path === '' ? undefined : find(tree, directoryName(path));
    const above = parent && (await recognise(parent.directory, parent.markers, reading, listed));
    if (above?.detection.main === baseName(path)) found.push(take(above, taken));
    else if (it) found.push(take(it, taken));
  }
  await search(tree, new Set(), async (directory, markers) => {
    if (taken.has(directory.relative) || isOtherEngine(`/${directory.relative}`)) return;
    const it = await recognise(directory, markers, reading, {});
    if (it) found.push(take(it, taken));
  });
  const sources: Source[] = [];
  for (const it of found) {
    const convention = await withTable(it, tree, files);
    sources.push(await read({ ...it, convention }, reading));
  }
  const { problems } = declaredDependencies(sources);
  return {
    root,
    sources: sources.map((source) => {
      const told = problems.get(source.path);
      return told === undefined ? source : { ...source, problems: [...source.problems, ...told] };
    }),
  };
}

/** The convention as the nearest of its runner's own settings have it, which may put its table elsewhere. */
async function withTable({ convention, directory }: Found, tree: Directory, files: Files): Promise<Convention> {
  const { files: names, otherTable } = convention.tableSettings ?? { files: [] };
  for (const name of names) {
    for (let relative = directory.relative; ; relative = directoryName(relative)) {
      const place = find(tree, relative)?.directory;
      if (place?.names.has(name) === true) {
        const [content] = await files.readMany([below(place.path, name)]);
        const table = content?.ok === true ? otherTable?.(new TextDecoder().decode(content.bytes)) : undefined;
        if (table !== undefined) return withOtherTable(convention, table, name);
        break;
      }
      if (relative === '') break;
    }
  }
  return convention;
}

/** Every marker that a convention asks about. */
const markerNames: readonly string[] = [...new Set(conventions.flatMap(({ markers }) => markers))];

type Markers = ReadonlySet<string>;

function withMarkers(above: Markers, { names }: Directory): Markers {
  const own = markerNames.filter((name) => names.has(name) && !above.has(name));
  return own.length === 0 ? above : new Set([...above, ...own]);
}

/** Visits directories from the top down, so that a folder comes before the directories that may be part of it. */
async function search(
  directory: Directory,
  above: Markers,
  visit: (directory: Directory, markers: Markers) => Promise<void>,
): Promise<void> {
  const markers = withMarkers(above, directory);
  await visit(directory, markers);
  for (const child of directory.directories) await search(child, markers, visit);
}

function find(tree: Directory, relative: string): { directory: Directory; markers: Markers } | undefined {
  let directory: Directory | undefined = tree;
  let markers = withMarkers(new Set(), tree);
  for (const name of relative === '' ? [] : relative.split('/')) {
    directory = directory.directories.find((child) => baseName(child.path) === name);
    if (!directory) return undefined;
    markers = withMarkers(markers, directory);
  }
  return { directory, markers };
}

/** The convention that is surest of a folder. */
async function recognise(
  directory: Directory,
  markers: Markers,
  { files, earlier }: Reading,
  { convention, ignore }: Omit<ListedSource, 'path'>,
): Promise<Found | undefined> {
  const isIgnored = globTest(ignore ?? []);
  const names = namesIn(directory, maxDepth).filter((path) => !isIgnored(path));
  const scripts = names.filter((path) => path.endsWith('.sql') && oddity(directory, path) === undefined);
  const sample = await readSample(directory, scripts, files);
  const companions = await readCompanions(directory, names, files);
  const folder: Folder = { path: directory.path, files: names, markers, sample, companions };
  if (convention) {
    const detection = { ...convention.detect(folder), confidence: 1, reason: 'lockkeeper.json says so.' };
    return { directory, files: names, convention, detection };
  }
  if (!names.some((path) => path.endsWith('.sql'))) return undefined;
  const surest = earlier.recognise(folder, () => surestOf(folder));
  return surest && { directory, files: names, ...surest };
}

function surestOf(folder: Folder): Recognised | undefined {
  let best: Recognised | undefined;
  for (const convention of conventions) {
    const detection = convention.detect(folder);
    if (detection && detection.confidence > (best?.detection.confidence ?? 0)) best = { convention, detection };
  }
  return best;
}

/** Files of a directory and of those below it, relative to it, so many levels deep. */
function namesIn({ files, directories }: Directory, depth: number): readonly string[] {
  if (depth === 1) return files;
  return [
    ...files,
    ...directories.flatMap((child) => namesIn(child, depth - 1).map((name) => `${baseName(child.path)}/${name}`)),
  ];
}

/** Whether a file is one of a convention's companions, by its base name or by its ending. */
function companionTest(companions: readonly string[]): (path: string) => boolean {
  const names = new Set(companions.filter((name) => !name.startsWith('*')));
  const endings = companions.flatMap((name) => (name.startsWith('*') ? [name.slice(1)] : []));
  return (path) => names.has(baseName(path)) || endings.some((ending) => path.endsWith(ending));
}

const isCompanionOfAny = companionTest(conventions.flatMap(({ companions }) => companions ?? []));

/** The texts of the companions that lie in a folder. */
async function readCompanions(
  directory: Directory,
  names: readonly string[],
  files: Files,
): Promise<ReadonlyMap<string, string>> {
  const paths = names.filter((path) => isCompanionOfAny(path) && oddity(directory, path) === undefined);
  if (paths.length === 0) return new Map();
  const contents = await files.readMany(paths.map((path) => below(directory.path, path)));
  return new Map(
    paths.flatMap((path, index) => {
      const content = contents[index];
      return content?.ok === true ? [[path, new TextDecoder().decode(content.bytes)] as const] : [];
    }),
  );
}

/** A few scripts from both ends and the middle tell the directives of all. */
async function readSample(directory: Directory, scripts: readonly string[], files: Files): Promise<readonly string[]> {
  const picked = new Set([scripts[0], scripts[scripts.length >> 1], scripts[scripts.length - 1]]);
  const paths = [...picked].flatMap((path) => (path === undefined ? [] : [below(directory.path, path)]));
  if (paths.length === 0) return [];
  const contents = await files.readMany(paths);
  return contents.flatMap((content) => (content.ok ? [new TextDecoder().decode(content.bytes)] : []));
}

/** Marks the folder, and those of its directories that the convention reads, as belonging to this source. */
function take(found: Found, taken: Set<string>): Found {
  const { relative } = found.directory;
  taken.add(relative);
  for (const path of found.files.filter((name) => found.convention.reads(name))) {
    for (let directory = directoryName(path); directory !== ''; directory = directoryName(directory)) {
      taken.add(relative === '' ? directory : `${relative}/${directory}`);
    }
  }
  return found;
}

async function read({ directory, files: names, convention, detection }: Found, reading: Reading): Promise<Source> {
  const { path } = directory;
  const paths = names.filter((name) => convention.reads(name));
  const sourceFiles = await readAll(directory, paths, reading);
  const others = besides(directory, names, convention);
  const main = detection.main ?? '';
  const label = [directory.relative, main].filter((part) => part !== '').join('/') || '.';
  const parts = { recognised: { convention, detection }, label, files: sourceFiles, others };
  return reading.earlier.source(path, parts, () => {
    const own = convention.read(sourceFiles);
    const isReal = (problem: Problem): boolean => !undoesForeign(problem, others);
    const migrations = own.migrations.map((each) => ({ ...each, problems: each.problems.filter(isReal) }));
    const problems = [...own.problems.filter(isReal), ...others];
    const companions = companionsOf(convention, sourceFiles);
    return { id: path, path, label, convention, companions, reason: detection.reason, migrations, problems };
  });
}

/** Those of a convention's files that are its companions. */
export function companionsOf({ companions = [] }: Convention, files: readonly SourceFile[]): readonly SourceFile[] {
  const isCompanion = companionTest(companions);
  return files.filter(({ path }) => isCompanion(path));
}

/** So many files are read, and decoded, before others get their turn. */
const batch = 200;

async function readAll(
  directory: Directory,
  paths: readonly string[],
  { files, earlier }: Reading,
): Promise<readonly SourceFile[]> {
  const sourceFiles: SourceFile[] = [];
  for (let start = 0; start < paths.length; start += batch) {
    const some = paths.slice(start, start + batch);
    const readable = some.filter((path) => oddity(directory, path) === undefined);
    const read = await files.readMany(readable.map((path) => below(directory.path, path)));
    const byPath = new Map(readable.map((path, index) => [path, read[index]]));
    for (const path of some) {
      const reason = oddity(directory, path) ?? 'could not be read.';
      const content = byPath.get(path) ?? { ok: false, kind: 'not-a-file', reason };
      sourceFiles.push(earlier.file(path, below(directory.path, path), content));
    }
  }
  return sourceFiles;
}

/** Problems of what the convention itself does not read: links that lead nowhere good, and other engines' files. */
function besides(directory: Directory, names: readonly string[], convention: Convention): readonly Problem[] {
  const problems: Problem[] = [];
  const parts = new Set(['', ...names.filter((path) => convention.reads(path)).map(directoryName)]);
  for (const relative of parts) {
    const part = directoryAt(directory, relative);
    if (part === undefined) continue;
    for (const [name, reason] of part.oddities) {
      if (part.files.includes(name)) continue;
      problems.push({ kind: 'not-a-file', path: below(part.path, name), message: `${name} ${reason}`, related: [] });
    }
    for (const name of part.files) {
      const problem = foreignFile(below(part.path, name));
      if (problem) problems.push(problem);
    }
  }
  return problems;
}

/** Why a path of the folder cannot be read, if it is no file. */
function oddity(directory: Directory, path: string): string | undefined {
  return directoryAt(directory, directoryName(path))?.oddities.get(baseName(path));
}

/** The directory at a path relative to another. */
function directoryAt(directory: Directory, relative: string): Directory | undefined {
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
