import { companionTest } from './companions';
import { type Convention, type Folder, maxDepth } from './convention';
import { conventions } from './conventions/all';
import type { Earlier, Recognised } from './earlier';
import { decoded, type Files } from './files';
import { globTest } from './globs';
import { below } from './paths';
import { type Directory, namesIn, oddity } from './tree';

/** A source that the user named. */
export interface ListedSource {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Recognised as for any folder, unless given. */
  readonly convention?: Convention;
  /** Globs of files in it that are no part of it, relative to it. */
  readonly ignore?: readonly string[];
}

/** A folder that is going to be a source. */
export interface Found extends Recognised {
  readonly directory: Directory;
  readonly files: readonly string[];
}

/** What reads the files, and what is known of them from an earlier time. */
export interface Reading {
  readonly files: Files;
  readonly earlier: Earlier;
}

/** Every marker that a convention asks about. */
const markerNames: readonly string[] = [...new Set(conventions.flatMap(({ markers }) => markers))];

/** Which markers stand in a directory or above it. */
export type Markers = ReadonlySet<string>;

export function withMarkers(above: Markers, { names }: Directory): Markers {
  const own = markerNames.filter((name) => names.has(name) && !above.has(name));
  return own.length === 0 ? above : new Set([...above, ...own]);
}

/** The convention that is surest of a folder. */
export async function recognise(
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
      return content?.ok === true ? [[path, decoded(content)] as const] : [];
    }),
  );
}

/** A few scripts from both ends and the middle tell the directives of all. */
async function readSample(directory: Directory, scripts: readonly string[], files: Files): Promise<readonly string[]> {
  const picked = new Set([scripts[0], scripts[scripts.length >> 1], scripts[scripts.length - 1]]);
  const paths = [...picked].flatMap((path) => (path === undefined ? [] : [below(directory.path, path)]));
  if (paths.length === 0) return [];
  const contents = await files.readMany(paths);
  return contents.flatMap((content) => (content.ok ? [endsOf(decoded(content))] : []));
}

/** So much of a script, in UTF-16 units, from its start and from its end, says what the whole would. */
const mostOfStart = 256 * 1024;
const mostOfEnd = 64 * 1024;

/** A text without the middle of a very long one; not a view of it, which would keep the whole in memory. */
function endsOf(text: string): string {
  if (text.length <= mostOfStart + mostOfEnd) return text;
  return new TextDecoder().decode(new TextEncoder().encode(`${text.slice(0, mostOfStart)}\n${text.slice(-mostOfEnd)}`));
}
