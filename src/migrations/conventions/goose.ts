import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import type { Migration } from '../project';
import type { SourceFile } from '../source-file';
import { type Row, dateCell, present, textCell } from '../cells';
import { type NamedFile, pairUp } from '../pairing';
import { newestOf, nextNumber, nextStamp, slugOf } from '../scaffold';
import { annotationOf, parseGoose, substitutesAtEnd } from './goose-file';
import { inEnvironment } from './other-table';
import { createBoth, lineWhere, linesOf, marked, refused } from './sections';
import { share, unmanaged } from './shared';
import { versionBy } from './version-place';

const table = 'goose_db_version';
const pattern = /^(\d+)_(.*)\.sql$/s;
const maxVersion = 2n ** 63n - 1n;

/** pressly/goose: one file with `-- +goose Up` and, if there is a way back, `-- +goose Down`. */
export const goose: Convention = {
  id: 'goose',
  title: 'goose',
  types: [],
  canHaveDown: true,
  markers: [],
  tableSettings: inEnvironment('GOOSE_TABLE', table),
  detect,
  reads: (path) => !path.includes('/') && path.endsWith('.sql'),
  read(files) {
    const named = files.flatMap(directionsOf);
    const { migrations, problems } = pairUp(named, 'by name');
    const others = files.filter((file) => !named.some((each) => each.file === file));
    const why = 'goose wants a number above 0 and an underscore first, and its command line refuses the whole folder without.';
    return { migrations, problems: [...problems, ...others.flatMap((file) => unmanaged(file, why))] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)_[^/]*$/d) },
  downSection: {
    mark: (text) => lineWhere(text, (line) => annotationOf(line) === 'down'),
    // What the way up has turned on holds for the rest of the file.
    heading: (_, text) => `-- +goose Down${substitutesAtEnd(text) ? '\n-- +goose ENVSUB OFF' : ''}`,
    statement: (text) => marked(text, ['-- +goose StatementBegin', '-- +goose StatementEnd']),
  },
  transaction: ({ text }) => (linesOf(text).some((line) => annotationOf(line.text) === 'no transaction') ? 'none' : 'file'),
  noTransactionDirective: '-- +goose NO TRANSACTION\n',
  placeholders({ text, body }) {
    const parsed = parseGoose(text);
    return parsed.ok ? parsed.filled.filter(({ start }) => body.start <= start && start < body.end) : [];
  },
  sendsWholeFile: false,
  history: history(),
};

/** The directions that a file holds, or why goose would not run it; nothing where it is no migration. */
function directionsOf(file: SourceFile): readonly NamedFile[] {
  const [, digits, name = ''] = pattern.exec(file.path) ?? [];
  if (digits === undefined || BigInt(digits) < 1n) return [];
  const version = BigInt(digits).toString();
  const up: NamedFile = { file, direction: 'up', version, order: version.padStart(40, '0'), name, stem: file.path };
  if (file.problem) return [up];
  if (BigInt(digits) > maxVersion) {
    return [{ ...up, ...refused(file, `${digits} is larger than a 64-bit number. Shorten it.`) }];
  }
  const parsed = parseGoose(file.text);
  if (!parsed.ok) return [{ ...up, ...refused(file, parsed.why) }];
  const { down } = parsed;
  return [{ ...up, body: parsed.up }, ...(down === undefined ? [] : [{ ...up, direction: 'down' as const, body: down }])];
}

function detect({ files, sample }: Folder): Detection | undefined {
  const own = files.filter((path) => !path.includes('/'));
  const part = share(
    own.filter((path) => pattern.test(path)),
    own,
  );
  if (part < 0.3 || !sample.some((text) => /^--\s*\+goose\s+up\b/im.test(text))) return undefined;
  return { confidence: 0.99 * (0.5 + part / 2), reason: 'Its files have «-- +goose Up».' };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  // Files in Go take part in the same order.
  const written = request.existing.flatMap((path) => /^(\d+)_[^/]*\.(?:sql|go)$/.exec(path)?.[1] ?? []);
  const stamps = written.filter((digits) => digits.length === 14);
  const isSequential = written.length > 0 && stamps.length * 2 < written.length;
  const version = isSequential ? nextNumber(written, 5) : nextStamp(request.now, newestOf(stamps));
  const title = request.description.trim();
  const directive = request.content?.outsideTransaction === true ? '-- +goose NO TRANSACTION\n' : '';
  return createBoth(request, {
    path: `${version}_${slug.slug}.sql`,
    marks: ['-- +goose StatementBegin', '-- +goose StatementEnd'],
    up: `${directive}-- +goose Up\n-- ${title}`,
    ...(request.withDown && { down: `-- +goose Down\n-- Undo: ${title}` }),
  });
}

function history(): History {
  return {
    table,
    exists: { text: `SELECT to_regclass(quote_ident(current_schema()) || '.${table}') IS NOT NULL AS exists` },
    setup: [
      {
        text: `CREATE TABLE ${table} (
    id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp NOT NULL DEFAULT now()
)`,
      },
      // goose takes a table without this row for broken.
      { text: `INSERT INTO ${table} (version_id, is_applied) VALUES (0, true)` },
    ],
    // The times are those of the server's own time zone.
    select: { text: `SELECT *, tstamp::timestamptz AS applied_at FROM ${table} ORDER BY id` },
    read,
    record,
    matches: () => true,
    // The number that its session locker takes, for programs that use it; the command line takes none.
    lock: () => ({ keys: ['4097083626'], isRunners: false }),
    can: { failed: false, down: true, outOfOrder: false },
    lateOnRequest: true,
    late: 'goose refuses to apply anything then, unless it is called with --allow-missing',
  };
}

/** The newest row of a version counts: older releases wrote another one for the way back, where these delete it. */
function read(rows: readonly Row[]): readonly HistoryRow[] {
  const applied = new Map<string, HistoryRow>();
  for (const row of rows) {
    const version = textCell(row, 'version_id');
    if (version === undefined || version === '0') continue;
    if (row['is_applied'] === false) applied.delete(version);
    else applied.set(version, { version, failed: false, ...present({ appliedAt: dateCell(row, 'applied_at') }) });
  }
  return [...applied.values()];
}

function record({ kind }: HistoryEvent, { version }: Migration): readonly Query[] {
  switch (kind) {
    case 'applied':
      return [{ text: `INSERT INTO ${table} (version_id, is_applied) VALUES ($1, $2)`, values: [version, true] }];
    case 'rolled-back':
      return [{ text: `DELETE FROM ${table} WHERE version_id = $1`, values: [version] }];
    case 'started':
    case 'failed':
      // The table has no place for what did not succeed.
      return [];
  }
}
