import { decoded, type Files } from '../files';
import { baseName, below } from '../paths';
import type { Source } from '../project';
import type { Directory } from '../tree';
import { tools } from './all';
import { isManifest, packagesIn } from './manifests';
import type { Marker, Tool } from './tool';

/** A tool that a project shows signs of. Paths are relative to the root, with `/`. */
export interface FoundTool {
  readonly id: string;
  readonly title: string;
  /** There are migrations of it. */
  readonly isInUse: boolean;
  /** The files and directories that it is known by. */
  readonly markers: readonly string[];
  /** The manifests that name it, and as what. */
  readonly packages: readonly { readonly name: string; readonly path: string }[];
  /** The folders with migrations of it. */
  readonly folders: readonly string[];
  /** In one sentence: where its migrations are, or what is there although there are none. */
  readonly reason: string;
}

/** What of a tree can speak for tools: names first, then the texts of those few that have to be looked into. */
interface Evidence {
  readonly paths: readonly string[];
  readonly text: (path: string) => string | undefined;
}

/** The tools that a project is set up for, names in its manifests or has migrations of. */
export async function findTools(tree: Directory, files: Files, sources: readonly Source[]): Promise<readonly FoundTool[]> {
  const paths = allNames(tree);
  const wanted = paths.filter((path) => isManifest(baseName(path)) || tools.some((tool) => isAsked(tool, path)));
  // One of a folder speaks for all that are of its kind there.
  const samples = tools.flatMap(({ writes }) =>
    writes === undefined ? [] : oneOfEach(paths.filter((path) => writes.path.test(`/${path}`))),
  );
  const asked = [...new Set([...wanted, ...samples])];
  const contents = await files.readMany(asked.map((path) => below(tree.path, path)));
  const texts = new Map(
    asked.flatMap((path, index) => {
      const content = contents[index];
      return content?.ok === true ? [[path, decoded(content)] as const] : [];
    }),
  );
  const evidence = { paths, text: (path: string) => texts.get(path) };
  const manifests = paths.filter((path) => isManifest(baseName(path)) && texts.has(path));
  const named = manifests.map((path) => ({ path, ...packagesIn(baseName(path), texts.get(path) ?? '') }));
  return tools.flatMap((tool) => {
    const markers = tool.markers.map((marker) => ({ marker, found: found(marker, evidence) }));
    const packages = named.flatMap(({ path, ecosystem, names }) =>
      (tool.packages[ecosystem] ?? []).filter((name) => names.has(name)).map((name) => ({ name, path })),
    );
    const own = sources.filter(({ convention }) => tool.conventions.includes(convention.id)).map(({ label }) => label);
    const folders = [...new Set([...own, ...foldersOf(tool, evidence), ...markers.flatMap(described)])].sort();
    const seen = [...new Set(markers.flatMap((each) => each.found))];
    if (seen.length === 0 && packages.length === 0 && folders.length === 0) return [];
    const signs = { markers: seen, packages, folders };
    return [{ id: tool.id, title: tool.title, isInUse: folders.length > 0, ...signs, reason: reasonOf(tool, signs) }];
  });
}

/** Every name of a tree, directories too, by its path. Hidden directories are named, but nothing in them. */
function allNames({ relative, names, directories }: Directory): readonly string[] {
  const own = [...names].map((name) => (relative === '' ? name : `${relative}/${name}`));
  return [...own, ...directories.flatMap(allNames)];
}

const isAsked = ({ markers }: Tool, path: string): boolean =>
  markers.some((marker) => marker.says !== undefined && marker.path.test(`/${path}`));

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '.';

function oneOfEach(paths: readonly string[]): readonly string[] {
  return [...new Map(paths.map((path) => [folderOf(path), path])).values()];
}

function found({ path, says }: Marker, { paths, text }: Evidence): readonly string[] {
  return paths.filter((each) => path.test(`/${each}`) && (says === undefined || says.test(text(each) ?? '')));
}

/** The folders whose migrations a marker lists or describes. */
function described({ marker, found }: { readonly marker: Marker; readonly found: readonly string[] }): readonly string[] {
  return marker.isOfMigrations === true ? found.map((path) => folderOf(path).replace(/\/meta$/, '')) : [];
}

function foldersOf({ writes }: Tool, { paths, text }: Evidence): readonly string[] {
  if (writes === undefined) return [];
  return oneOfEach(paths.filter((path) => writes.path.test(`/${path}`)))
    .filter((path) => writes.says.test(text(path) ?? ''))
    .map(folderOf);
}

function reasonOf({ needs }: Tool, { markers, packages, folders }: Pick<FoundTool, 'markers' | 'packages' | 'folders'>): string {
  if (folders.length > 0) return `Its migrations are in ${listed(folders)}.`;
  if (markers.length > 0) return `There is ${listed(markers)}, but no migration of it was found.`;
  const [first] = packages;
  const where = listed([...new Set(packages.map(({ path }) => path))]);
  return `${first?.name ?? ''} is named in ${where}, but ${needs === undefined ? 'no migration of it was found' : `there is no ${needs}`}.`;
}

/** A few by name: a monorepo may have hundreds. */
function listed(paths: readonly string[]): string {
  const shown = paths
    .slice(0, 3)
    .map((path) => (path === '.' ? 'the root folder' : path))
    .join(', ');
  return paths.length > 3 ? `${shown} and ${String(paths.length - 3)} more` : shown;
}
