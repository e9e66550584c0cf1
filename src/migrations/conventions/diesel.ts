import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryRow } from '../history';
import type { SourceFile } from '../source-file';
import { dateCell, present, textCell } from '../cells';
import { type NamedFile, pairUp } from '../pairing';
import { directoryName, relativeTo } from '../paths';
import { createFiles, newestOf, nextStamp, slugOf, template } from '../scaffold';
import { readNames } from './shared';
import { versionRows } from './version-rows';
import { versionBy } from './version-place';

const pattern = /^([^/]+)\/(up|down)\.sql$/;
const metadata = 'metadata.toml';
const table = '__diesel_schema_migrations';
/** The column is `varchar(50)`. */
const maxVersionLength = 50;

/**
 * diesel-rs/diesel: `migrations/2025-01-01-120000_description/up.sql` and `down.sql`; `metadata.toml` beside them may say
 * that they run outside a transaction.
 */
export const diesel: Convention = {
  id: 'diesel',
  title: 'Diesel',
  types: [],
  canHaveDown: true,
  markers: ['diesel.toml', 'Cargo.toml'],
  companions: [metadata],
  detect,
  reads: (path) => pattern.test(path) || /^[^/]+\/metadata\.toml$/.test(path) || (path.endsWith('.sql') && !path.includes('/')),
  read(files) {
    const settings = new Map(
      files.filter(({ path }) => path.endsWith(`/${metadata}`)).map(({ path, text }) => [directoryName(path), settingsOf(text)]),
    );
    const { named, strangers } = readNames(
      files.filter(({ path }) => !path.endsWith(metadata)),
      (file) => nameOf(file, settings),
      'Diesel looks for up.sql and down.sql in directories of their own.',
    );
    const { migrations, problems } = pairUp(named, 'by name');
    return { migrations, problems: [...problems, ...strangers] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d[^/_]*)[^/]*\//d) },
  downFile({ up, title }, { path }) {
    const own = up && relativeTo(path, up.path);
    return own === undefined ? undefined : { path: `${directoryName(own)}/down.sql`, heading: `-- Undo: ${title}` };
  },
  transaction: ({ settings }) => (settings?.['run_in_transaction'] === 'false' ? 'none' : 'file'),
  sendsWholeFile: true,
  history: history(),
};

/** The version is what stands before the first underscore, without its hyphens. */
function versionOf(directory: string): string {
  return (directory.split('_', 1)[0] ?? '').replaceAll('-', '');
}

function nameOf(file: SourceFile, settings: ReadonlyMap<string, NamedFile['settings']>): NamedFile | undefined {
  const [, directory, kind] = pattern.exec(file.path) ?? [];
  if (directory === undefined) return undefined;
  const version = versionOf(directory);
  const own = settings.get(directory);
  const description = directory.slice(directory.indexOf('_') + 1);
  return {
    file,
    direction: kind === 'down' ? 'down' : 'up',
    version,
    order: version,
    name: directory,
    description,
    stem: directory,
    ...(own && { settings: own }),
  };
}

/** A file without the key means false, unlike no file at all; one that Diesel cannot read counts for nothing. */
function settingsOf(text: string): Readonly<Record<string, string>> {
  const [, value] = /^[ \t]*run_in_transaction[ \t]*=[ \t]*([^#\r\n]*?)[ \t]*(?:#.*)?\r?$/m.exec(text) ?? [];
  return { run_in_transaction: value === undefined || value === 'false' ? 'false' : 'true' };
}

function detect({ files, markers }: Folder): Detection | undefined {
  const ups = files.flatMap((path) => {
    const [, directory, kind] = pattern.exec(path) ?? [];
    return directory !== undefined && kind === 'up' ? [directory] : [];
  });
  if (ups.length === 0) return undefined;
  // Directories with a time of 13 digits are Hasura's.
  const isOwn = (directory: string): boolean => /^(?:\d{4}-\d{2}-\d{2}-\d{6}(?:-[\da-f]{4})?|\d{14})(?:_|$)/.test(directory);
  const own = ups.filter(isOwn);
  const shape = 'directories YYYY-MM-DD-HHMMSS_description with up.sql';
  const mark = ['diesel.toml', 'Cargo.toml'].find((marker) => markers.has(marker));
  if (own.length * 2 > ups.length) {
    return { confidence: 0.97, reason: mark === undefined ? `It has ${shape}.` : `It has ${shape}, and there is ${mark}.` };
  }
  if (mark === undefined || ups.some((directory) => /^\d{13}_/.test(directory))) return undefined;
  return { confidence: 0.9, reason: `It has directories with up.sql, and there is ${mark}.` };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const { up, down, outsideTransaction = false } = request.content ?? {};
  const directory = `${nextVersion(request)}_${slug.slug}`;
  const title = request.description.trim();
  return createFiles(request, [
    template(`${directory}/up.sql`, `-- ${title}`, up),
    ...(request.withDown ? [template(`${directory}/down.sql`, `-- Undo: ${title}`, down)] : []),
    ...(outsideTransaction ? [{ path: `${directory}/${metadata}`, text: 'run_in_transaction = false\n', cursor: 0 }] : []),
  ]);
}

/** `2025-01-01-120000-0000`, or without the last part where the folder's newest has none: newer ones of Diesel count there. */
function nextVersion({ existing, now }: ScaffoldRequest): string {
  const written = existing.flatMap((path) => {
    const digits = versionOf(path.split('/', 1)[0] ?? '');
    return pattern.test(path) && /^\d{14}(?:[\da-f]{4})?$/.test(digits) ? [digits] : [];
  });
  const newest = newestOf(written);
  const stamp = nextStamp(now, newest.slice(0, 14));
  const [year, month, day, time] = [stamp.slice(0, 4), stamp.slice(4, 6), stamp.slice(6, 8), stamp.slice(8)];
  return `${year}-${month}-${day}-${time}${newest.length === 14 && !/^0+$/.test(newest) ? '' : '-0000'}`;
}

function history(): History {
  return {
    ...versionRows(table),
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [
      {
        text: `CREATE TABLE IF NOT EXISTS ${table} (
    version VARCHAR(50) PRIMARY KEY NOT NULL,
    run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
)`,
      },
    ],
    // The column has no time zone: what it holds was the server's own time in the session's zone.
    select: { text: `SELECT *, run_on AT TIME ZONE current_setting('TimeZone') AS run_at FROM ${table} ORDER BY version` },
    read: (rows) =>
      rows.flatMap((row) => {
        const version = textCell(row, 'version');
        if (version === undefined) return [];
        return [{ version, failed: false, ...present<Partial<HistoryRow>>({ appliedAt: dateCell(row, 'run_at') }) }];
      }),
    cannotRecord: ({ version, up }) => {
      if (up?.text === '') return 'its up.sql is empty, which Diesel refuses: write at least a comment.';
      return version.length > maxVersionLength
        ? `Version ${version} has ${version.length} characters, but ${table}.version holds ${maxVersionLength}.`
        : undefined;
    },
  };
}
