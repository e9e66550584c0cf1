import type { Folder } from '../convention';
import type { NamedFile } from '../pairing';
import type { Problem } from '../project';
import type { SourceFile } from '../source-file';
import { engineNamed, type FileEngine } from '../engines';
import { baseName } from '../paths';
import { isRealStamp } from '../scaffold';

/** How much of a folder's SQL a convention recognises, from 0 to 1. */
export function share(matching: readonly string[], files: readonly string[]): number {
  const all = files.filter((path) => path.endsWith('.sql')).length;
  return all === 0 ? 0 : matching.length / all;
}

/** A `.sql` file that is no migration: what kept it from being read if anything did, else why it does not count. */
export function unmanaged(file: SourceFile, why: string): readonly Problem[] {
  if (file.problem) return [file.problem];
  return [{ kind: 'unmanaged', path: file.absolute, message: `${baseName(file.path)} is no migration: ${why}`, related: [] }];
}

/**
 * The files whose names say what they are, and a problem for each other one. `strange` is why a name does not count, or
 * the problems that it is instead.
 */
export function readNames(
  files: readonly SourceFile[],
  nameOf: (file: SourceFile) => NamedFile | undefined,
  strange: string | ((file: SourceFile) => readonly Problem[]),
): { readonly named: readonly NamedFile[]; readonly strangers: readonly Problem[] } {
  const named: NamedFile[] = [];
  const strangers: Problem[] = [];
  for (const file of files) {
    const it = nameOf(file);
    if (it) named.push(it);
    else strangers.push(...(typeof strange === 'string' ? unmanaged(file, strange) : strange(file)));
  }
  return { named, strangers };
}

/** Fourteen digits are meant as a time. Runners order by the number or the text alone, so this stops nothing. */
export function impossibleStamps(named: readonly NamedFile[]): readonly Problem[] {
  return named
    .filter(({ version }) => version.length === 14 && !isRealStamp(version))
    .map(({ file, version }) => ({
      kind: 'impossible-version',
      path: file.absolute,
      message: `${version} is no date and time that exist. It keeps its place in the order, but no new version should follow it.`,
      related: [],
    }));
}

/** Names of directories, the last three of a path, that say for which other engine their files are. */
const otherEngine =
  /[/\\](mysql|mariadb|h2|hsqldb|oracle|sqlserver|mssql|sqlite3?|db2|derby|cockroach(?:db)?|clickhouse|snowflake|cassandra)(?:[/\\][^/\\]+){0,2}$/i;

/** Whether a folder's own path says that its files are for another engine than PostgreSQL. */
export function isOtherEngine(path: string): boolean {
  return otherEngine.test(path);
}

/** The engine that a folder's own path names. */
export function otherEngineOf(path: string): FileEngine | undefined {
  return engineNamed(otherEngine.exec(path)?.[1]);
}

/** Directives of runners whose files hold both directions, or more than one query: run whole, they would do harm. */
const directives = /^--> statement-breakpoint/im;

/** Directories whose scripts are run once, when a server is made, and by nobody's count. */
const atFirstStart = /[/\\](?:docker-entrypoint-initdb\.d|initdb(?:\.d)?)$/;

/**
 * Whether a folder shows that another runner keeps it, to conventions that know folders by the names of files alone. The
 * runner may be one that is not known, or one that is known and works on another engine here; or it is no folder of
 * migrations.
 */
export function isAnothers({ path, files, sample }: Folder): boolean {
  return (
    files.includes('meta/_journal.json') ||
    isOtherEngine(path) ||
    atFirstStart.test(path) ||
    sample.some((text) => directives.test(text))
  );
}
