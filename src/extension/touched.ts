import { isLookedInto } from '../migrations/tree';

/** Read at the root of a workspace folder: what they say shapes the project, its targets and its fixes. */
export const rootFiles = ['lockkeeper.json', '.env', '.gitattributes'];

/** That they are there, in a folder or above it, says whose migrations it holds: markers of conventions. */
const markerFiles = [
  ...['sqlx.toml', 'Cargo.toml', 'go.mod', 'diesel.toml', 'refinery.toml', 'tern.conf', 'migrations.list', 'database.yml'],
  ...['flyway.conf', 'flyway.toml', 'pom.xml', 'build.gradle', 'build.gradle.kts', 'config.yaml', 'dbconfig.yml'],
  ...['.gmrc', '.gmrc.js', 'package.json'],
];

/** What they say decides which scripts run, in which order or how: companions of conventions. */
const companionFiles = ['_journal.json', 'metadata.toml', 'migration_lock.toml', 'atlas.sum', 'sqitch.plan', 'sqitch.conf'];

/** What findings estimate by, under its usual name; one of another name is read again when everything is. */
const statisticsFile = 'table-stats.json';

/** Scripts, and what says how one of them runs. */
const endings = /\.sql(?:\.conf|\.postgres)?$/;

/** Files whose content is read. */
export const readFiles = `**/{*.sql,*.sql.conf,*.sql.postgres,${[...companionFiles, statisticsFile].join(',')}}`;

/**
 * What a path that came, changed or went can be to the project: a file that is read, a folder that may hold such files,
 * or nothing. `relative` is to the workspace folder, with `/`.
 */
export function kindOfTouched(relative: string): 'file' | 'folder' | 'nothing' {
  const parts = relative.split('/');
  const name = parts.pop() ?? '';
  if (!parts.every(isLookedInto)) return 'nothing';
  if (endings.test(name) || markerFiles.includes(name) || companionFiles.includes(name)) return 'file';
  if (name === statisticsFile) return 'file';
  if (rootFiles.includes(name)) return parts.length === 0 ? 'file' : 'nothing';
  return isLookedInto(name) && !hasFileType(name) ? 'folder' : 'nothing';
}

/** Spares a look at most of the files that tools write. A folder may have a dot in its name as well: `v1.2`, `db.migrations`. */
const hasFileType = (name: string): boolean => /\.[a-z][a-z\d]{0,4}$/i.test(name);
