import { declaredDependencies, migrationNamed } from '../dependencies';
import type { Edit } from '../edit';
import { baseName, below, relativeTo } from '../paths';
import type { Migration, Problem, Source } from '../project';
import { dependentEdits } from './dependents';
import { newNames, type Renaming, withOwnNames } from './names';
import { nextVersion } from './next-version';
import { PlannedFolder, type PlannedRename, renamedUnit } from './planned-folder';

/** Where migrations are to stand: behind all others, under a version of their own, or right behind another. */
export type Place =
  | { readonly kind: 'newest' }
  | { readonly kind: 'to'; readonly version: string }
  | { readonly kind: 'after'; readonly version: string };

export interface RenumberInput {
  readonly source: Source;
  /** All of the project: any of them may name a migration as its dependency. */
  readonly sources: readonly Source[];
  /** Every file below the source's folder, relative. */
  readonly existing: readonly string[];
  /** UTC, milliseconds since 1970. */
  readonly now: number;
  /** Where a migration has run, in words, such as `origin/main`; undefined where it has not, as far as is known. */
  readonly appliedOn: (migration: Migration) => string | undefined;
  /** What has run is renumbered all the same. */
  readonly isForced?: boolean;
  /** Texts of unsaved editors, by absolute path. */
  readonly edited?: ReadonlyMap<string, string>;
  /** Files that another branch has in the folder besides, relative: what is new sorts after those, too. */
  readonly foreign?: readonly string[];
}

/** A file or a directory, absolute, and what it is to be called. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
}

export type Renumbered =
  | {
      readonly ok: true;
      /** None where everything is in its place already. */
      readonly edits: readonly Edit[];
      readonly renamed: readonly Renamed[];
    }
  | { readonly ok: false; readonly reason: string };

/**
 * Gives migrations other versions, in the order that they have: their files are renamed, and what says the old version
 * elsewhere is written anew, in headers, in the dependencies of others and in what the runner keeps of its files. Their
 * SQL stays as it is. The outcome is read as the runner would read it, and refused where something is wrong with it that
 * was right before.
 */
export function renumber(input: RenumberInput, migrations: readonly Migration[], place: Place): Renumbered {
  const { source, existing, edited, foreign } = input;
  const { renumbering } = source.convention;
  if ('cannot' in renumbering) return refuse(renumbering.cannot);
  const moving = source.migrations.filter((migration) => migrations.includes(migration));
  const refused = whyNot(input, moving, place);
  if (refused !== undefined) return refuse(refused);

  const start = PlannedFolder.of(source, existing, { ...(edited && { edited }), ...(foreign && { foreign }) });
  const own = new Map(moving.map((migration) => [migration, filesOf(migration, source, start)]));
  const all = new Set([...own.values()].flat());
  // What still has its old version counts for nothing.
  let folder = start.without((path) => all.has(path));
  const renames: PlannedRename[] = [];
  const given: Given[] = [];
  let behind = place.kind === 'after' ? behindVersion(source, place.version, moving) : undefined;
  for (const migration of moving) {
    const version = versionOf(migration, folder, { input, place, behind });
    if (!version.ok) return version;
    const paths = own.get(migration) ?? [];
    const units = unitsOf(paths, source, version.text);
    if (!units.ok) return units;
    folder = folder.with(start, paths);
    const moved = inOrder(folder, units.renames);
    if (!moved.ok) return moved;
    folder = moved.folder;
    renames.push(...units.renames);
    given.push({ migration, from: writtenVersion(source, migration), to: version.text });
    behind = behind && [...behind, migration];
  }
  const moved = inOrder(start, renames);
  return moved.ok ? finish(input, { start, folder: moved.folder, given, place }) : moved;
}

/** A migration with its version as names write it, and the one that it gets. */
interface Given {
  readonly migration: Migration;
  readonly from: string;
  readonly to: string;
}

const refuse = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason });

/** Why these migrations keep the versions that they have. */
function whyNot(
  { source, appliedOn, isForced = false }: RenumberInput,
  moving: readonly Migration[],
  place: Place,
): string | undefined {
  if (moving.length === 0) return `${source.label} has none of these migrations any more.`;
  if (place.kind === 'to' && moving.length > 1)
    return 'One version is for one migration: name one file, or leave the version out.';
  const behind = place.kind === 'after' ? migrationNamed(place.version, source, [source])?.migration : undefined;
  if (behind !== undefined && moving.includes(behind))
    return `${fileName(behind)} is to be moved itself, so that nothing can come after it.`;
  for (const migration of moving) {
    const name = fileName(migration);
    if (migration.isRepeatable) return `${name} has no version: it runs again whenever it has changed.`;
    if (migration.up === undefined) return `${name} is a way back without its migration: rename it by hand.`;
    const where = appliedOn(migration);
    if (where !== undefined && !isForced) {
      return `${name} has run already, by ${where}: under another version it would run again there. Add a new migration instead.`;
    }
  }
  return undefined;
}

export function fileName({ id }: Migration): string {
  return baseName(id);
}

/** The migrations up to and with one, in order, but for those that are moved; undefined where there is no such version. */
function behindVersion(source: Source, version: string, moving: readonly Migration[]): readonly Migration[] | undefined {
  const after = migrationNamed(version, source, [source])?.migration;
  if (after === undefined || after.isRepeatable) return undefined;
  return source.migrations.slice(0, source.migrations.indexOf(after) + 1).filter((each) => !moving.includes(each));
}

interface Wanted {
  readonly input: RenumberInput;
  readonly place: Place;
  /** What comes before, where the place is behind one of them. */
  readonly behind: readonly Migration[] | undefined;
}

type Version = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

function versionOf(migration: Migration, folder: PlannedFolder, { input, place, behind }: Wanted): Version {
  const { source } = input;
  if (place.kind === 'to') return { ok: true, text: asWide(place.version, writtenVersion(source, migration)) };
  if (place.kind === 'newest') return nextVersion(source, folder, input.now);
  if (behind === undefined) return refuse(`There is no version ${place.version} in ${source.label}.`);
  const laterPaths = scriptPaths(source, new Set(source.migrations.filter((each) => !behind.includes(each))));
  // The clock says nothing of a place in between.
  return nextVersion(
    source,
    folder.without((path) => laterPaths.has(path)),
    0,
  );
}

/** As many digits as the version had, where somebody left the zeros out. */
function asWide(wanted: string, before: string): string {
  return /^\d+$/.test(wanted) && /^\d+$/.test(before) ? wanted.padStart(before.length, '0') : wanted;
}

/** The version of a migration as its name writes it; empty where it says none. */
export function writtenVersion(source: Source, { up, down }: Migration): string {
  const { renumbering } = source.convention;
  const path = relativeTo(source.path, (up ?? down)?.path ?? '');
  const at = path === undefined || 'cannot' in renumbering ? undefined : renumbering.versionAt(path);
  return at === undefined ? '' : (path ?? '').slice(at.start, at.end);
}

function scriptPaths({ path: folder }: Source, migrations: ReadonlySet<Migration>): ReadonlySet<string> {
  const scripts = [...migrations].flatMap(({ up, down }) => [up, down]);
  return new Set(scripts.flatMap((script) => (script === undefined ? [] : (relativeTo(folder, script.path) ?? []))));
}

/** The scripts of a migration, and all that goes along with them. */
function filesOf(migration: Migration, source: Source, folder: PlannedFolder): readonly string[] {
  const { renumbering } = source.convention;
  if ('cannot' in renumbering) return [];
  const scripts = [...scriptPaths(source, new Set([migration]))];
  const directories = scripts.flatMap((path) => {
    const at = renumbering.versionAt(path);
    const slash = at === undefined ? -1 : path.indexOf('/', at.end);
    return slash < 0 ? [] : folder.paths.filter((other) => other.startsWith(path.slice(0, slash + 1)));
  });
  const along = scripts.flatMap((path) => renumbering.along?.(path, folder.paths) ?? []);
  return [...new Set([...scripts, ...directories, ...along])];
}

type Units = { readonly ok: true; readonly renames: readonly PlannedRename[] } | { readonly ok: false; readonly reason: string };

/** The files and directories that bear the version in their names, and what they are to be called. */
function unitsOf(paths: readonly string[], { convention }: Source, version: string): Units {
  const { renumbering, title } = convention;
  if ('cannot' in renumbering) return refuse(renumbering.cannot);
  const units = new Map<string, string>();
  for (const path of paths) {
    const at = renumbering.versionAt(path);
    if (at === undefined) return refuse(`${baseName(path)} has no version in its name that could be another.`);
    const { from, to } = renamedUnit(path, at, version);
    const wanted = to + path.slice(from.length);
    const now = renumbering.versionAt(wanted);
    if (now === undefined || wanted.slice(now.start, now.end) !== version) {
      return refuse(`${version} is no version as ${title} writes one: ${path.slice(at.start, at.end)} is.`);
    }
    if (from !== to) units.set(from, to);
  }
  return { ok: true, renames: [...units].map(([from, to]) => ({ from, to })) };
}

/** Carries renames out in an order in which each name is free when its turn comes. */
function inOrder(
  start: PlannedFolder,
  renames: readonly PlannedRename[],
): { readonly ok: true; readonly folder: PlannedFolder } | { readonly ok: false; readonly reason: string } {
  let folder = start;
  const left = [...renames];
  while (left.length > 0) {
    const next = left.findIndex(({ from, to }) => from.toLowerCase() === to.toLowerCase() || !folder.has(to));
    const [rename] = left.splice(Math.max(next, 0), 1);
    if (rename === undefined) break;
    if (next < 0) return refuse(`${baseName(rename.to)} exists already.`);
    folder = folder.rename(rename.from, rename.to);
  }
  return { ok: true, folder };
}

interface Outcome {
  readonly start: PlannedFolder;
  readonly folder: PlannedFolder;
  readonly given: readonly Given[];
  readonly place: Place;
}

/** Writes what says the versions elsewhere, reads the outcome, and makes edits of it. */
function finish(input: RenumberInput, { start, folder: renamedFolder, given, place }: Outcome): Renumbered {
  const { source } = input;
  let folder = renamedFolder;
  if (folder.renames.length === 0) return { ok: true, edits: [], renamed: [] };

  const { renamed } = folder;
  // What the runner keeps of its files says which there are, so that they can be read; and, in the end, what they hold.
  const named = withRecords(input, start, folder);
  if (!named.ok) return named;
  const read = named.folder.read().migrations;
  const renamings = given.flatMap(({ migration, from, to }): Renaming[] => {
    const after = read.find(({ up }) => up?.path === pathAfter(source, migration, renamed));
    return after === undefined ? [] : [{ before: migration, after, from, to }];
  });
  const byMigration = new Map(renamings.map((each) => [each.before, newNames(each)]));
  for (const { before, after } of renamings) {
    const names = byMigration.get(before);
    for (const script of [after.up, after.down]) {
      const path = script && relativeTo(source.path, script.path);
      if (path !== undefined && names !== undefined) folder = folder.write(path, withOwnNames(folder.textOf(path), names));
    }
  }
  const dependents = dependentEdits(input, byMigration);
  if (!dependents.ok) return dependents;
  for (const { path, text } of dependents.own)
    folder = folder.write(renamed.get(path) ?? path, text(folder.textOf(renamed.get(path) ?? path)));

  const whole = withRecords(input, start, folder);
  if (!whole.ok) return whole;
  folder = whole.folder;
  const wrong = whatIsWrong({ input, start, folder, moved: renamings.map(({ after }) => after.id), given, place });
  if (wrong !== undefined) return refuse(wrong);
  const absolute = folder.renames.map(({ from, to }) => ({ from: below(source.path, from), to: below(source.path, to) }));
  return { ok: true, edits: [...dependents.others, ...folder.edits], renamed: absolute };
}

/** The folder with what the runner keeps of its files elsewhere. */
function withRecords(
  { source, existing, now, foreign = [] }: RenumberInput,
  start: PlannedFolder,
  folder: PlannedFolder,
): { readonly ok: true; readonly folder: PlannedFolder } | { readonly ok: false; readonly reason: string } {
  const { convention } = source;
  if ('cannot' in convention.renumbering || convention.renumbering.rewrite === undefined) return { ok: true, folder };
  if (foreign.some((path) => convention.reads(path) && !existing.includes(path))) {
    return refuse(`${convention.title} keeps account of its files, which the other branch has changed: merge it first.`);
  }
  const { renamed } = folder;
  const rewritten = convention.renumbering.rewrite({ before: start.files, after: folder.files, renamed, existing, now });
  if (!rewritten.ok) return rewritten;
  return { ok: true, folder: [...rewritten.texts].reduce((all, [path, text]) => all.write(path, text), folder) };
}

function pathAfter(source: Source, { up }: Migration, renamed: ReadonlyMap<string, string>): string {
  const path = relativeTo(source.path, up?.path ?? '') ?? '';
  return below(source.path, renamed.get(path) ?? path);
}

interface Read extends Omit<Outcome, 'folder'> {
  readonly input: RenumberInput;
  readonly folder: PlannedFolder;
  /** Ids of the migrations, as they are to be. */
  readonly moved: readonly string[];
}

/** What the runner would find wrong with the outcome, and was right before; or that it does not stand where it should. */
function whatIsWrong({ input, start, folder, moved, given, place }: Read): string | undefined {
  const { source } = input;
  const [before, after] = [start.read(), folder.read()];
  if (moved.length !== given.length || after.migrations.length !== before.migrations.length) {
    return `${source.convention.title} would not take ${given.map(({ to }) => to).join(', ')} for versions of migrations.`;
  }
  const { renamed } = folder;
  const newPath = (path: string): string => {
    const relative = relativeTo(source.path, path) ?? path;
    return below(source.path, renamed.get(relative) ?? relative);
  };
  const known = new Set(problemsOf(before).map(({ kind, path }) => `${kind} ${newPath(path)}`));
  const problem = problemsOf(after).find(({ kind, path }) => !known.has(`${kind} ${path}`));
  if (problem !== undefined) {
    if (problem.kind !== 'duplicate-version') return problem.message;
    const others = problem.related.map(baseName).filter((name) => !moved.some((id) => baseName(id) === name));
    return `The version ${given.map(({ to }) => to).join(', ')} is taken: by ${others.length > 0 ? others.join(', ') : baseName(problem.path)}.`;
  }
  const early = dependenciesOutOfOrder(input, after).find(
    (path) => !dependenciesOutOfOrder(input, before).map(newPath).includes(path),
  );
  if (early !== undefined) return `${baseName(early)} depends on what would run after it: renumber both.`;
  const order = after.migrations.filter(({ isRepeatable }) => !isRepeatable).map(({ id }) => id);
  const places = moved.map((id) => order.indexOf(id));
  if (places.some((at, index) => index > 0 && at <= (places[index - 1] ?? 0))) return 'They would not keep their order.';
  if (place.kind === 'newest' && places[0] !== order.length - moved.length) {
    const last = order.findLast((id) => !moved.includes(id)) ?? '';
    return `It would not come last: ${source.convention.title} runs ${baseName(last)} after it.`;
  }
  if (place.kind === 'after') {
    const behind = migrationNamed(place.version, source, [source])?.migration;
    const path = behind && newPath(behind.id);
    if (path !== undefined && order.indexOf(path) !== (places[0] ?? 0) - 1) {
      return `There is no room behind ${place.version}: ${given.map(({ to }) => to).join(', ')} would not come right after it.`;
    }
  }
  return undefined;
}

/** Paths of those whose header names a migration of the source that runs after them. */
function dependenciesOutOfOrder(
  { source, sources }: RenumberInput,
  read: Pick<Source, 'migrations' | 'problems'>,
): readonly string[] {
  const all = sources.map((each) => (each === source ? { ...source, ...read } : each));
  const problems = declaredDependencies(all).problems.get(source.path) ?? [];
  return problems.flatMap(({ kind, path }) => (kind === 'dependency-out-of-order' ? [path] : []));
}

function problemsOf({ migrations, problems }: Pick<Source, 'migrations' | 'problems'>): readonly Problem[] {
  return [...problems, ...migrations.flatMap((migration) => migration.problems)];
}
