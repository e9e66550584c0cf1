import { dependentEdits } from './dependents';
import { newNames, type Renaming, withOwnNames } from './names';
import { companionsIn, PlannedFolder, replaceIn } from './planned-folder';
import { fileName, type Renamed, type Renumbered, type RenumberInput, writtenVersion } from './renumber';
import type { Edit } from '../edit';
import { baseName, below, directoryName, relativeTo } from '../paths';
import type { Migration, Problem, Script, Source } from '../project';

/** Where migrations are moved to, with every file that is there, relative. */
export interface MoveTarget {
  readonly into: Source;
  readonly existing: readonly string[];
}

/** Where new migrations belong: the first source that is not deprecated. */
export function canonicalSource(sources: readonly Source[], deprecated: ReadonlySet<string>): Source | undefined {
  return sources.find(({ path }) => !deprecated.has(path));
}

/**
 * Moves migrations into another source, in their order and behind all that it has, under versions of its convention.
 * Their files stay as they are but for what headers say of names, so that the other convention must read in them what
 * their own reads: the same SQL for the same directions, and in or outside a transaction as before.
 */
export function moveTo(input: RenumberInput, migrations: readonly Migration[], { into, existing }: MoveTarget): Renumbered {
  const { source } = input;
  const moving = source.migrations.filter((migration) => migrations.includes(migration));
  const refused = whyNot(input, moving, into);
  if (refused !== undefined) return refuse(refused);
  let folder = PlannedFolder.of(into, existing);
  const start = folder;
  const renamed: Renamed[] = [];
  const names: { readonly migration: Migration; readonly paths: ReadonlyMap<string, string> }[] = [];
  for (const migration of moving) {
    const placed = pathsIn(folder, { source, into, migration, now: input.now });
    if (!placed.ok) return placed;
    const texts = new Map<string, Script>();
    for (const [from, to] of placed.paths) {
      if (folder.has(to)) return refuse(`${baseName(to)} exists already in ${into.label}.`);
      const script = [migration.up, migration.down].find((each) => each?.path === from);
      if (script !== undefined) texts.set(to, script);
      renamed.push({ from, to: below(into.path, to) });
    }
    folder = folder.add(
      [...texts].map(([path, { text }]) => ({ path, text: input.edited?.get(texts.get(path)?.path ?? '') ?? text })),
    );
    names.push({ migration, paths: placed.paths });
  }
  const read = folder.read();
  const renamings: Renaming[] = [];
  for (const { migration, paths } of names) {
    const after = read.migrations.find(({ up }) => up?.path === below(into.path, paths.get(migration.up?.path ?? '') ?? ''));
    const wrong = whatDiffers(migration, after, { source, into });
    if (wrong !== undefined || after === undefined) return refuse(wrong ?? '');
    renamings.push({ before: migration, after, from: writtenVersion(source, migration), to: writtenVersion(into, after) });
  }
  const known = new Set(problemsOf(start.read()).map(({ kind, path }) => `${kind} ${path}`));
  const problem = problemsOf(read).find(({ kind, path }) => !known.has(`${kind} ${path}`));
  if (problem !== undefined) return refuse(problem.message);
  const last = read.migrations.filter(({ isRepeatable }) => !isRepeatable).slice(-moving.length);
  if (!last.every(({ id }, at) => renamings[at]?.after.id === id)) return refuse(`They would not come last in ${into.label}.`);
  const edits = textEdits(input, renamings);
  if (!edits.ok) return edits;
  return { ok: true, edits: [...edits.edits, ...renamed.map((each): Edit => ({ kind: 'rename', ...each }))], renamed };
}

const refuse = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason });

function whyNot(
  { source, appliedOn, isForced = false }: RenumberInput,
  moving: readonly Migration[],
  into: Source,
): string | undefined {
  if (source.path === into.path) return `${into.label} is where it is already.`;
  if (moving.length === 0) return `${source.label} has none of these migrations any more.`;
  for (const { convention, label } of [source, into]) {
    const { renumbering, title } = convention;
    if ('cannot' in renumbering) return renumbering.cannot;
    if (renumbering.rewrite !== undefined)
      return `${label} is kept by ${title}, which keeps account of its files: let ${title} make the migration anew.`;
  }
  for (const migration of moving) {
    const where = appliedOn(migration);
    if (where !== undefined && !isForced)
      return `${fileName(migration)} has run already, by ${where}: in another source it would run again.`;
    if (migration.up === undefined) return `${fileName(migration)} is a way back without its migration: move it by hand.`;
    if (migration.isRepeatable) return `${fileName(migration)} has no version: move it by hand.`;
  }
  return undefined;
}

type Placed =
  { readonly ok: true; readonly paths: ReadonlyMap<string, string> } | { readonly ok: false; readonly reason: string };

interface Place {
  readonly source: Source;
  readonly into: Source;
  readonly migration: Migration;
  readonly now: number;
}

/** For each script of a migration, absolute, the path that it gets in the other source, where a new one would be made. */
function pathsIn(folder: PlannedFolder, { source, into, migration, now }: Place): Placed {
  const { up, down } = migration;
  const { convention } = into;
  const isApart = down !== undefined && down.path !== up?.path;
  if (isApart && !convention.canHaveDown)
    return refuse(`${convention.title} has no down scripts, but ${fileName(migration)} has one.`);
  const isSame = source.convention.id === convention.id;
  if (convention.types.length > 0 && !convention.types.includes(migration.type ?? '')) {
    return refuse(
      `${convention.title} has types in its names, and nothing says which ${fileName(migration)} has: move it by hand.`,
    );
  }
  const made = convention.scaffold({
    description: migration.title,
    ...(migration.type !== undefined && { type: migration.type }),
    withDown: isApart,
    now,
    migrations: folder.read().migrations,
    folder: into.path,
    existing: folder.paths,
    companions: companionsIn(into, folder),
  });
  if (!made.ok) return made;
  const files = made.edits.flatMap((edit) =>
    edit.kind === 'create' && convention.reads(relativeTo(into.path, edit.path) ?? '') ? [edit.path] : [],
  );
  const scripts = [up, ...(isApart ? [down] : [])].flatMap((script) => script ?? []);
  const paths = new Map<string, string>();
  for (const [at, script] of scripts.entries()) {
    const path = relativeTo(into.path, files[at] ?? '');
    if (path === undefined)
      return refuse(`${convention.title} keeps the way back in the same file: ${fileName(migration)} has it in one of its own.`);
    paths.set(script.path, isSame ? underOwnName(path, relativeTo(source.path, script.path) ?? '', into) : path);
  }
  return { ok: true, paths };
}

/** Within one convention a migration keeps its name but for the version. */
function underOwnName(made: string, own: string, { convention: { renumbering } }: Source): string {
  if ('cannot' in renumbering) return made;
  const [now, was] = [renumbering.versionAt(made), renumbering.versionAt(own)];
  if (now === undefined || was === undefined) return made;
  const version = made.slice(now.start, now.end);
  const renamed = own.slice(0, was.start) + version + own.slice(was.end);
  // A directory that bears the version goes along; any other is that of the folder it comes into.
  if (own.includes('/', was.end) || version.includes('/')) return renamed;
  const directory = directoryName(made);
  return directory === '' ? baseName(renamed) : `${directory}/${baseName(renamed)}`;
}

/** What the other convention would do otherwise with the same files. */
function whatDiffers(
  before: Migration,
  after: Migration | undefined,
  { source, into }: { readonly source: Source; readonly into: Source },
): string | undefined {
  const shape = `${into.convention.title} would not read ${fileName(before)} as ${source.convention.title} does`;
  if (after === undefined) return `${shape}: to it, it is no migration.`;
  for (const [old, now] of [
    [before.up, after.up],
    [before.down, after.down],
  ] as const) {
    if ((old === undefined) !== (now === undefined)) return `${shape}: one sees a way back, the other none.`;
    if (old === undefined || now === undefined) continue;
    if (old.body.start !== now.body.start || old.body.end !== now.body.end) return `${shape}: other parts of it would run.`;
    const isInside = (mode: ReturnType<Source['convention']['transaction']>): boolean => mode === 'file' || mode === 'run';
    const [mode, other] = [source.convention.transaction(old), into.convention.transaction(now)];
    if (mode !== other && !(isInside(mode) && isInside(other)))
      return `${shape}: one runs it in a transaction, the other does not.`;
  }
  return undefined;
}

/** Headers under the new names: of the migrations themselves, before they are moved, and of those that name them. */
function textEdits(
  input: RenumberInput,
  renamings: readonly Renaming[],
): { readonly ok: true; readonly edits: readonly Edit[] } | { readonly ok: false; readonly reason: string } {
  const { source, edited } = input;
  const byMigration = new Map(renamings.map((each) => [each.before, newNames(each)]));
  const dependents = dependentEdits(input, byMigration);
  if (!dependents.ok) return dependents;
  const later = new Map(dependents.own.map(({ path, text }) => [below(source.path, path), text]));
  const texts = new Map<string, string>();
  for (const { up, down } of source.migrations)
    for (const script of [up, down]) if (script) texts.set(script.path, edited?.get(script.path) ?? script.text);
  const edits: Edit[] = [...dependents.others];
  for (const [path, text] of texts) {
    const own = renamings.find(({ before }) => before.up?.path === path || before.down?.path === path)?.before;
    const names = own && byMigration.get(own);
    const named = names === undefined ? text : withOwnNames(text, names);
    const now = later.get(path)?.(named) ?? named;
    if (now !== text) edits.push(replaceIn(path, text, now));
  }
  return { ok: true, edits };
}

function problemsOf({ migrations, problems }: Pick<Source, 'migrations' | 'problems'>): readonly Problem[] {
  return [...problems, ...migrations.flatMap((migration) => migration.problems)];
}
