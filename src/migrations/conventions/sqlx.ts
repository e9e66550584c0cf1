import { perObject } from '../../sql/per-object';
import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import { contentOf, digestOf } from '../hashes';
import type { Migration, Problem } from '../project';
import type { SourceFile } from '../source-file';
import { type Row, dateCell, hexCell, numberCell, present, textCell } from '../cells';
import { crc32 } from '../lock-key';
import { type NamedFile, pairUp } from '../pairing';
import { relativeTo } from '../paths';
import { createFiles, newestOf, nextNumber, nextStamp, slugOf, template } from '../scaffold';
import { impossibleStamps, isAnothers, readNames, share, unmanaged } from './shared';
import { versionBy } from './version-place';

/** As sqlx splits a name: the version before the first underscore, and what follows it with blanks. */
const pattern = /^(\d+)_(.*?)(\.up|\.down)?\.sql$/s;
const table = '_sqlx_migrations';
const directive = '-- no-transaction';
/** sqlx reads versions as signed 64-bit numbers. */
const maxVersion = 2n ** 63n - 1n;

/** launchbadge/sqlx: `migrations/20250101120000_description.sql`, or a pair of `.up.sql` and `.down.sql`. */
export const sqlx: Convention = {
  id: 'sqlx',
  title: 'sqlx',
  types: [],
  canHaveDown: true,
  markers: ['sqlx.toml', '.sqlx', 'Cargo.toml'],
  detect,
  reads: (path) => !path.includes('/') && path.endsWith('.sql'),
  read(files) {
    const { named, strangers } = readNames(files, nameOf, strange);
    const { migrations, problems } = pairUp(named, 'by version');
    return { migrations, problems: [...problems, ...impossibleStamps(named), ...strangers] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)_[^/]*$/d) },
  downFile({ up, title }, { path }) {
    const own = up && relativeTo(path, up.path);
    // A plain .sql file has no way back: sqlx pairs by the endings.
    return own?.endsWith('.up.sql') === true
      ? { path: own.replace(/\.up\.sql$/, '.down.sql'), heading: `-- Undo: ${title}` }
      : undefined;
  },
  // Only the file's very first bytes count: behind a byte order mark or an empty line the directive is a comment.
  transaction: (script) => (script.text.startsWith(directive) ? 'none' : 'file'),
  noTransactionDirective: `${directive}\n`,
  sendsWholeFile: true,
  history: history(),
};

function nameOf(file: SourceFile): NamedFile | undefined {
  const match = pattern.exec(file.path);
  if (!match) return undefined;
  const [, digits = '', description = '', suffix] = match;
  const version = BigInt(digits);
  const isTooLarge = version > maxVersion;
  return {
    file,
    direction: suffix === '.down' ? 'down' : 'up',
    version: version.toString(),
    order: version.toString().padStart(40, '0'),
    name: description.replaceAll('_', ' '),
    stem: description,
    ...(isTooLarge && {
      problem: {
        kind: 'impossible-version',
        path: file.absolute,
        message: `${digits} is larger than a 64-bit number, so sqlx refuses the whole folder. Shorten it.`,
        related: [],
      },
    }),
  };
}

/** Files that are no migrations. One with an underscore but no number before it makes sqlx refuse the whole folder. */
function strange(file: SourceFile): readonly Problem[] {
  if (!file.path.includes('_')) return unmanaged(file, 'sqlx skips it, because its name has no underscore.');
  return unmanaged(file, 'sqlx refuses the whole folder, because the name does not start with a number and an underscore.');
}

function detect(folder: Folder): Detection | undefined {
  if (isAnothers(folder)) return undefined;
  const { files, markers } = folder;
  const own = files.filter((path) => !path.includes('/'));
  const matching = own.filter((path) => pattern.test(path) && !path.endsWith('_down.sql'));
  const part = share(matching, own);
  if (part < 0.3) return undefined;
  const stamped = matching.filter((path) => /^\d{14}_/.test(path)).length * 2 > matching.length;
  const pairs = matching.some((path) => path.endsWith('.up.sql'));
  const mark = ['sqlx.toml', '.sqlx', 'Cargo.toml'].find((marker) => markers.has(marker));
  // Plain numbers alone show nothing of sqlx.
  if (mark === undefined && !stamped && !pairs) return undefined;
  const shape = pairs
    ? 'pairs of .up.sql and .down.sql'
    : stamped
      ? 'files YYYYMMDDHHMMSS_description.sql'
      : 'numbered .sql files';
  const base = mark === undefined ? (stamped ? 0.6 : 0.55) : mark === 'Cargo.toml' ? 0.7 : 0.9;
  return {
    confidence: base * (0.5 + part / 2),
    reason: mark === undefined ? `It has ${shape}.` : `It has ${shape}, and there is ${mark}.`,
  };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const { numbers, newest } = versionsIn(request.existing);
  const version = numbers === undefined ? nextStamp(request.now, newest) : nextNumber(numbers, 4);
  const stem = `${version}_${slug.slug}`;
  const title = request.description.trim();
  const { up, down, outsideTransaction = false } = request.content ?? {};
  const lead = outsideTransaction ? `${directive}\n` : '';
  if (!request.withDown) return createFiles(request, [template(`${stem}.sql`, `${lead}-- ${title}`, up)]);
  return createFiles(request, [
    template(`${stem}.up.sql`, `${lead}-- ${title}`, up),
    template(`${stem}.down.sql`, `${lead}-- Undo: ${title}`, down),
  ]);
}

/** The plain numbers of a folder, where sqlx goes on with those, and its newest time stamp. */
const versionsIn = perObject((existing: readonly string[]) => {
  const written = existing.flatMap((path) => pattern.exec(path)?.[1] ?? []);
  const stamps = written.filter((digits) => digits.length === 14);
  const isSequential = written.length > 0 && stamps.length * 2 < written.length;
  return { ...(isSequential && { numbers: written }), newest: newestOf(stamps) };
});

function history(): History {
  const checksum = ({ up }: Migration): string => digestOf('sha384', contentOf(up));
  return {
    table,
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [
      {
        text: `CREATE TABLE IF NOT EXISTS ${table} (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),
    success BOOLEAN NOT NULL,
    checksum BYTEA NOT NULL,
    execution_time BIGINT NOT NULL
)`,
      },
    ],
    select: { text: `SELECT * FROM ${table} ORDER BY version` },
    read: (rows) => rows.flatMap(readRow),
    record: (event, migration) => record(event, migration, checksum(migration)),
    checksum,
    matches: (row, migration) => row.checksum === undefined || row.checksum === checksum(migration),
    realign: (migration) => [
      {
        text: `UPDATE ${table} SET checksum = $2 WHERE version = $1`,
        values: [migration.version, Buffer.from(checksum(migration), 'hex')],
      },
    ],
    lock: ({ database }) => ({
      keys: [(0x3d32ad9en * BigInt(crc32(Buffer.from(database)))).toString()],
      isRunners: true,
    }),
    can: { failed: true, down: true, outOfOrder: true },
  };
}

function readRow(row: Row): readonly HistoryRow[] {
  const version = textCell(row, 'version');
  if (version === undefined) return [];
  const nanoseconds = numberCell(row, 'execution_time');
  return [
    {
      version,
      failed: row['success'] === false,
      ...present<Partial<HistoryRow>>({
        name: textCell(row, 'description'),
        appliedAt: dateCell(row, 'installed_on'),
        // sqlx writes -1 first, and the true time after COMMIT.
        durationMs: nanoseconds === undefined || nanoseconds < 0 ? undefined : nanoseconds / 1e6,
        checksum: hexCell(row, 'checksum'),
      }),
    },
  ];
}

function record(event: HistoryEvent, { version, name }: Migration, checksum: string): readonly Query[] {
  const nanoseconds = (durationMs: number): string => BigInt(Math.round(durationMs * 1e6)).toString();
  const insert = (success: boolean, executionTime: string): Query => ({
    text: `INSERT INTO ${table} (version, description, success, checksum, execution_time) VALUES ($1, $2, $3, $4, $5)`,
    values: [version, name, success, Buffer.from(checksum, 'hex'), executionTime],
  });
  const remove: Query = { text: `DELETE FROM ${table} WHERE version = $1`, values: [version] };
  const unfinished: Query = { text: `DELETE FROM ${table} WHERE version = $1 AND NOT success`, values: [version] };
  const markDirty: Query = { text: `UPDATE ${table} SET success = false WHERE version = $1`, values: [version] };
  switch (event.kind) {
    case 'applied':
      return [unfinished, insert(true, nanoseconds(event.durationMs))];
    case 'rolled-back':
      return [remove];
    case 'started':
      return event.direction === 'up' ? [unfinished, insert(false, '-1')] : [markDirty];
    case 'failed':
      // The row that `started` left says so already; of a transaction rolled back sqlx keeps nothing.
      return [];
  }
}
