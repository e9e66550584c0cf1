import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import { contentOf, rawHash } from '../hashes';
import type { Migration } from '../project';
import type { SourceFile } from '../source-file';
import { type Row, dateCell, numberCell, present, textCell } from '../cells';
import { ownLockKey } from '../lock-key';
import { type NamedFile, pairUp } from '../pairing';
import { baseName, directoryName, relativeTo } from '../paths';
import { createFiles, nextNumber, slugOf, template } from '../scaffold';
import { isAnothers, readNames, share } from './shared';
import { versionBy } from './version-place';

const pattern = /^(\d+)_(.+)\.sql$/s;
const table = '_migrations';
/** The column is `varchar(10)`. */
const maxVersionLength = 10;
/** The column is `varchar(40)`, and git's longer hashes have 64 digits. */
const maxCommitLength = 40;
/** Where scripts may stand: in the folder itself, or in its `versions` and `down`. */
const places: readonly string[] = ['', 'versions', 'down'];

/**
 * Plain numbers with rollbacks: `versions/014_description.sql` and `down/014_description_down.sql`, or both in one
 * folder. The kind of runner that teams write themselves; it wraps each file in a transaction and takes no lock.
 */
export const numbered: Convention = {
  id: 'numbered',
  title: 'Numbered with rollbacks',
  types: [],
  canHaveDown: true,
  markers: [],
  detect,
  reads: (path) => path.endsWith('.sql') && places.includes(directoryName(path)),
  read(files) {
    const { named, strangers } = readNames(files, nameOf, 'its name is not a number, an underscore and a description.');
    const { migrations, problems } = pairUp(named, 'by name');
    return { migrations, problems: [...problems, ...strangers] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(?:versions\/|down\/)?(\d+)_[^/]*$/d) },
  downFile({ up, version, title }, { path, migrations }) {
    const own = up && relativeTo(path, up.path);
    if (own === undefined) return undefined;
    const downs = migrations.flatMap(({ down }) => (down === undefined ? [] : (relativeTo(path, down.path) ?? [])));
    const isBeside = downs.length > 0 && !downs.some((each) => each.startsWith('down/'));
    const place = directoryName(own);
    const isApart = !isBeside && (place === 'versions' || downs.length > 0);
    const directory = isApart ? 'down/' : place === '' ? '' : `${place}/`;
    return {
      path: `${directory}${baseName(own).replace(/\.sql$/, '_down.sql')}`,
      heading: `-- Undo ${version}: ${title}`,
    };
  },
  transaction: () => 'file',
  sendsWholeFile: true,
  history: history(),
};

/** The parts of a path; a script in `down`, or whose name ends in `_down`, is a way back. */
function parse(path: string): { digits: string; name: string; isDown: boolean } | undefined {
  const [, digits, rest] = pattern.exec(baseName(path)) ?? [];
  // Pairs of .up.sql and .down.sql belong to other runners: to this one both would be ways up.
  if (digits === undefined || rest === undefined || /\.(up|down)$/.test(rest)) return undefined;
  const isDown = rest.endsWith('_down') || directoryName(path) === 'down';
  return { digits, name: rest.replace(/_down$/, ''), isDown };
}

function nameOf(file: SourceFile): NamedFile | undefined {
  const it = parse(file.path);
  return (
    it && {
      file,
      direction: it.isDown ? 'down' : 'up',
      version: it.digits,
      order: it.digits.replace(/^0+(?=\d)/, '').padStart(40, '0'),
      name: it.name,
      stem: it.name,
    }
  );
}

function detect(folder: Folder): Detection | undefined {
  if (isAnothers(folder)) return undefined;
  const own = folder.files.filter((path) => numbered.reads(path));
  const matching = own.filter((path) => (parse(path)?.digits.length ?? Infinity) <= 6);
  const part = share(matching, own);
  const ups = matching.filter((path) => parse(path)?.isDown === false);
  if (part < 0.5 || ups.length === 0) return undefined;
  const inVersions = ups.filter((path) => path.startsWith('versions/')).length * 2 > ups.length;
  const downs = matching.filter((path) => parse(path)?.isDown === true);
  const main = inVersions ? { main: 'versions' } : {};
  if (downs.length > 0) {
    const where = downs.some((path) => path.startsWith('down/')) ? 'in down/' : 'beside them';
    const reason = `It has numbered files${inVersions ? ' in versions/' : ''} and rollbacks …_down.sql ${where}.`;
    return { confidence: 0.95 * (0.5 + part / 2), reason, ...main };
  }
  // A folder called versions may be anything; numbered files in the folder itself may be anybody's.
  if (inVersions) return { confidence: 0.6 * (0.5 + part / 2), reason: 'It has numbered files in versions/.', ...main };
  return undefined;
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  if (slug.slug.endsWith('_down')) {
    return { ok: false, reason: 'A name that ends in «down» would be read as a rollback: choose another ending.' };
  }
  const scripts = request.existing.filter((path) => numbered.reads(path));
  const number = nextNumber(
    scripts.flatMap((path) => parse(path)?.digits ?? []),
    3,
  );
  const hasVersions = scripts.some((path) => path.startsWith('versions/'));
  const hasDown = scripts.some((path) => path.startsWith('down/'));
  const isBeside = !hasDown && scripts.some((path) => parse(path)?.isDown === true);
  const up = `${hasVersions ? 'versions/' : ''}${number}_${slug.slug}.sql`;
  const downPlace = hasDown || (hasVersions && !isBeside) ? 'down/' : hasVersions ? 'versions/' : '';
  const title = request.description.trim();
  const { content } = request;
  if (content?.outsideTransaction === true) {
    return { ok: false, reason: 'This runner runs every file in a transaction, and has nothing to say otherwise.' };
  }
  const first = template(up, `-- ${number}: ${title}`, content?.up);
  if (!request.withDown) return createFiles(request, [first]);
  const down = `${downPlace}${number}_${slug.slug}_down.sql`;
  return createFiles(request, [first, template(down, `-- Undo ${number}: ${title}`, content?.down)]);
}

function history(): History {
  return {
    table,
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [
      {
        text: `CREATE TABLE IF NOT EXISTS ${table} (
    id SERIAL PRIMARY KEY,
    version VARCHAR(10) NOT NULL UNIQUE,
    name VARCHAR(255) NOT NULL,
    checksum VARCHAR(32) NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    execution_time_ms INTEGER NOT NULL DEFAULT 0,
    git_commit VARCHAR(40)
)`,
      },
      { text: `CREATE INDEX IF NOT EXISTS idx_migrations_version ON ${table} (version)` },
    ],
    select: { text: `SELECT * FROM ${table} ORDER BY version` },
    read: (rows) => rows.flatMap(readRow),
    record,
    checksum,
    // A runner that reads bytes instead of text stores the hash of the line ends as they are.
    matches: ({ checksum: stored }, migration) =>
      stored === undefined || stored === checksum(migration) || stored === digest(contentOf(migration.up)),
    realign: (migration) => [
      { text: `UPDATE ${table} SET checksum = $2 WHERE version = $1`, values: [migration.version, checksum(migration)] },
    ],
    lock: ({ database }) => ({ keys: [ownLockKey(database, table)], isRunners: false }),
    can: { failed: false, down: true, outOfOrder: true },
    cannotRecord: ({ version, name }) => {
      if (version.length > maxVersionLength) {
        return `Version ${version} has ${version.length} digits, but ${table}.version holds ${maxVersionLength}.`;
      }
      return name.length > 255 ? `The name of ${version} has ${name.length} characters, but ${table}.name holds 255.` : undefined;
    },
  };
}

function digest(content: string | Uint8Array): string {
  return rawHash(content).slice(0, 16);
}

/** The runner reads the file as text, which makes every line end a line feed; a byte order mark stays. */
function checksum({ up }: Migration): string {
  return digest((up?.text ?? '').replace(/\r\n?/g, '\n'));
}

function readRow(row: Row): readonly HistoryRow[] {
  const version = textCell(row, 'version');
  if (version === undefined) return [];
  return [
    {
      version,
      failed: false,
      ...present<Partial<HistoryRow>>({
        name: textCell(row, 'name'),
        appliedAt: dateCell(row, 'applied_at'),
        durationMs: numberCell(row, 'execution_time_ms'),
        checksum: textCell(row, 'checksum'),
        gitCommit: textCell(row, 'git_commit'),
      }),
    },
  ];
}

function record(event: HistoryEvent, migration: Migration): readonly Query[] {
  const { version, name } = migration;
  switch (event.kind) {
    case 'applied':
      return [
        {
          text: `INSERT INTO ${table} (version, name, checksum, execution_time_ms, git_commit) VALUES ($1, $2, $3, $4, $5)`,
          values: [
            version,
            name,
            checksum(migration),
            Math.trunc(event.durationMs),
            event.run.git?.commit.slice(0, maxCommitLength) ?? null,
          ],
        },
      ];
    case 'rolled-back':
      return [{ text: `DELETE FROM ${table} WHERE version = $1`, values: [version] }];
    case 'started':
    case 'failed':
      // The table has no place for what did not succeed.
      return [];
  }
}
