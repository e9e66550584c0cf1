import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import type { Migration } from '../project';
import type { SourceFile } from '../source-file';
import type { Row } from '../cells';
import { ownLockKey } from '../lock-key';
import { type NamedFile, pairUp } from '../pairing';
import { baseName, directoryName, relativeTo } from '../paths';
import { createFiles, slugOf, template } from '../scaffold';
import { readNames } from './shared';
import { versionBy } from './version-place';

const pattern = /^(\d+)_([^/]+)\/(up|down)\.sql$/;
const table = 'hdb_catalog.hdb_version';
/** Versions are unsigned 64-bit numbers. */
const maxVersion = 2n ** 64n - 1n;

/**
 * hasura/graphql-engine: `migrations/<database>/1700000000000_description/up.sql` and `down.sql`. What is applied stands
 * in the state that its command line keeps in Hasura's own catalog.
 */
export const hasura: Convention = {
  id: 'hasura',
  title: 'Hasura',
  types: [],
  canHaveDown: true,
  markers: ['config.yaml', 'metadata'],
  detect,
  reads: (path) => pattern.test(path) || (path.endsWith('.sql') && !path.includes('/')),
  read(files) {
    const { named, strangers } = readNames(files, nameOf, 'Hasura looks for up.sql and down.sql in directories <number>_<name>.');
    const { migrations, problems } = pairUp(named, 'by version');
    return { migrations, problems: [...problems, ...strangers] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)_[^/]+\//d) },
  downFile({ up, title }, { path }) {
    const own = up && relativeTo(path, up.path);
    return own === undefined ? undefined : { path: `${directoryName(own)}/down.sql`, heading: `-- Undo: ${title}` };
  },
  transaction: () => 'file',
  sendsWholeFile: true,
  history: history(),
};

function nameOf(file: SourceFile): NamedFile | undefined {
  const [, digits, name, kind] = pattern.exec(file.path) ?? [];
  if (digits === undefined || name === undefined) return undefined;
  const isTooLarge = BigInt(digits) > maxVersion;
  return {
    file,
    direction: kind === 'down' ? 'down' : 'up',
    version: BigInt(digits).toString(),
    order: digits.replace(/^0+(?=\d)/, '').padStart(40, '0'),
    name,
    stem: name,
    facts: { database: databaseOf(file) },
    ...(isTooLarge && {
      problem: {
        kind: 'impossible-version',
        path: file.absolute,
        message: `${digits} is larger than a 64-bit number, which Hasura does not read. Shorten it.`,
        related: [],
      },
    }),
  };
}

/** The state is kept by the name of the database, after which the folder is called; older projects have but one. */
function databaseOf({ absolute, path }: SourceFile): string {
  const folder = baseName(absolute.slice(0, absolute.length - path.length - 1));
  return folder === 'migrations' ? 'default' : folder;
}

function detect({ files, markers }: Folder): Detection | undefined {
  const digits = files.flatMap((file) => {
    const [, version, , kind] = pattern.exec(file) ?? [];
    return version !== undefined && kind === 'up' ? [version] : [];
  });
  if (digits.length === 0) return undefined;
  const isProject = markers.has('config.yaml') && markers.has('metadata');
  const timed = digits.filter((version) => version.length === 13).length * 2 > digits.length;
  if (!isProject && !timed) return undefined;
  const shape = 'directories <number>_<name> with up.sql';
  return isProject
    ? { confidence: 0.98, reason: `It has ${shape}, and there are config.yaml and metadata.` }
    : { confidence: 0.9, reason: `It has ${shape}, the numbers of which are milliseconds.` };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const { up, down, outsideTransaction = false } = request.content ?? {};
  if (outsideTransaction) {
    return { ok: false, reason: 'Hasura runs every file in a transaction, and has nothing to say otherwise.' };
  }
  const newest = request.migrations.reduce((most, { version }) => (BigInt(version) > most ? BigInt(version) : most), 0n);
  const now = BigInt(request.now);
  const directory = `${(newest >= now ? newest + 1n : now).toString()}_${slug.slug}`;
  const title = request.description.trim();
  const files = [template(`${directory}/down.sql`, `-- Undo: ${title}`, down)];
  return createFiles(request, [template(`${directory}/up.sql`, `-- ${title}`, up), ...(request.withDown ? files : [])]);
}

function history(): History {
  return {
    table: `${table}.cli_state`,
    exists: {
      text: `SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('${table}') AND attname = 'cli_state') AS exists`,
    },
    setup: [],
    cannotSetUp: 'Hasura alone makes its catalog: start its engine once with this database as the one for its metadata.',
    select: { text: `SELECT cli_state FROM ${table}` },
    read,
    record,
    // There is no checksum.
    matches: () => true,
    lock: ({ database }) => ({ keys: [ownLockKey(database, table)], isRunners: false }),
    can: { failed: true, down: true, outOfOrder: true },
  };
}

/** Versions by database, each with whether it was begun and did not finish. */
function read(rows: readonly Row[], migrations: readonly Migration[]): readonly HistoryRow[] {
  const database = databaseNameOf(migrations[0]);
  const own = member(member(rows[0]?.['cli_state'], 'migrations'), database);
  if (typeof own !== 'object' || own === null) return [];
  return Object.entries(own).map(([version, isDirty]) => ({ version, failed: isDirty === true }));
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function databaseNameOf(migration: Migration | undefined): string {
  return migration?.facts?.['database'] ?? 'default';
}

function record(event: HistoryEvent, migration: Migration): readonly Query[] {
  if (event.kind === 'failed') return [];
  const values = [databaseNameOf(migration), migration.version];
  if (event.kind === 'rolled-back') {
    return [{ text: `UPDATE ${table} SET cli_state = cli_state #- ARRAY['migrations', $1::text, $2::text]`, values }];
  }
  const isDirty = event.kind === 'started';
  return [
    {
      text: `UPDATE ${table} SET cli_state = jsonb_set(cli_state, '{migrations}', coalesce(cli_state -> 'migrations', '{}') || jsonb_build_object($1::text, coalesce(cli_state -> 'migrations' -> $1::text, '{}') || jsonb_build_object($2::text, ${String(isDirty)})))`,
      values,
    },
  ];
}
