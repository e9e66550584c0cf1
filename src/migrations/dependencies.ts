import type { DeclaredDependency } from './header';
import { headerOf } from './header';
import { baseName, stemOf } from './paths';
import type { Migration, Problem, Source } from './project';

/** A migration, and the source that it belongs to. */
export interface Placed {
  readonly source: Source;
  readonly migration: Migration;
}

/** That one migration needs another to have run before. */
export interface Dependency {
  readonly from: Placed;
  readonly to: Placed;
  /** Where the header of `from` names it. */
  readonly declared: DeclaredDependency;
}

/** The dependencies that headers declare, and what is wrong with them. */
export interface Declared {
  readonly dependencies: readonly Dependency[];
  /** By the path of the source. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
}

/** Most files declare nothing, which is seen without reading their lines. */
const mayDeclare = /^--[ \t]*dependencies[ \t]*:/im;

/** Reads what the headers of all sources declare. A name means a migration of the same source first, then of any other. */
export function declaredDependencies(sources: readonly Source[]): Declared {
  const dependencies: Dependency[] = [];
  const problems = new Map<string, Problem[]>();
  const tell = ({ source, migration }: Placed, { at }: DeclaredDependency, kind: Problem['kind'], message: string): void => {
    const path = migration.up?.path ?? migration.id;
    const told = problems.get(source.path) ?? [];
    told.push({ kind, path, message, related: [], at });
    problems.set(source.path, told);
  };
  for (const source of sources) {
    for (const migration of source.migrations) {
      const text = migration.up?.text ?? '';
      if (!mayDeclare.test(text)) continue;
      const from = { source, migration };
      for (const declared of headerOf(text).dependencies) {
        const to = migrationNamed(declared.name, source, sources);
        if (to === undefined)
          tell(
            from,
            declared,
            'missing-dependency',
            `There is no migration ${declared.name}, which this one names as its dependency. Restore it, or correct the name.`,
          );
        else if (to.migration === migration)
          tell(from, declared, 'dependency-cycle', 'It says that it depends on itself. Remove that.');
        else dependencies.push({ from, to, declared });
      }
    }
  }
  const cyclic = cyclesIn(dependencies);
  for (const dependency of dependencies) {
    const { from, to, declared } = dependency;
    const cycle = cyclic.get(dependency);
    if (cycle !== undefined)
      tell(from, declared, 'dependency-cycle', `No order suits these, for each depends on the next: ${cycle}.`);
    else if (from.source === to.source && isBefore(from, to)) {
      const message = `It depends on ${declared.name}, which runs after it. Give it a later version.`;
      tell(from, declared, 'dependency-out-of-order', message);
    }
  }
  return { dependencies, problems };
}

function isBefore({ source, migration }: Placed, other: Placed): boolean {
  return source.migrations.indexOf(migration) < source.migrations.indexOf(other.migration);
}

/** The migration that a header may call by this name: one of the source, or else of another. */
export function migrationNamed(name: string, own: Source, sources: readonly Source[]): Placed | undefined {
  for (const source of [own, ...sources.filter((other) => other !== own)]) {
    const migration = namesIn(source).get(name.toLowerCase());
    if (migration !== undefined) return { source, migration };
  }
  return undefined;
}

/** A source is read anew when anything in it changes, and asked about again and again until then. */
const namesOfSources = new WeakMap<Source, ReadonlyMap<string, Migration>>();

function namesIn(source: Source): ReadonlyMap<string, Migration> {
  const known = namesOfSources.get(source) ?? migrationsByName(source);
  namesOfSources.set(source, known);
  return known;
}

/** What people may call a migration: its version, its file's name with or without the ending, its name in the history. */
export function namesOf({ up, id, version, name }: Migration): readonly string[] {
  const path = up?.path ?? id;
  return [version, baseName(path), stemOf(path), name];
}

function migrationsByName({ migrations }: Source): ReadonlyMap<string, Migration> {
  const byName = new Map<string, Migration>();
  for (const migration of migrations) {
    for (const name of namesOf(migration)) {
      const folded = name.toLowerCase();
      if (!byName.has(folded)) byName.set(folded, migration);
    }
  }
  return byName;
}

/** For each dependency that lies on a cycle, the cycle in words, from its own migration back to it. */
function cyclesIn(dependencies: readonly Dependency[]): ReadonlyMap<Dependency, string> {
  const next = new Map<Migration, Dependency[]>();
  for (const dependency of dependencies) {
    const others = next.get(dependency.from.migration) ?? [];
    others.push(dependency);
    next.set(dependency.from.migration, others);
  }
  const found = new Map<Dependency, string>();
  for (const dependency of dependencies) {
    const way = wayBack(dependency, next);
    if (way === undefined) continue;
    found.set(dependency, [dependency.from.migration, ...way].map(({ version }) => version).join(' → '));
  }
  return found;
}

/** The migrations from `to` on to `from`, by the shortest way; undefined where there is none. */
function wayBack(
  { from, to }: Dependency,
  next: ReadonlyMap<Migration, readonly Dependency[]>,
): readonly Migration[] | undefined {
  const ways = new Map<Migration, readonly Migration[]>([[to.migration, [to.migration]]]);
  for (const [migration, way] of ways) {
    if (migration === from.migration) return way;
    for (const { to: other } of next.get(migration) ?? []) {
      if (!ways.has(other.migration)) ways.set(other.migration, [...way, other.migration]);
    }
  }
  return undefined;
}
