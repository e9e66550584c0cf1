import type { Convention } from './convention';
import { engineOf } from './engines';
import { baseName } from './paths';
import type { Problem, Project, Source } from './project';

/** One file of a folder of migrations. */
export interface LocatedFile {
  readonly path: string;
  /** The database that it is for, or the language that it is written in: `postgresql`, `timescale`, `neo4j`, `python`. */
  readonly engine: string;
  /** Why Lockkeeper never runs it; absent where it does. */
  readonly skipped?: string;
}

/** A folder with migrations. */
export interface Location {
  readonly path: string;
  /** Absent where it is no source: nothing in it is for PostgreSQL. */
  readonly convention?: Convention;
  readonly files: readonly LocatedFile[];
}

/** All folders with migrations: the sources in their order, then those that hold something else alone. */
export function locationsOf(project: Project): readonly Location[] {
  const elsewhere = new Map<string, LocatedFile[]>();
  for (const file of foreignFiles(project)) {
    const folder = file.path.slice(0, -baseName(file.path).length - 1);
    const files = elsewhere.get(folder) ?? [];
    files.push(file);
    elsewhere.set(folder, files);
  }
  return [
    ...project.sources.map((source) => ({ path: source.path, convention: source.convention, files: filesOf(source) })),
    ...[...elsewhere].map(([path, files]) => ({ path, files })),
  ];
}

/** Migrations for something else than PostgreSQL, in folders that are no source. */
export function foreignFiles({ foreign }: Project): readonly LocatedFile[] {
  return foreign.map(skippedFile);
}

/** What keeps a file of a source from being a migration at all, so that it is never run. */
const isNone: ReadonlySet<Problem['kind']> = new Set([
  'foreign',
  'unmanaged',
  'unreadable',
  'not-utf8',
  'not-a-file',
  'nul-byte',
  'too-large',
]);

/** The scripts of a source in its order, then its files that are none. */
export function filesOf({ migrations, problems }: Source): readonly LocatedFile[] {
  const files = new Map<string, LocatedFile>();
  for (const { up, down } of migrations) {
    for (const script of [up, down]) {
      if (script === undefined || files.has(script.path)) continue;
      files.set(script.path, { path: script.path, engine: engineOf(script.path, script.text).id });
    }
  }
  for (const problem of problems) {
    const isFile = problem.kind === 'foreign' || problem.path.endsWith('.sql');
    if (isFile && isNone.has(problem.kind) && !files.has(problem.path)) files.set(problem.path, skippedFile(problem));
  }
  return [...files.values()];
}

function skippedFile({ path, engine, message }: Problem): LocatedFile {
  return { path, engine: engine ?? engineOf(path, '').id, skipped: message };
}

/** The engines of files, those of most files first. */
export function enginesOf(files: readonly LocatedFile[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { engine } of files) counts.set(engine, (counts.get(engine) ?? 0) + 1);
  return [...counts].sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1)).map(([engine]) => engine);
}
