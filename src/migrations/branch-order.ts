import { directoryName, relativeTo } from './paths';
import type { Migration, Script, Source } from './project';
import { editedFile, type SourceFile } from './source-file';

/** The files of another branch, by absolute path: those as of where this one left it, and those that it has got since. */
export interface BranchNames {
  readonly files: ReadonlyMap<string, unknown>;
  readonly added: readonly string[];
}

/** A migration of this branch that does not sort behind all of the other's. */
export interface Misplaced {
  readonly migration: Migration;
  /** The last of the other branch's that it does not sort behind. */
  readonly other: Migration;
  readonly isSameVersion: boolean;
}

/**
 * What this branch adds to a source that sorts before, or is the same version as, what the other branch has. What that has
 * got since is known by name alone, so a runner that keeps a list of its migrations has its own say on it.
 */
export function branchOrder(source: Source, { files, added }: BranchNames): readonly Misplaced[] {
  const isTheirs = new Set(added);
  const hasTheirs = ({ up }: Migration): boolean => up !== undefined && (files.has(up.path) || isTheirs.has(up.path));
  const versioned = source.migrations.filter(({ up, isRepeatable }) => up !== undefined && !isRepeatable);
  const own = new Set(versioned.filter((migration) => !hasTheirs(migration)).map(({ id }) => id));
  const unseen = filesOnlyThere(source, added);
  // A source that the other branch knows nothing of has nothing to come behind.
  if (own.size === 0 || (own.size === versioned.length && unseen.length === 0)) return [];
  const order = unseen.length === 0 ? versioned : together(source, unseen);
  const misplaced: Misplaced[] = [];
  let other: Migration | undefined;
  for (const migration of order.toReversed()) {
    if (!own.has(migration.id)) other ??= migration;
    else if (other !== undefined) misplaced.push({ migration, other, isSameVersion: false });
  }
  const theirs = new Map(order.flatMap((migration) => (own.has(migration.id) ? [] : [[migration.version, migration] as const])));
  return order.flatMap((migration) => {
    // Of two that are here, reading the folder has told already.
    const rival = own.has(migration.id) ? theirs.get(migration.version) : undefined;
    if (rival !== undefined && unseen.some(({ absolute }) => absolute === rival.id)) {
      return [{ migration, other: rival, isSameVersion: true }];
    }
    return misplaced.filter((each) => each.migration === migration && rival === undefined);
  });
}

/** Files of the other branch that would be part of the source; without their texts. */
function filesOnlyThere({ path, convention, migrations, companions }: Source, added: readonly string[]): readonly SourceFile[] {
  const scripts = migrations.flatMap(scriptsOf).map((script) => script.path);
  const here = new Set([...scripts, ...companions.map(({ absolute }) => absolute)]);
  const places = new Set(scripts.map((each) => directoryName(relativeTo(path, each) ?? '')));
  return added.flatMap((absolute) => {
    const relative = here.has(absolute) ? undefined : relativeTo(path, absolute);
    if (relative === undefined || !convention.reads(relative)) return [];
    // Under some conventions each migration has a directory of its own; else a new directory is no part of the source.
    const isPart = places.has(directoryName(relative)) || !places.has('');
    return isPart ? [editedFile(relative, absolute, '')] : [];
  });
}

/** The migrations of both branches, in the convention's order. */
function together(source: Source, unseen: readonly SourceFile[]): readonly Migration[] {
  const texts = new Map(source.migrations.flatMap(scriptsOf).map(({ path, text }) => [path, text]));
  const own = [...texts].map(([path, text]) => editedFile(relativeTo(source.path, path) ?? path, path, text));
  const all = [...own, ...source.companions, ...unseen].sort((a, b) => (a.path < b.path ? -1 : 1));
  return source.convention.read(all).migrations.filter(({ up, isRepeatable }) => up !== undefined && !isRepeatable);
}

function scriptsOf({ up, down }: Migration): readonly Script[] {
  return [up, down].flatMap((script) => script ?? []);
}
