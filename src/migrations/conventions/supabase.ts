import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import type { Migration } from '../project';
import type { SourceFile } from '../source-file';
import { type Row, present, textCell, textsCell } from '../cells';
import { lex } from '../../sql/lexer';
import type { Span } from '../../sql/span';
import { split } from '../../sql/splitter';
import { tokenText } from '../../sql/token';
import { ownLockKey } from '../lock-key';
import { type NamedFile, pairUp } from '../pairing';
import { createFiles, newestOf, nextStamp, slugOf, template } from '../scaffold';
import { impossibleStamps, share, unmanaged } from './shared';
import { supabaseStatements } from './supabase-statements';
import { versionBy } from './version-place';

const pattern = /^(\d+)_(.*)\.sql$/;
const schema = 'supabase_migrations';
const table = `${schema}.schema_migrations`;
const directive = '-- pg-delta: transaction=false';
/** What the first versions of the CLI wrote first; later ones leave it out. */
const oldInit = /(\d{14})_init\.sql/;
const endOfOldInit = '20211209000000';

/** supabase/cli: `supabase/migrations/20250101120000_description.sql`, with no way back. */
export const supabase: Convention = {
  id: 'supabase',
  title: 'Supabase',
  types: [],
  canHaveDown: false,
  markers: [],
  detect,
  reads: (path) => !path.includes('/') && path.endsWith('.sql'),
  read(files) {
    const first = files.reduce((least, { path }) => (least === '' || path < least ? path : least), '');
    const isSkipped = ({ path }: SourceFile): boolean =>
      path === first && (oldInit.exec(path)?.[1] ?? endOfOldInit) < endOfOldInit;
    const named = files.flatMap((file) => (isSkipped(file) ? [] : (nameOf(file) ?? [])));
    const { migrations, problems } = pairUp(named, 'by name');
    const others = files.flatMap((file) => {
      if (isSkipped(file)) return unmanaged(file, 'Supabase skips an «init» of its first versions. Rename it if it is to run.');
      if (pattern.test(file.path)) return [];
      return unmanaged(file, 'Supabase skips it, because its name is not a number, an underscore and a description.');
    });
    return { migrations, problems: [...problems, ...impossibleStamps(named), ...others] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)_[^/]*$/d) },
  // All statements and the row go to the server in one batch, which is a transaction of the server's making; but what is
  // known to refuse one parts the file into several, and a first statement that does so is carried out before the row.
  transaction: ({ text, body }) => (isMarked(text) || hasOutsider(text, body) ? 'none' : 'file'),
  noTransactionDirective: `${directive}\n`,
  sendsWholeFile: false,
  history: history(),
};

function nameOf(file: SourceFile): NamedFile | undefined {
  const [, version, name = ''] = pattern.exec(file.path) ?? [];
  if (version === undefined) return undefined;
  // The order is that of the file names.
  return { file, direction: 'up', version, order: `${version}_`, name, stem: name };
}

function detect({ path, files }: Folder): Detection | undefined {
  if (!/[/\\]supabase[/\\]migrations$/.test(path)) return undefined;
  const own = files.filter((each) => !each.includes('/'));
  const part = share(
    own.filter((each) => pattern.test(each)),
    own,
  );
  if (part === 0) return undefined;
  return { confidence: 0.97 * (0.5 + part / 2), reason: 'It is the folder supabase/migrations.' };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const { content } = request;
  const mark = content?.outsideTransaction === true && !hasOutsider(content.up) ? `${directive}\n` : '';
  const stamps = request.existing.flatMap((path) => pattern.exec(path)?.[1] ?? []).filter(({ length }) => length === 14);
  const path = `${nextStamp(request.now, newestOf(stamps))}_${slug.slug}.sql`;
  return createFiles(request, [template(path, `${mark}-- ${request.description.trim()}`, content?.up)]);
}

/** Whether a file says of itself, in its first line, that each of its statements is carried out for itself. */
function isMarked(text: string): boolean {
  return /^\uFEFF?-- pg-delta: transaction=false\r?(?:\n|$)/.test(text);
}

/** What the CLI carries out alone, wherever it stands: the first words. */
const known =
  /^(?:CREATE (?:UNIQUE )?INDEX CONCURRENTLY|DROP INDEX CONCURRENTLY|REINDEX\b.*\bCONCURRENTLY|VACUUM|ALTER SYSTEM|CLUSTER)\b/i;

/** What else PostgreSQL refuses in a transaction: the first words, or CONCURRENTLY anywhere but in REFRESH. */
const refusing =
  /^(?:DISCARD ALL|(?:CREATE|DROP) (?:DATABASE|TABLESPACE|SUBSCRIPTION)|REINDEX (?:SCHEMA|DATABASE|SYSTEM))\b|^(?!REFRESH\b).*\bCONCURRENTLY\b/i;

/** Whether no transaction takes in the whole text: for a statement that the CLI knows, or its only one. */
function hasOutsider(text: string, body?: Span): boolean {
  if (!/\b(?:concurrently|vacuum|system|cluster|discard|database|tablespace|subscription|reindex)\b/i.test(text)) return false;
  const statements = split(text, body).map((statement) => {
    const words = lex(statement.text).flatMap((token) => (token.kind === 'word' ? [tokenText(statement.text, token)] : []));
    return words.join(' ');
  });
  const [first, second] = statements;
  return statements.some((words) => known.test(words)) || (first !== undefined && second === undefined && refusing.test(first));
}

function history(): History {
  return {
    table,
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [
      { text: `CREATE SCHEMA IF NOT EXISTS ${schema}` },
      { text: `CREATE TABLE IF NOT EXISTS ${table} (version text NOT NULL PRIMARY KEY)` },
      { text: `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS statements text[]` },
      { text: `ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS name text` },
    ],
    select: { text: `SELECT * FROM ${table} ORDER BY version` },
    read: (rows) => rows.flatMap(readRow),
    record,
    // The statements are kept to be looked at; no command of Supabase's compares them with the file.
    matches: () => true,
    // As «supabase migration repair --status reverted» does.
    unmark: ({ version }) => [{ text: `DELETE FROM ${table} WHERE version = $1`, values: [version] }],
    lock: ({ database }) => ({ keys: [ownLockKey(database, table)], isRunners: false }),
    can: { failed: false, down: false, outOfOrder: false },
    late: 'the Supabase CLI refuses to apply anything then, unless it is called with --include-all',
  };
}

function readRow(row: Row): readonly HistoryRow[] {
  const version = textCell(row, 'version');
  if (version === undefined) return [];
  const details = present<Partial<HistoryRow>>({ name: textCell(row, 'name'), statements: textsCell(row, 'statements') });
  return [{ version, failed: false, ...details }];
}

function record({ kind }: HistoryEvent, { version, name, up }: Migration): readonly Query[] {
  switch (kind) {
    case 'applied':
      return [
        {
          // Tables of older releases have the version alone, or no name: what has no column is left out.
          text: `INSERT INTO ${table} SELECT * FROM jsonb_populate_record(NULL::${table}, jsonb_build_object('version', $1::text, 'name', $2::text, 'statements', to_jsonb($3::text[])))`,
          values: [version, name, supabaseStatements(up?.text ?? '')],
        },
      ];
    case 'rolled-back':
    case 'started':
    case 'failed':
      // There is no way back, and no place for what did not succeed.
      return [];
  }
}
