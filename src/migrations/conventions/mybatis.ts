import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import type { Migration } from '../project';
import type { SourceFile } from '../source-file';
import { type Row, dateCell, present, textCell } from '../cells';
import { ownLockKey } from '../lock-key';
import { type NamedFile, pairUp } from '../pairing';
import { newestOf, nextNumber, nextStamp, slugOf } from '../scaffold';
import { createBoth, lineWhere, linesOf, placesOf } from './sections';
import { share, unmanaged } from './shared';
import { versionBy } from './version-place';

/** As PostgreSQL folds it: MyBatis writes CHANGELOG without quotes. */
const table = 'changelog';
const pattern = /^(\d+)(?:_(.*))?\.sql$/s;
const undo = /^[ \t]*(?:--|\/\/)[ \t]*\/\/[ \t]*@UNDO/;
/** Its own first migration has the table's name from the environment; whoever runs any other has run that one. */
const variable = /(?<!\\)\$\{(?!changelog\})[^}\n]*\}/g;
/** Files that it runs at other times. */
const special: readonly string[] = ['bootstrap.sql', 'onabort.sql'];

/** MyBatis Migrations: `scripts/20250101120000_description.sql`, with the way back below `-- //@UNDO`. */
export const mybatis: Convention = {
  id: 'mybatis',
  title: 'MyBatis Migrations',
  types: [],
  canHaveDown: true,
  markers: ['environments', 'scripts'],
  detect,
  reads: (path) => !path.includes('/') && path.endsWith('.sql'),
  read(files) {
    const named = files.flatMap(directionsOf);
    const { migrations, problems } = pairUp(named, 'by name');
    const others = files.filter(({ path }) => !pattern.test(path));
    const strange = others.flatMap((file) =>
      unmanaged(
        file,
        special.includes(file.path)
          ? 'MyBatis runs it when it is asked to, or after a failure.'
          : 'its name does not begin with a number, which makes MyBatis refuse the whole folder.',
      ),
    );
    return { migrations, problems: [...problems, ...strange] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)[^/]*$/d) },
  downSection: { mark: (text) => lineWhere(text, (line) => undo.test(line)), heading: () => '-- //@UNDO' },
  transaction: () => 'file',
  placeholders: (script) => placesOf(script, variable),
  sendsWholeFile: true,
  history: history(),
};

/** The directions that a file holds, or why it does not run. */
function directionsOf(file: SourceFile): readonly NamedFile[] {
  const [, digits, rest = ''] = pattern.exec(file.path) ?? [];
  if (digits === undefined) return [];
  const version = BigInt(digits).toString();
  // As Java splits a name: blanks at the end fall away.
  const name = rest.replace(/_+$/, '').replaceAll('_', ' ');
  const up: NamedFile = { file, direction: 'up', version, order: version.padStart(40, '0'), name, stem: file.path };
  if (file.problem) return [up];
  const { text } = file;
  const lines = linesOf(text);
  const mark = lines.find((line) => undo.test(line.text));
  const body = { start: 0, end: mark?.start ?? text.length };
  const down = mark && { ...up, direction: 'down' as const, body: { start: mark.end, end: text.length } };
  return [{ ...up, body }, ...(down ? [down] : [])];
}

function detect({ files, markers, sample }: Folder): Detection | undefined {
  const own = files.filter((path) => !path.includes('/') && !special.includes(path));
  const part = share(
    own.filter((path) => pattern.test(path)),
    own,
  );
  if (part < 0.3) return undefined;
  if (sample.some((text) => linesOf(text).some((line) => undo.test(line.text)))) {
    return { confidence: 0.99 * (0.5 + part / 2), reason: 'Its files have «-- //@UNDO».' };
  }
  const hasHeading = sample.some((text) => /^-- +\/\/ /m.test(text));
  if (!hasHeading || !markers.has('environments') || !markers.has('scripts')) return undefined;
  return { confidence: 0.9 * (0.5 + part / 2), reason: 'Its files begin «-- // …», and there is environments/ beside them.' };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  if (request.content?.outsideTransaction === true) {
    return {
      ok: false,
      reason: 'MyBatis runs every file in a transaction, unless its environment says otherwise for all of them.',
    };
  }
  const written = request.existing.flatMap((path) => pattern.exec(path)?.[1] ?? []);
  const stamps = written.filter((digits) => digits.length === 14);
  const isSequential = written.length > 0 && stamps.length * 2 < written.length;
  const number = isSequential ? nextNumber(written, 1) : nextStamp(request.now, newestOf(stamps));
  const title = request.description.trim();
  return createBoth(request, {
    path: `${number}_${slug.slug}.sql`,
    up: `-- // ${title}`,
    ...(request.withDown && { down: `-- //@UNDO\n-- Undo: ${title}` }),
  });
}

function history(): History {
  return {
    table,
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [],
    cannotSetUp:
      'The first migration of a MyBatis project makes it, with a name that only MyBatis fills in: run «migrate up 1» once, and come back.',
    select: { text: `SELECT * FROM ${table} ORDER BY id` },
    read: (rows) => rows.flatMap(readRow),
    record,
    matches: () => true,
    lock: ({ database }) => ({ keys: [ownLockKey(database, table)], isRunners: false }),
    can: { failed: false, down: true, outOfOrder: false },
    late: 'MyBatis applies it only by its command pending',
    cannotRecord: ({ version, name }) => {
      if (version.length > 20) return `Number ${version} has ${version.length} digits, but ${table}.id holds 20.`;
      return name.length > 255
        ? `The description of ${version} has ${name.length} characters, but ${table} holds 255.`
        : undefined;
    },
  };
}

function readRow(row: Row): readonly HistoryRow[] {
  const version = textCell(row, 'id');
  if (version === undefined) return [];
  const time = textCell(row, 'applied_at');
  // Written as text, in the time zone of the environment, which is GMT unless somebody changes it.
  const appliedAt = time === undefined ? undefined : dateCell({ time: `${time.replace(' ', 'T')}Z` }, 'time');
  return [{ version, failed: false, ...present({ name: textCell(row, 'description'), appliedAt }) }];
}

function record({ kind }: HistoryEvent, { version, name }: Migration): readonly Query[] {
  switch (kind) {
    case 'applied':
      return [
        {
          text: `INSERT INTO ${table} (id, applied_at, description) VALUES ($1, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), $2)`,
          values: [version, name],
        },
      ];
    case 'rolled-back':
      return [{ text: `DELETE FROM ${table} WHERE id = $1`, values: [version] }];
    case 'started':
    case 'failed':
      // The table has no place for what did not succeed.
      return [];
  }
}
