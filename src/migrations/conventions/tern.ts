import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import type { Migration, Problem } from '../project';
import type { SourceFile } from '../source-file';
import { type Row, textCell } from '../cells';
import { type NamedFile, pairUp } from '../pairing';
import { nextNumber, slugOf } from '../scaffold';
import { inLines } from './other-table';
import { createBoth, linesOf, placesOf, unlessOutside } from './sections';
import { share, unmanaged } from './shared';
import { versionBy } from './version-place';

/** Its command line names the schema, whatever the search path is. */
const table = 'public.schema_version';
const separator = '---- create above / drop below ----';
const directive = '---- tern: disable-tx ----';
const pattern = /^(\d+)_(.+)\.sql$/s;
const maxVersion = 2n ** 31n - 1n;

/** jackc/tern: `001_description.sql`, counted without a gap, with the way back below a separator. */
export const tern: Convention = {
  id: 'tern',
  title: 'tern',
  types: [],
  canHaveDown: true,
  markers: ['tern.conf'],
  tableSettings: inLines(['tern.conf'], { names: 'version_table', usual: [table, 'schema_version'] }),
  detect,
  reads: (path) => !path.includes('/') && path.endsWith('.sql'),
  read(files) {
    const numbered = files.filter(({ path }) => pattern.test(path));
    const numbers = new Set(numbered.map(({ path }) => numberOf(path)));
    const named = numbered.flatMap((file) => directionsOf(file, numbers));
    const { migrations, problems } = pairUp(named, 'by name');
    const others = files.filter((file) => !numbered.includes(file));
    const why = 'tern skips it, because its name is not a number, an underscore and a description.';
    return { migrations, problems: [...problems, ...others.flatMap((file) => unmanaged(file, why))] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^(\d+)_[^/]*$/d) },
  downSection: {
    mark(text) {
      const start = text.indexOf(separator);
      return start < 0 ? undefined : { start, end: start + separator.length };
    },
    heading: (isOutside) => `${separator}${isOutside ? `\n\n${directive}` : ''}`,
  },
  // Each direction says it for itself, in a line of its own.
  transaction: unlessOutside((body) => body.trim().split('\n').includes(directive)),
  // A template of Go, in comments too.
  placeholders: (script) => placesOf(script, /\{\{[^]*?\}\}|\{\{/g),
  sendsWholeFile: false,
  history: history(),
};

function numberOf(path: string): bigint {
  return BigInt(pattern.exec(path)?.[1] ?? 0);
}

/** The directions that a file holds, or why it does not run. */
function directionsOf(file: SourceFile, numbers: ReadonlySet<bigint>): readonly NamedFile[] {
  const number = numberOf(file.path);
  const version = number.toString();
  const name = pattern.exec(file.path)?.[2] ?? '';
  const up: NamedFile = { file, direction: 'up', version, order: version.padStart(40, '0'), name, stem: file.path };
  if (file.problem) return [up];
  const impossible = whyImpossible(number, numbers);
  const problem: Problem | undefined =
    impossible === undefined ? undefined : { kind: 'impossible-version', path: file.absolute, message: impossible, related: [] };
  const { text } = file;
  const at = text.indexOf(separator);
  const end = at < 0 ? text.length : at;
  const start = end + separator.length;
  // Nothing below the separator is no way back.
  const hasDown = at >= 0 && text.slice(start).trim() !== '';
  const down: NamedFile = { ...up, direction: 'down', body: { start, end: text.length } };
  return [{ ...up, body: { start: 0, end }, ...(problem && { problem }) }, ...(hasDown ? [down] : [])];
}

function whyImpossible(number: bigint, numbers: ReadonlySet<bigint>): string | undefined {
  if (number < 1n || number > maxVersion) return `tern counts from 1 to ${maxVersion}: ${number} is none of its numbers.`;
  if (number === 1n || numbers.has(number - 1n)) return undefined;
  return `Number ${number - 1n} is missing before ${number}, so that tern refuses the whole folder. Number the files without a gap.`;
}

function detect({ files, markers, sample }: Folder): Detection | undefined {
  const own = files.filter((path) => !path.includes('/'));
  const matching = own.filter((path) => pattern.test(path));
  const part = share(matching, own);
  if (part < 0.3) return undefined;
  if (sample.some((text) => text.includes(separator))) {
    return { confidence: 0.99 * (0.5 + part / 2), reason: `Its files have «${separator}».` };
  }
  // tern.conf may stand far above folders of other kinds.
  const isCounted = matching.every((path) => /^\d{1,6}_(?!.*\.(?:up|down)\.sql$)(?!.*_down\.sql$)/.test(path));
  if (!markers.has('tern.conf') || !isCounted) return undefined;
  return { confidence: 0.9 * (0.5 + part / 2), reason: 'It has numbered .sql files, and there is tern.conf.' };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const number = nextNumber(
    request.existing.flatMap((path) => (path.includes('/') ? [] : (pattern.exec(path)?.[1] ?? []))),
    3,
  );
  const lead = request.content?.outsideTransaction === true ? `${directive}\n` : '';
  const title = request.description.trim();
  return createBoth(request, {
    path: `${number}_${slug.slug}.sql`,
    up: `${lead}-- ${title}`,
    ...(request.withDown && { down: `${separator}\n\n${lead}-- Undo: ${title}` }),
  });
}

function history(): History {
  return {
    table,
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [
      { text: `CREATE TABLE IF NOT EXISTS ${table} (version int4 not null primary key)` },
      { text: `INSERT INTO ${table} (version) SELECT 0 WHERE 0 = (SELECT count(*) FROM ${table})` },
    ],
    select: { text: `SELECT * FROM ${table}` },
    read,
    record,
    matches: () => true,
    lock: () => ({ keys: ['9628173550095224'], isRunners: true }),
    can: { failed: false, down: true, outOfOrder: false },
    late: 'tern never applies it there, and says nothing',
    // A file just made is no error while somebody writes it.
    cannotRecord: ({ up }) =>
      up !== undefined && linesOf(up.text.slice(up.body.start, up.body.end)).every(({ text }) => /^\s*(?:--|$)/.test(text))
        ? 'tern finds no SQL in its way up, and would refuse the whole folder.'
        : undefined,
  };
}

/** The one row says how far the database is: all up to that number are applied. */
function read([row]: readonly Row[], migrations: readonly Migration[]): readonly HistoryRow[] {
  const current = row && textCell(row, 'version');
  if (current === undefined || !/^\d+$/.test(current) || current === '0') return [];
  const before = migrations.filter(({ version }) => BigInt(version) < BigInt(current));
  return [...before.map(({ version }) => ({ version, failed: false })), { version: current, failed: false }];
}

function record({ kind }: HistoryEvent, { version }: Migration): readonly Query[] {
  const set = (to: bigint): readonly Query[] => [{ text: `UPDATE ${table} SET version = $1`, values: [to.toString()] }];
  switch (kind) {
    case 'applied':
      return set(BigInt(version));
    case 'rolled-back':
      return set(BigInt(version) - 1n);
    case 'started':
    case 'failed':
      // The table has no place for what did not succeed.
      return [];
  }
}
