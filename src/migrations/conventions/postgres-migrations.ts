import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import { digestOf } from '../hashes';
import type { Migration } from '../project';
import type { SourceFile } from '../source-file';
import { type Row, dateCell, present, textCell } from '../cells';
import { type NamedFile, pairUp } from '../pairing';
import { baseName } from '../paths';
import { createFiles, nextNumber, slugOf, template } from '../scaffold';
import { refused } from './sections';
import { isAnothers, share, unmanaged } from './shared';
import { versionBy } from './version-place';

const pattern = /^(-?\d+)[-_]?(.*).(sql|js)$/is;
const table = 'migrations';
const lockKey = '-8525285245963000605';
const directive = '-- postgres-migrations disable-transaction';

/** The runner's own migration with the number 0: it makes the table, and stands in it as the first row. */
const zero = {
  name: 'create-migrations-table',
  hash: 'e18db593bcde2aca2a408c4d1100f6abba2195df',
};

/** ThomWright/postgres-migrations: `1_description.sql` or `0001-description.sql`, numbered from 1 without a gap. */
export const postgresMigrations: Convention = {
  id: 'postgres-migrations',
  title: 'postgres-migrations',
  types: [],
  canHaveDown: false,
  markers: ['package.json'],
  detect,
  // Scripts in JavaScript have their numbers, too.
  reads: (path) => !path.includes('/') && /\.(?:sql|js)$/i.test(path),
  read(files) {
    const numbered = files.filter(({ path }) => pattern.test(path));
    const gap = firstGap(numbered);
    const named = numbered
      .filter(({ path }) => /sql$/i.test(path))
      .map((file) => nameOf(file, file === gap?.file ? gap.number : undefined));
    const { migrations, problems } = pairUp(named, 'by name');
    const why = 'postgres-migrations refuses the whole folder, because the name does not start with a number.';
    const others = files.filter((file) => !numbered.includes(file)).flatMap((file) => unmanaged(file, why));
    return { migrations, problems: [...problems, ...others] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)[^/]*$/d) },
  transaction: ({ text }) => (text.includes(directive) ? 'none' : 'file'),
  noTransactionDirective: `${directive}\n`,
  sendsWholeFile: true,
  history: history(),
};

function numberOf(path: string): number {
  return Number.parseInt(pattern.exec(path)?.[1] ?? '', 10);
}

/** The first file that has not the number which follows the one before, and that number. */
function firstGap(files: readonly SourceFile[]): { readonly file: SourceFile; readonly number: number } | undefined {
  const sorted = [...files].sort((a, b) => numberOf(a.path) - numberOf(b.path));
  const at = sorted.findIndex(({ path }, place) => numberOf(path) !== place + 1);
  const file = sorted[at];
  // Two files with one number are told apart elsewhere.
  return file === undefined || numberOf(file.path) === numberOf(sorted[at - 1]?.path ?? '')
    ? undefined
    : { file, number: at + 1 };
}

function nameOf(file: SourceFile, expected: number | undefined): NamedFile {
  const [, , rest = ''] = pattern.exec(file.path) ?? [];
  const name = rest === '' ? file.path : rest;
  const number = numberOf(file.path);
  return {
    file,
    direction: 'up',
    version: String(number),
    order: (number < 0 ? '-' : '') + String(Math.abs(number)).padStart(20, '0'),
    name,
    description: name.replace(/[_-]+/g, ' '),
    stem: file.path,
    ...(expected !== undefined &&
      refused(file, `postgres-migrations numbers files from 1 without a gap, and expects ${expected} here.`)),
  };
}

function detect(folder: Folder): Detection | undefined {
  if (isAnothers(folder)) return undefined;
  const own = folder.files.filter((path) => !path.includes('/') && /\.(?:sql|js)$/i.test(path));
  const matching = own.filter((path) => pattern.test(path));
  const part = share(
    matching.filter((path) => path.endsWith('.sql')),
    own,
  );
  if (part < 0.5) return undefined;
  if (folder.sample.some((text) => text.includes(directive))) {
    return { confidence: 0.9 * (0.5 + part / 2), reason: `Its files have the directive «${directive}».` };
  }
  const numbers = matching.map(numberOf).sort((a, b) => a - b);
  const isDashed = matching.every((path) => /^\d{1,6}-/.test(path));
  if (!isDashed || numbers.some((number, place) => number !== place + 1) || !folder.markers.has('package.json')) return undefined;
  const reason = 'It has files 1-description.sql, numbered from 1 without a gap, and there is package.json.';
  return { confidence: 0.6 * (0.5 + part / 2), reason };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const written = request.existing.filter((path) => postgresMigrations.reads(path) && /^\d/.test(path));
  const number = nextNumber(
    written.flatMap((path) => /^\d+/.exec(path)?.[0] ?? []),
    4,
  );
  const isDashed = written.filter((path) => /^\d+-/.test(path)).length * 2 > written.length;
  const name = isDashed ? `-${slug.slug.replaceAll('_', '-')}` : `_${slug.slug}`;
  const { content } = request;
  const lead = content?.outsideTransaction === true ? `${directive}\n` : '';
  return createFiles(request, [template(`${number}${name}.sql`, `${lead}-- ${request.description.trim()}`, content?.up)]);
}

function history(): History {
  return {
    table,
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [
      {
        text: `CREATE TABLE IF NOT EXISTS ${table} (
  id integer PRIMARY KEY,
  name varchar(100) UNIQUE NOT NULL,
  hash varchar(40) NOT NULL,
  executed_at timestamp DEFAULT current_timestamp
)`,
      },
      { text: `INSERT INTO ${table} (id, name, hash) VALUES (0, $1, $2)`, values: [zero.name, zero.hash] },
    ],
    // The column has no time zone: what it holds was the time in the session's zone.
    select: { text: `SELECT *, executed_at AT TIME ZONE current_setting('TimeZone') AS applied_at FROM ${table} ORDER BY id` },
    read: (rows) => rows.flatMap(readRow),
    record,
    checksum,
    matches: (row, migration) => row.checksum === checksum(migration),
    // It has no way back itself: whoever takes the last row out has it run again.
    unmark: ({ version }) => [{ text: `DELETE FROM ${table} WHERE id = $1`, values: [version] }],
    realign: (migration) => [
      {
        text: `UPDATE ${table} SET name = $2, hash = $3 WHERE id = $1`,
        values: [migration.version, migration.name, checksum(migration)],
      },
    ],
    lock: () => ({ keys: [lockKey], isRunners: true }),
    can: { failed: false, down: false, outOfOrder: false },
    cannotRecord: ({ name }) =>
      name.length > 100 ? `Its name has ${name.length} characters, but ${table}.name holds 100.` : undefined,
  };
}

/** The SHA-1 of the file's name and its text. */
function checksum({ up }: Migration): string {
  return digestOf('sha1', baseName(up?.path ?? '') + (up?.text ?? ''));
}

function readRow(row: Row): readonly HistoryRow[] {
  const version = textCell(row, 'id');
  if (version === undefined || version === '0') return [];
  return [
    {
      version,
      failed: false,
      ...present<Partial<HistoryRow>>({
        name: textCell(row, 'name'),
        appliedAt: dateCell(row, 'applied_at'),
        checksum: textCell(row, 'hash'),
      }),
    },
  ];
}

function record({ kind }: HistoryEvent, migration: Migration): readonly Query[] {
  switch (kind) {
    case 'applied':
      return [
        {
          text: `INSERT INTO ${table} (id, name, hash) VALUES ($1, $2, $3)`,
          values: [migration.version, migration.name, checksum(migration)],
        },
      ];
    case 'rolled-back':
    case 'started':
    case 'failed':
      // There is no way back, and no place for what did not succeed.
      return [];
  }
}
