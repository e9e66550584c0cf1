import type { Convention } from './convention';
import { withOtherTable } from './conventions/other-table';
import { isOtherEngine } from './conventions/shared';
import { declaredDependencies } from './dependencies';
import { Earlier } from './earlier';
import { decoded, type Files } from './files';
import { foreignIn, type ForeignProblem } from './foreign';
import { globTest } from './globs';
import { baseName, below, directoryName } from './paths';
import type { Project, Source } from './project';
import { readSource } from './read-source';
import { type Found, type ListedSource, type Markers, type Reading, recognise, withMarkers } from './recognise';
import { type Directory, walk } from './tree';

export interface DiscoverOptions {
  /** Globs of what is not looked at, relative to the root. */
  readonly ignore?: readonly string[];
  /** These come first and in this order, then all that is found besides. A folder that doesn't exist yields none. */
  readonly sources?: readonly ListedSource[];
  /** Files that are kept on purpose and never applied, relative to the root: no source has them. */
  readonly reference?: readonly string[];
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
  const isIgnored = globTest(options.ignore ?? []);
  const reference = new Set(options.reference);
  const tree = await walk(root, files, (path) => reference.has(path) || isIgnored(path));
  const taken = new Set<string>();
  const found: Found[] = [];
  const foreign: ForeignProblem[] = [];
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
    if (taken.has(directory.relative)) return;
    const isOther = isOtherEngine(`/${directory.relative}`);
    const it = isOther ? undefined : await recognise(directory, markers, reading, {});
    if (it) found.push(take(it, taken));
    else foreign.push(...foreignIn(directory, directory.relative));
  });
  const sources: Source[] = [];
  for (const it of found) {
    const convention = await withTable(it, tree, files);
    sources.push(await readSource({ ...it, convention }, reading));
  }
  const { problems } = declaredDependencies(sources);
  return {
    root,
    foreign,
    reference: [...reference].map((path) => below(root, path)),
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
        const table = content?.ok === true ? otherTable?.(decoded(content)) : undefined;
        if (table !== undefined) return withOtherTable(convention, table, name);
        break;
      }
      if (relative === '') break;
    }
  }
  return convention;
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
