import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryRow } from '../history';
import type { Migration } from '../project';
import type { SourceFile } from '../source-file';
import { type Row, numberCell, textCell } from '../cells';
import { ownLockKey } from '../lock-key';
import { type NamedFile, pairUp } from '../pairing';
import { createFiles, nextNumber, slugOf, template } from '../scaffold';
import { readNames } from './shared';
import { sameStem, versionBy } from './version-place';

const pattern = /^delta\/(\d+)\/([^/]+)\.sql(?:\.postgres)?$/;
const table = 'applied_schema_deltas';
const placeholder = '$%AUTO_INCREMENT_PRIMARY_KEY%$';

/**
 * element-hq/synapse: `schema/main/delta/88/01_description.sql`, or `….sql.postgres` for PostgreSQL alone. A new database
 * starts from a full schema, with no deltas but those of later versions.
 */
export const synapse: Convention = {
  id: 'synapse',
  title: 'Synapse',
  types: [],
  canHaveDown: false,
  markers: [],
  detect,
  reads: (path) => pattern.test(path) || /^delta\/[^/]+\.sql(?:\.postgres)?$/.test(path),
  read(files) {
    const { named, strangers } = readNames(files, nameOf, 'Synapse looks in directories named after the version of the schema.');
    const { migrations, problems } = pairUp(named, 'by name');
    return { migrations, problems: [...problems, ...strangers] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^delta\/(\d+\/\d+)_[^/]*$/d), along: sameStem(/\.sql(?:\.\w+)?$/) },
  transaction: () => 'file',
  placeholders({ text, body }) {
    const at = text.indexOf(placeholder, body.start);
    return at < 0 || at >= body.end ? [] : [{ start: at, end: at + placeholder.length }];
  },
  sendsWholeFile: true,
  history: history(),
};

/** The file's path below `delta` is what the history stores. */
function nameOf(file: SourceFile): NamedFile | undefined {
  const [, digits, stem] = pattern.exec(file.path) ?? [];
  if (digits === undefined || stem === undefined) return undefined;
  const version = file.path.slice('delta/'.length);
  return {
    file,
    direction: 'up',
    version,
    order: `${digits.padStart(10, '0')}/${version.slice(digits.length + 1)}`,
    name: version,
    description: stem.replace(/^\d+_?/, ''),
    stem: version,
    facts: { schema: digits },
  };
}

function detect({ files }: Folder): Detection | undefined {
  const deltas = files.filter((path) => pattern.test(path));
  if (deltas.length === 0) return undefined;
  return { confidence: 0.95, reason: 'It has delta/<version>/…, as the schemas of Synapse have.', main: 'delta' };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const { up, outsideTransaction = false } = request.content ?? {};
  if (outsideTransaction) {
    return { ok: false, reason: 'Synapse runs every file in a transaction, and has nothing to say otherwise.' };
  }
  const paths = request.existing.flatMap((path) => /^delta\/(\d+)\//.exec(path)?.[1] ?? []);
  const newest = paths.reduce((most, digits) => Math.max(most, Number(digits)), 1);
  const directory = `delta/${newest}/`;
  // Python files count along.
  const numbers = request.existing.flatMap((path) =>
    path.startsWith(directory) ? (/^\d+(?=_)/.exec(path.slice(directory.length))?.[0] ?? []) : [],
  );
  const path = `${directory}${nextNumber(numbers, 2)}_${slug.slug}.sql`;
  return createFiles(request, [template(path, `-- ${request.description.trim()}`, up)]);
}

function history(): History {
  return {
    table,
    exists: {
      text: `SELECT to_regclass('${table}') IS NOT NULL AND to_regclass('schema_version') IS NOT NULL AS exists`,
    },
    setup: [],
    cannotSetUp: 'Synapse itself makes a new database, from a full schema: start it once with this database.',
    select: {
      text: `SELECT v.version AS schema_version, v.upgraded, a.file FROM schema_version AS v LEFT JOIN ${table} AS a ON true ORDER BY a.version, a.file`,
    },
    read,
    record(event, { version, facts }) {
      if (event.kind !== 'applied') return [];
      const schema = facts?.['schema'];
      return [
        { text: `UPDATE schema_version SET version = $1, upgraded = true WHERE version <= $1`, values: [schema] },
        { text: `INSERT INTO ${table} (version, file) VALUES ($1, $2)`, values: [schema, version] },
      ];
    },
    // There is no checksum.
    matches: () => true,
    lock: ({ database }) => ({ keys: [ownLockKey(database, table)], isRunners: false }),
    can: { failed: false, down: false, outOfOrder: false },
    mayComeLate: () => true,
  };
}

/**
 * One table is for all of Synapse's folders, and for its Python files: rows of others say nothing here. What is older
 * than the version that the database was made at is part of the full schema, and Synapse never looks at it again.
 */
function read(rows: readonly Row[], migrations: readonly Migration[]): readonly HistoryRow[] {
  const applied = new Set(rows.map((row) => textCell(row, 'file')));
  const [first] = rows;
  const current = first === undefined ? 0 : (numberCell(first, 'schema_version') ?? 0);
  const start = first?.['upgraded'] === true ? current : current + 1;
  return migrations
    .filter(({ version, facts }) => applied.has(version) || Number(facts?.['schema']) < start)
    .map(({ version, name }) => ({ version, name, failed: false }));
}
