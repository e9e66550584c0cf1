import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import type { Migration } from '../project';
import type { Span } from '../../sql/span';
import type { SourceFile } from '../source-file';
import { type Row, dateCell, present, textCell } from '../cells';
import { type NamedFile, pairUp } from '../pairing';
import { nextNumber, slugOf } from '../scaffold';
import { inOptions } from './other-table';
import { createBoth, lineWhere, refused } from './sections';
import { share, unmanaged } from './shared';
import { createPair, downBeside } from './up-down-files';
import { versionBy } from './version-place';

/** Its table in the schema that it takes unless it is told another. */
const table = 'public.pgmigrations';
const lockKey = '7241865325823964';
const pattern = /^(\d+)(.*?)(?:\.(up|down))?\.sql$/s;
const upDirective = /^\s*--[\s-]*up\s+migration/im;
const downDirective = /^\s*--[\s-]*down\s+migration/im;

/**
 * salsita/node-pg-migrate with migrations in SQL: `1712345678901_description.sql` with parts «-- Up Migration» and
 * «-- Down Migration», or, where its loader is told so, pairs of `.up.sql` and `.down.sql`.
 */
export const nodePgMigrate: Convention = {
  id: 'node-pg-migrate',
  title: 'node-pg-migrate',
  types: [],
  canHaveDown: true,
  markers: [],
  tableSettings: inOptions(['package.json'], { name: 'migrations-?table', usual: 'pgmigrations' }, 'migrations-?schema'),
  detect,
  reads: (path) => !path.includes('/') && path.endsWith('.sql'),
  read(files) {
    const sorted = files.filter(({ path }) => pattern.test(path)).sort((a, b) => compare(a.path, b.path));
    const stems = [...new Set(sorted.map(({ path }) => stemOf(path)))];
    const places = new Map(stems.map((stem, place) => [stem, String(place).padStart(8, '0')]));
    const shared = new Set(
      stems.filter((stem, place) => [place - 1, place + 1].some((at) => prefixOf(stems[at]) === prefixOf(stem))),
    );
    const named = sorted.flatMap((file) => {
      const stem = stemOf(file.path);
      return directionsOf(file, { stem, order: places.get(stem) ?? '', version: shared.has(stem) ? stem : prefixOf(stem) });
    });
    const { migrations, problems } = pairUp(named, 'by name');
    const why = 'node-pg-migrate refuses the whole folder, because the name does not start with a number.';
    const others = files.filter(({ path }) => !pattern.test(path)).flatMap((file) => unmanaged(file, why));
    return { migrations, problems: [...problems, ...others] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)[^/]*$/d) },
  downFile: downBeside,
  downSection: {
    mark: (text) => lineWhere(text, (line) => downDirective.test(line)),
    heading: () => '-- Down Migration',
    upMark: (text) => (upDirective.test(text) ? undefined : '-- Up Migration'),
  },
  transaction: () => 'run',
  sendsWholeFile: true,
  history: history(),
};

/** The name as the table has it: of a pair, without the direction. */
function stemOf(path: string): string {
  return path.replace(/(?:\.(?:up|down))?\.sql$/, '');
}

function prefixOf(stem: string | undefined): string {
  return /^\d+/.exec(stem ?? '')?.[0] ?? '';
}

/** Seventeen digits are a time in UTC, and count as the milliseconds since 1970; any others count as they are. */
function valueOf(path: string): number {
  const digits = prefixOf(path);
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', ms = ''] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(digits) ?? [];
  return year === '' ? Number(digits) : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`).valueOf();
}

/** Its order: by the number, and names with the same number as people sort them. */
function compare(a: string, b: string): number {
  return valueOf(a) - valueOf(b) || collator.compare(a, b);
}

const collator = new Intl.Collator('en', { usage: 'sort', numeric: true, sensitivity: 'variant', ignorePunctuation: true });

type Place = Pick<NamedFile, 'stem' | 'order' | 'version'>;

/** The parts of a file, or why nobody should run it. */
function directionsOf(file: SourceFile, place: Place): readonly NamedFile[] {
  const rest = place.stem.slice(prefixOf(place.stem).length);
  const description = rest.replace(/[_-]+/g, ' ').trim();
  const named = { file, ...place, name: place.stem, description: description === '' ? place.stem : description };
  const [, , , suffix] = pattern.exec(file.path) ?? [];
  if (suffix !== undefined) return [{ ...named, direction: suffix === 'down' ? 'down' : 'up' }];
  const { text } = file;
  const up = text.search(upDirective);
  const down = text.search(downDirective);
  if (down < 0) return [{ ...named, direction: 'up', ...(up > 0 && { body: { start: up, end: text.length } }) }];
  if (up < 0) {
    const why = 'without a line «-- Up Migration» node-pg-migrate takes all of it for the way up, the way down included.';
    return [{ ...named, direction: 'up', ...refused(file, why) }];
  }
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const part = (from: number, other: number): Span => ({
    start: Math.max(from, start),
    end: other > from ? other : text.length,
  });
  return [
    { ...named, direction: 'up', body: part(up, down) },
    { ...named, direction: 'down', body: part(down, up) },
  ];
}

function detect({ files, sample }: Folder): Detection | undefined {
  const own = files.filter((path) => !path.includes('/'));
  const matching = own.filter((path) => pattern.test(path));
  const part = share(matching, own);
  if (part < 0.3) return undefined;
  if (sample.some((text) => upDirective.test(text))) {
    return { confidence: 0.97 * (0.5 + part / 2), reason: 'Its files have parts «-- Up Migration».' };
  }
  const timed = matching.filter((path) => [13, 17].includes(prefixOf(path).length));
  if (timed.length * 2 <= matching.length) return undefined;
  return { confidence: 0.7 * (0.5 + part / 2), reason: 'Its files begin with milliseconds, as node-pg-migrate names them.' };
}

function create(request: ScaffoldRequest): Scaffold {
  const { description, content, existing } = request;
  const slug = slugOf(description);
  if (!slug.ok) return slug;
  if (/^(?:up|down)_migration(?:_|$)/.test(slug.slug)) {
    return {
      ok: false,
      reason: 'A description that begins with «up migration» or «down migration» would be read as a directive.',
    };
  }
  if (content?.outsideTransaction === true) {
    const reason =
      'node-pg-migrate runs SQL files in one transaction with all others of the run, and only JavaScript can say otherwise.';
    return { ok: false, reason };
  }
  const scripts = existing.filter((path) => !path.includes('/') && pattern.test(path));
  const stem = `${nextPrefix(request.now, scripts.map(prefixOf))}_${slug.slug.replaceAll('_', '-')}`;
  const pairs = scripts.filter((path) => path.endsWith('.up.sql'));
  if (pairs.length * 2 > scripts.filter((path) => !path.endsWith('.down.sql')).length) return createPair(request, stem);
  const title = description.trim();
  return createBoth(request, {
    path: `${stem}.sql`,
    up: `-- Up Migration\n-- ${title}`,
    ...(request.withDown && { down: `-- Down Migration\n-- Undo: ${title}` }),
  });
}

/** In the way that most were made: a plain number, a time in 17 digits, or milliseconds since 1970. */
function nextPrefix(now: number, prefixes: readonly string[]): string {
  const isMost = (test: (digits: number) => boolean): boolean =>
    prefixes.filter(({ length }) => test(length)).length * 2 > prefixes.length;
  if (isMost((digits) => digits <= 9)) return nextNumber(prefixes, 4);
  const newest = prefixes.map(valueOf).reduce((most, value) => (value > most ? value : most), 0);
  const time = Math.max(Math.trunc(now), newest + 1);
  // A number that is no time of this era goes on by counting.
  const isTime = time < 8.64e15;
  return isTime && isMost((digits) => digits === 17) ? new Date(time).toISOString().replace(/\D/g, '') : String(time);
}

function history(): History {
  return {
    table: 'pgmigrations',
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [{ text: `CREATE TABLE ${table} (id SERIAL PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)` }],
    // The column has no time zone: what it holds was the time in the session's zone.
    select: {
      text: `SELECT *, run_on AT TIME ZONE current_setting('TimeZone') AS applied_at FROM ${table} ORDER BY run_on, id`,
    },
    read: (rows, migrations) => {
      const versions = new Map(migrations.map(({ name, version }) => [name, version]));
      return rows.flatMap((row) => readRow(row, versions));
    },
    record,
    matches: () => true,
    lock: () => ({ keys: [lockKey], isRunners: true }),
    can: { failed: false, down: true, outOfOrder: false },
    late: 'node-pg-migrate refuses to apply anything then, unless it is called with --no-check-order',
    cannotRecord: ({ name }) =>
      name.length > 255 ? `Its name has ${name.length} characters, but ${table}.name holds 255.` : undefined,
  };
}

function readRow(row: Row, versions: ReadonlyMap<string, string>): readonly HistoryRow[] {
  const name = textCell(row, 'name');
  if (name === undefined) return [];
  return [
    {
      version: versions.get(name) ?? name,
      name,
      failed: false,
      ...present<Partial<HistoryRow>>({ appliedAt: dateCell(row, 'applied_at') }),
    },
  ];
}

function record({ kind }: HistoryEvent, { name }: Migration): readonly Query[] {
  switch (kind) {
    case 'applied':
      return [{ text: `INSERT INTO ${table} (name, run_on) VALUES ($1, now())`, values: [name] }];
    case 'rolled-back':
      return [{ text: `DELETE FROM ${table} WHERE name = $1`, values: [name] }];
    case 'started':
    case 'failed':
      // The table has no place for what did not succeed.
      return [];
  }
}
