import type { Convention, Detection, Folder } from '../convention';
import type { History, HistoryEvent, HistoryLease, HistoryRow, Query } from '../history';
import type { Migration } from '../project';
import type { SourceFile } from '../source-file';
import { type Row, present, textCell } from '../cells';
import { ownLockKey } from '../lock-key';
import { type NamedFile, pairUp } from '../pairing';
import { baseName } from '../paths';
import { slugOf } from '../scaffold';
import { share, unmanaged } from './shared';
import { createPair, downBeside, nextVersion, pairPattern, pairsIn } from './up-down-files';
import { versionBy } from './version-place';

const table = 'db_migrations';
const directive = '-- morph:nontransactional';

/** mattermost/morph: the pairs of golang-migrate, but a row for each, by its name, and a transaction around each. */
export const morph: Convention = {
  id: 'morph',
  title: 'morph',
  types: [],
  canHaveDown: true,
  markers: ['migrations.list'],
  detect,
  reads: (path) => !path.includes('/') && path.endsWith('.sql'),
  read(files) {
    const named = files.flatMap((file) => nameOf(file) ?? []);
    const others = files.filter(({ path }) => !pairPattern.test(path));
    const { migrations, problems } = pairUp(
      named.map((each) => withRival(each, named)),
      'by name',
    );
    const why = 'morph refuses the whole folder, because its name is not a number, an underscore and .up.sql or .down.sql.';
    return { migrations, problems: [...problems, ...others.flatMap((file) => unmanaged(file, why))] };
  },
  scaffold(request) {
    const slug = slugOf(request.description);
    if (!slug.ok) return slug;
    const written = request.existing.flatMap((path) => pairPattern.exec(path)?.[1] ?? []);
    const lead = request.content?.outsideTransaction === true ? `${directive}\n` : '';
    return createPair(request, `${nextVersion(request.now, written, 'number')}_${slug.slug}`, lead);
  },
  renumbering: { versionAt: versionBy(/^(\d+)_[^/]*$/d) },
  downFile: downBeside,
  // Only the file's very first bytes count.
  transaction: (script) => (script.text.startsWith(directive) ? 'none' : 'file'),
  noTransactionDirective: `${directive}\n`,
  sendsWholeFile: true,
  history: history(),
};

function nameOf(file: SourceFile): NamedFile | undefined {
  const [, digits, name = '', direction] = pairPattern.exec(file.path) ?? [];
  if (digits === undefined) return undefined;
  return {
    file,
    direction: direction === 'down' ? 'down' : 'up',
    // It keeps 32 bits of the number, whatever stands in the name.
    version: BigInt.asUintN(32, BigInt(digits)).toString(),
    order: `${digits}_${name}`,
    name,
    stem: name,
  };
}

/** Its rows are found by name and told apart by number: two up scripts may share neither. */
function withRival(it: NamedFile, all: readonly NamedFile[]): NamedFile {
  if (it.direction !== 'up') return it;
  const rival = all.find(
    (other) => other.direction === 'up' && other !== it && (other.name === it.name || other.version === it.version),
  );
  if (rival === undefined) return it;
  const what = rival.name === it.name ? `The name ${it.name}` : `Version ${it.version}`;
  const message = `${what} is that of ${baseName(rival.file.path)} as well, and morph takes one for the other. Rename one of them.`;
  return { ...it, problem: { kind: 'duplicate-version', path: it.file.absolute, message, related: [rival.file.absolute] } };
}

function detect(folder: Folder): Detection | undefined {
  const pairs = pairsIn(folder);
  const part = share(
    pairs,
    folder.files.filter((path) => !path.includes('/')),
  );
  if (part < 0.3 || !pairs.some((path) => path.endsWith('.up.sql'))) return undefined;
  const hasDirective = folder.sample.some((text) => text.startsWith(directive));
  if (!hasDirective && !folder.markers.has('migrations.list')) return undefined;
  const why = hasDirective ? `«${directive}» stands in one` : 'there is migrations.list';
  return { confidence: 0.97 * (0.5 + part / 2), reason: `It has pairs of .up.sql and .down.sql, and ${why}.` };
}

function history(): History {
  return {
    table,
    exists: { text: `SELECT to_regclass(quote_ident(current_schema()) || '.${table}') IS NOT NULL AS exists` },
    setup: [{ text: `CREATE TABLE IF NOT EXISTS ${table} (version bigint not null primary key, name varchar not null)` }],
    select: { text: `SELECT * FROM ${table} ORDER BY version` },
    read: (rows, migrations) => rows.flatMap((row) => readRow(row, migrations)),
    record,
    matches: () => true,
    lock: ({ database }) => ({ keys: [ownLockKey(database, table)], isRunners: false, lease }),
    can: { failed: false, down: true, outOfOrder: true },
  };
}

/** The name says which migration it is, even where the file has another number by now. */
function readRow(row: Row, migrations: readonly Migration[]): readonly HistoryRow[] {
  const name = textCell(row, 'name');
  const version = migrations.find((migration) => migration.name === name)?.version ?? textCell(row, 'version');
  return version === undefined ? [] : [{ version, failed: false, ...present({ name }) }];
}

function record({ kind }: HistoryEvent, { version, name }: Migration): readonly Query[] {
  switch (kind) {
    case 'applied':
      return [{ text: `INSERT INTO ${table} (version, name) VALUES ($1, $2)`, values: [version, name] }];
    case 'rolled-back':
      return [{ text: `DELETE FROM ${table} WHERE version = $1 AND name = $2`, values: [version, name] }];
    case 'started':
    case 'failed':
      // The table has no place for what did not succeed.
      return [];
  }
}

/** Seconds since 1970, as morph counts them: by its own clock, where this is the server's. */
const seconds = 'extract(epoch FROM clock_timestamp())::bigint';
const key = "'mutex_migrations'";

/** morph's lock: a row that ends 15 seconds after it was last moved on, which happens every 7.5 seconds. */
const lease: HistoryLease = {
  table: 'db_lock',
  setup: [{ text: 'CREATE TABLE IF NOT EXISTS db_lock (id varchar(64) PRIMARY KEY, expireat bigint)' }],
  take: {
    text: `INSERT INTO db_lock AS held (id, expireat) VALUES (${key}, ${seconds} + 15) ON CONFLICT (id) DO UPDATE SET expireat = excluded.expireat WHERE held.expireat <= ${seconds} RETURNING expireat::text AS token`,
  },
  holder: {
    text: `SELECT format('a runner whose row in db_lock ends in %s s', expireat - ${seconds}) AS holder FROM db_lock WHERE id = ${key}`,
  },
  refresh: (token) => ({
    text: `UPDATE db_lock SET expireat = ${seconds} + 15 WHERE id = ${key} AND expireat = $1 RETURNING expireat::text AS token`,
    values: [token],
  }),
  release: (token) => ({ text: `DELETE FROM db_lock WHERE id = ${key} AND expireat = $1`, values: [token] }),
  refreshMs: 7500,
};
