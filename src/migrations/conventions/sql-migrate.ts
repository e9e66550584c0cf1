import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import type { Migration } from '../project';
import type { Span } from '../../sql/span';
import type { SourceFile } from '../source-file';
import { type Row, dateCell, present, textCell } from '../cells';
import { ownLockKey } from '../lock-key';
import { type NamedFile, pairUp } from '../pairing';
import { newestOf, nextNumber, nextStamp, slugOf } from '../scaffold';
import { inLines } from './other-table';
import { createBoth, endsStatement, lineWhere, linesOf, marked, refused, unlessOutside } from './sections';
import { versionBy } from './version-place';

const table = 'gorp_migrations';
const command = '-- +migrate ';
const pattern = /^(\d*)(.*)\.sql$/s;
const maxNumber = 2n ** 63n - 1n;

/** rubenv/sql-migrate: one file with `-- +migrate Up` and `-- +migrate Down`; the whole file name is its version. */
export const sqlMigrate: Convention = {
  id: 'sql-migrate',
  title: 'sql-migrate',
  types: [],
  canHaveDown: true,
  markers: ['dbconfig.yml'],
  tableSettings: inLines(['dbconfig.yml'], { names: 'table', usual: [table] }, { names: 'schema' }),
  detect,
  reads: (path) => !path.includes('/') && path.endsWith('.sql'),
  read: (files) => pairUp(files.flatMap(directionsOf), 'by name'),
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)[^/]*$/d) },
  downSection: {
    mark: (text) =>
      lineWhere(text, (line) => line.startsWith(command) && /^Down(?:\s|$)/.test(line.slice(command.length).trim())),
    heading: (isOutside) => `-- +migrate Down${isOutside ? ' notransaction' : ''}`,
    statement: (text) => marked(text, ['-- +migrate StatementBegin', '-- +migrate StatementEnd']),
  },
  transaction: unlessOutside((body) => linesOf(body)[0]?.text.split(/\s+/).slice(3).includes('notransaction') === true),
  sendsWholeFile: false,
  history: history(),
};

/** The directions that a file holds, or why it does not run. */
function directionsOf(file: SourceFile): readonly NamedFile[] {
  const [, digits = '', rest = ''] = pattern.exec(file.path) ?? [];
  const up: NamedFile = {
    file,
    direction: 'up',
    version: file.path,
    // Numbers first, by their value; then the name as text.
    order: `${digits === '' ? '1' : `0${BigInt(digits).toString().padStart(40, '0')}`}${file.path}`,
    name: rest.replace(/^[-_]/, '') || digits,
    stem: file.path,
  };
  if (file.problem) return [up];
  if (digits !== '' && BigInt(digits) > maxNumber) {
    return [{ ...up, ...refused(file, `${digits} is larger than a 64-bit number. Shorten it.`) }];
  }
  const parsed = parse(file.text);
  if (typeof parsed === 'string') return [{ ...up, ...refused(file, parsed) }];
  const { up: body, down } = parsed;
  return [{ ...up, body }, ...(down === undefined ? [] : [{ ...up, direction: 'down' as const, body: down }])];
}

/** The parts of a file, each with the line that begins it, or why it does not run. Read by lines, as sql-migrate does. */
function parse(text: string): { readonly up: Span; readonly down?: Span } | string {
  const parts: { readonly word: 'Up' | 'Down'; readonly start: number }[] = [];
  let pending = '';
  let isWithin = false;
  for (const line of linesOf(text)) {
    if (line.text.startsWith('-- ') && !line.text.startsWith('-- +')) continue;
    let isEnded = false;
    if (line.text.startsWith(command)) {
      const [word] = line.text.slice(command.length).trim().split(/\s+/);
      if (word === '') return 'sql-migrate asks for a word after «-- +migrate».';
      if (word === 'Up' || word === 'Down') {
        if (pending.trim() !== '') return missingSemicolon;
        parts.push({ word, start: line.start });
      }
      if (word === 'StatementBegin' && parts.length > 0) isWithin = true;
      if (word === 'StatementEnd' && parts.length > 0) {
        isEnded = isWithin;
        isWithin = false;
      }
    }
    if (parts.length === 0) continue;
    if (!line.text.startsWith('-- +')) pending += `${line.text}\n`;
    if (isEnded || (!isWithin && endsStatement(line.text))) pending = '';
  }
  if (isWithin) return '«-- +migrate StatementBegin» has no «-- +migrate StatementEnd».';
  if (pending.trim() !== '') return missingSemicolon;
  const [up, ...moreUps] = parts.flatMap((part, nth) => (part.word === 'Up' ? spanOf(parts, nth, text) : []));
  const [down, ...moreDowns] = parts.flatMap((part, nth) => (part.word === 'Down' ? spanOf(parts, nth, text) : []));
  if (up === undefined) return 'sql-migrate asks for a line «-- +migrate Up».';
  if (moreUps.length + moreDowns.length > 0)
    return 'it has «-- +migrate Up» or «-- +migrate Down» twice. Put what belongs together below one.';
  return { up, ...(down && { down }) };
}

const missingSemicolon =
  'a statement lacks the semicolon at the end of a line, or «-- +migrate StatementEnd», by which sql-migrate knows where it ends.';

function spanOf(parts: readonly { readonly start: number }[], nth: number, text: string): Span {
  return { start: parts[nth]?.start ?? 0, end: parts[nth + 1]?.start ?? text.length };
}

function detect({ files, markers, sample }: Folder): Detection | undefined {
  const scripts = files.filter((path) => path.endsWith('.sql'));
  const own = scripts.filter((path) => !path.includes('/'));
  // Any name will do, but what is sampled may lie in a directory that is a source of its own.
  const isOwn = own.length === scripts.length || own.some((path) => /^\d/.test(path));
  if (own.length === 0 || !isOwn) return undefined;
  if (!sample.some((text) => /^-- \+migrate (?:Up|Down)\b/m.test(text))) return undefined;
  const mark = markers.has('dbconfig.yml') ? ', and there is dbconfig.yml' : '';
  return { confidence: 0.99, reason: `Its files have «-- +migrate Up»${mark}.` };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const written = request.existing.flatMap((path) => /^(\d+)[^/]*\.sql$/.exec(path)?.[1] ?? []);
  const stamps = written.filter((digits) => digits.length === 14);
  const isSequential = written.length > 0 && stamps.length * 2 < written.length;
  const number = isSequential ? nextNumber(written, 1) : nextStamp(request.now, newestOf(stamps));
  const underscores = request.existing.filter((path) => /^\d+_[^/]*\.sql$/.test(path)).length;
  const mark = underscores * 2 > written.length ? '_' : '-';
  const option = request.content?.outsideTransaction === true ? ' notransaction' : '';
  const title = request.description.trim();
  return createBoth(request, {
    path: `${number}${mark}${slug.slug}.sql`,
    marks: ['-- +migrate StatementBegin', '-- +migrate StatementEnd'],
    up: `-- +migrate Up${option}\n-- ${title}`,
    ...(request.withDown && { down: `-- +migrate Down${option}\n-- Undo: ${title}` }),
  });
}

function history(): History {
  return {
    table,
    exists: { text: `SELECT to_regclass(quote_ident(current_schema()) || '.${table}') IS NOT NULL AS exists` },
    setup: [{ text: `CREATE TABLE IF NOT EXISTS ${table} (id text not null primary key, applied_at timestamp with time zone)` }],
    select: { text: `SELECT * FROM ${table} ORDER BY id` },
    read: (rows) => rows.flatMap(readRow),
    record,
    matches: () => true,
    lock: ({ database }) => ({ keys: [ownLockKey(database, table)], isRunners: false }),
    can: { failed: false, down: true, outOfOrder: true },
  };
}

function readRow(row: Row): readonly HistoryRow[] {
  const version = textCell(row, 'id');
  if (version === undefined) return [];
  return [{ version, failed: false, ...present({ appliedAt: dateCell(row, 'applied_at') }) }];
}

function record({ kind }: HistoryEvent, { version }: Migration): readonly Query[] {
  switch (kind) {
    case 'applied':
      return [{ text: `INSERT INTO ${table} (id, applied_at) VALUES ($1, clock_timestamp())`, values: [version] }];
    case 'rolled-back':
      return [{ text: `DELETE FROM ${table} WHERE id = $1`, values: [version] }];
    case 'started':
    case 'failed':
      // The table has no place for what did not succeed.
      return [];
  }
}
