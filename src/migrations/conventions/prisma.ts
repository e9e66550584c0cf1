import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryLine, HistoryRow, Query } from '../history';
import type { Migration } from '../project';
import type { SourceFile } from '../source-file';
import { type Row, dateCell, present, textCell } from '../cells';
import { contentOf, rawHash } from '../hashes';
import { type NamedFile, pairUp } from '../pairing';
import { directoryName, relativeTo } from '../paths';
import { createFiles, newestOf, nextStamp, slugOf, template } from '../scaffold';
import { readNames } from './shared';
import { versionBy } from './version-place';

const pattern = /^([^/]+)\/(migration|down)\.sql$/;
const lockFile = 'migration_lock.toml';
const table = '_prisma_migrations';
/** The column is `varchar(255)`. */
const maxNameLength = 255;

/**
 * prisma/prisma: `prisma/migrations/20250101120000_description/migration.sql`. It has no way back of its own, but its
 * documentation keeps one as `down.sql` in the same directory.
 */
export const prisma: Convention = {
  id: 'prisma',
  title: 'Prisma Migrate',
  types: [],
  canHaveDown: true,
  markers: [],
  companions: [lockFile],
  detect,
  reads: (path) => pattern.test(path) || path === lockFile || (path.endsWith('.sql') && !path.includes('/')),
  read(files) {
    const scripts = files.filter(({ path }) => path !== lockFile);
    const { named, strangers } = readNames(scripts, nameOf, 'Prisma looks for files migration.sql in directories of their own.');
    const { migrations, problems } = pairUp(named, 'by name');
    return { migrations, problems: [...problems, ...strangers] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)[^/]*\//d) },
  downFile({ up, version, title }, { path }) {
    const own = up && relativeTo(path, up.path);
    return own === undefined ? undefined : { path: `${directoryName(own)}/down.sql`, heading: `-- Undo ${version}: ${title}` };
  },
  transaction: () => 'none',
  sendsWholeFile: true,
  history: history(),
};

/** The directory's whole name is what Prisma sorts by and stores. */
function nameOf(file: SourceFile): NamedFile | undefined {
  const [, directory, kind] = pattern.exec(file.path) ?? [];
  if (directory === undefined) return undefined;
  const description = directory.replace(/^\d+[_-]?/, '');
  return {
    file,
    direction: kind === 'down' ? 'down' : 'up',
    version: directory,
    order: directory,
    name: directory,
    description: description === '' ? directory : description,
    stem: directory,
  };
}

function detect({ files, companions }: Folder): Detection | undefined {
  const provider = providerOf(companions.get(lockFile));
  // Migrations of another engine are none of ours.
  if (provider !== undefined && provider !== 'postgresql') return undefined;
  const ups = files.filter((path) => pattern.exec(path)?.[2] === 'migration');
  if (ups.length === 0) return undefined;
  if (provider !== undefined) return { confidence: 0.99, reason: `It has ${lockFile} and directories with migration.sql.` };
  // Newer directories of Drizzle look the same but for the snapshot in each.
  if (files.some((path) => /^[^/]+\/snapshot\.json$/.test(path))) return undefined;
  if (!ups.every((path) => /^\d{14}/.test(path))) return undefined;
  return { confidence: 0.9, reason: 'It has directories YYYYMMDDHHMMSS_description with migration.sql.' };
}

/** As Prisma reads it: the line that starts with the word. */
function providerOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (/^provider\s*=\s*"?([^"\r\n]*)/m.exec(text)?.[1] ?? '');
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const { up, down } = request.content ?? {};
  const stamps = request.existing.flatMap((path) => /^(\d{14})[^/]*\//.exec(path)?.[1] ?? []);
  const directory = `${nextStamp(request.now, newestOf(stamps))}_${slug.slug}`;
  const title = request.description.trim();
  const lock = {
    path: lockFile,
    text: '# Belongs to the migrations: keep it in version control.\nprovider = "postgresql"\n',
    cursor: 0,
  };
  return createFiles(request, [
    template(`${directory}/migration.sql`, `-- ${title}`, up),
    ...(request.withDown ? [template(`${directory}/down.sql`, `-- Undo: ${title}`, down)] : []),
    ...(request.existing.includes(lockFile) ? [] : [lock]),
  ]);
}

function history(): History {
  return {
    table,
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [
      {
        text: `CREATE TABLE ${table} (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
)`,
      },
    ],
    select: { text: `SELECT * FROM ${table} ORDER BY started_at` },
    read,
    log: (rows) => rows.flatMap(linesOf),
    record,
    checksum,
    matches: ({ checksum: stored }, migration) => stored === undefined || checksums(migration, stored).includes(stored),
    realign: (migration) => [
      {
        text: `UPDATE ${table} SET checksum = $2 WHERE migration_name = $1 AND rolled_back_at IS NULL`,
        values: [migration.version, checksum(migration)],
      },
    ],
    lock: () => ({ keys: ['72707369'], isRunners: true }),
    can: { failed: true, down: true, outOfOrder: true },
    cannotRecord: ({ name }) =>
      name.length > maxNameLength
        ? `Its name has ${name.length} characters, but ${table}.migration_name holds ${maxNameLength}.`
        : undefined,
  };
}

/** The SHA-256 of the script's bytes, in hexadecimal. */
function checksum({ up }: Migration): string {
  return rawHash(contentOf(up));
}

/** What Prisma takes for the same script: other line ends, and hashes from before it wrote every byte with two digits. */
function checksums({ up }: Migration, stored: string): readonly string[] {
  const text = up?.text ?? '';
  const hashes = [rawHash(contentOf(up)), rawHash(text.replaceAll('\r\n', '\n')), rawHash(text.replaceAll('\n', '\r\n'))];
  return stored.length === 64 ? hashes : hashes.map((hash) => hash.replace(/0(.)|(..)/g, '$1$2'));
}

/** Rows that were rolled back count for nothing; one without an end is a run that failed. */
function read(rows: readonly Row[]): readonly HistoryRow[] {
  const states = new Map<string, HistoryRow>();
  for (const row of rows) {
    const version = textCell(row, 'migration_name');
    if (version === undefined || dateCell(row, 'rolled_back_at') !== undefined) continue;
    const started = dateCell(row, 'started_at');
    const finished = dateCell(row, 'finished_at');
    const isFailed = finished === undefined || states.get(version)?.failed === true;
    states.set(version, {
      version,
      name: version,
      failed: isFailed,
      ...present<Partial<HistoryRow>>({
        appliedAt: finished ?? started,
        durationMs: started && finished && finished.getTime() - started.getTime(),
        checksum: textCell(row, 'checksum'),
      }),
    });
  }
  return [...states.values()];
}

/** A row that was rolled back says both: that it was applied, or failed, and when it was taken back. */
function linesOf(row: Row): readonly HistoryLine[] {
  const version = textCell(row, 'migration_name');
  if (version === undefined) return [];
  const [started, finished, back] = ['started_at', 'finished_at', 'rolled_back_at'].map((cell) => dateCell(row, cell));
  const failed = finished === undefined;
  const common = { version, name: version, failed, ...present<Partial<HistoryRow>>({ checksum: textCell(row, 'checksum') }) };
  const times = present<Partial<HistoryRow>>({
    appliedAt: finished ?? started,
    durationMs: started && finished && finished.getTime() - started.getTime(),
  });
  const first: HistoryLine = { ...common, ...times, event: failed ? 'failed' : 'applied' };
  return back === undefined ? [first] : [first, { ...common, appliedAt: back, event: 'rolled-back' }];
}

function record(event: HistoryEvent, migration: Migration): readonly Query[] {
  const { version } = migration;
  const own = 'migration_name = $1 AND rolled_back_at IS NULL';
  const unfinished: Query = { text: `DELETE FROM ${table} WHERE ${own} AND finished_at IS NULL`, values: [version] };
  switch (event.kind) {
    case 'applied': {
      // Prisma takes both times from its own clock.
      const ms = Math.round(event.durationMs);
      const begun = `coalesce($3::timestamptz, clock_timestamp() - $4 * interval '1 ms')`;
      return [
        unfinished,
        {
          text: `INSERT INTO ${table} (id, checksum, migration_name, started_at, finished_at, applied_steps_count) SELECT gen_random_uuid(), $2, $1, begun, begun + $4 * interval '1 ms', 1 FROM (SELECT ${begun} AS begun) AS clock`,
          values: [version, checksum(migration), event.startedAt?.toISOString() ?? null, ms],
        },
      ];
    }
    case 'rolled-back':
      // As «migrate resolve --rolled-back» marks what somebody has undone by hand.
      return [{ text: `UPDATE ${table} SET rolled_back_at = clock_timestamp() WHERE ${own}`, values: [version] }];
    case 'started':
      if (event.direction === 'down') {
        return [{ text: `UPDATE ${table} SET finished_at = NULL WHERE ${own}`, values: [version] }];
      }
      return [
        unfinished,
        {
          text: `INSERT INTO ${table} (id, checksum, migration_name, started_at) SELECT gen_random_uuid(), $2, $1, coalesce($3::timestamptz, clock_timestamp())`,
          values: [version, checksum(migration), event.startedAt?.toISOString() ?? null],
        },
      ];
    case 'failed':
      // Prisma cannot know whether anything is left, so it asks people to look. Where nothing is, there is nothing to say.
      if (event.isUndone) return [];
      return [
        {
          text: `UPDATE ${table} SET logs = $2 WHERE ${own} AND finished_at IS NULL`,
          values: [version, event.error?.message ?? 'It did not finish.'],
        },
      ];
  }
}
