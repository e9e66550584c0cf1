import { createHash } from 'node:crypto';
import type { Convention, Detection, Folder, RenamedFiles, Rewritten, Scaffold, ScaffoldRequest } from '../convention';
import type { History, HistoryEvent, HistoryRow, Query } from '../history';
import type { Migration, Script } from '../project';
import type { SourceFile } from '../source-file';
import type { Span } from '../../sql/span';
import { lex } from '../../sql/lexer';
import { type Row, dateCell, present, textCell } from '../cells';
import { type NamedFile, pairUp } from '../pairing';
import { baseName } from '../paths';
import { createFiles, nextNumber } from '../scaffold';
import { refused } from './sections';
import { unmanaged } from './shared';
import { versionBy } from './version-place';

const schema = 'graphile_migrate';
const table = `${schema}.migrations`;
const lockKey = '4727445306447283';
const pattern = /^committed\/(\d+)(?:-([-\w]*))?\.sql$/;
const header = /^--! ([A-Z]\w*)(?::(.*))?$/;
const directive = '--! no-transaction';
/** What it may put values in for, within strings; shorter names are parts of formats, such as `HH24:MI`. */
const placeholder = /(?<!:):[A-Z][A-Z\d_]{3,}\b/g;

/**
 * graphile/migrate: `committed/000001-description.sql`, each with the hash of the one before; what is in work stands in
 * `current.sql` or `current/`, and is no migration until it is committed.
 */
export const graphileMigrate: Convention = {
  id: 'graphile-migrate',
  title: 'graphile-migrate',
  types: [],
  canHaveDown: false,
  markers: ['.gmrc', '.gmrc.js'],
  detect,
  reads: (path) => path === 'current.sql' || /^(?:committed|current)\/[^/]+\.sql$/.test(path),
  read(files) {
    const committed = files.filter(({ path }) => path.startsWith('committed/'));
    const named = committed.flatMap((file) => nameOf(file) ?? []).sort((a, b) => (a.order < b.order ? -1 : 1));
    const linked = named.map((each, place) => link(each, named[place - 1]));
    const { migrations, problems } = pairUp(linked, 'by name');
    const why = 'graphile-migrate skips it, because its name is not a number, or a number, a hyphen and a description.';
    const others = committed.filter(({ path }) => !pattern.test(path)).flatMap((file) => unmanaged(file, why));
    return { migrations, problems: [...problems, ...others] };
  },
  scaffold: create,
  renumbering: { versionAt: versionBy(/^committed\/(\d+)[^/]*$/d), rewrite },
  transaction: (script) => (isOutside(script) ? 'none' : 'file'),
  placeholders,
  sendsWholeFile: true,
  history: history(),
};

/** A file's headers, where they end, and why graphile-migrate would not take them. */
interface Headed {
  readonly headers: ReadonlyMap<string, string>;
  /** Where the body starts. */
  readonly start: number;
  readonly why?: string;
}

function headed(text: string): Headed {
  const headers = new Map<string, string>();
  let start = 0;
  for (const line of text.split('\n')) {
    const [, key, value = ''] = header.exec(line) ?? [];
    if (key === undefined) {
      const why = line === '' ? undefined : 'graphile-migrate asks for an empty line behind its headers.';
      return { headers, start: Math.min(start, text.length), ...(why !== undefined && { why }) };
    }
    if (headers.has(key)) return { headers, start, why: `it has the header «${key}» twice.` };
    headers.set(key, value.trim());
    start += line.length + 1;
  }
  return { headers, start: Math.min(start, text.length), why: 'graphile-migrate asks for an empty line behind its headers.' };
}

function nameOf(file: SourceFile): NamedFile | undefined {
  const [, version, slug = ''] = pattern.exec(file.path) ?? [];
  if (version === undefined) return undefined;
  const { headers, start, why } = headed(file.text);
  const previous = headers.get('Previous') ?? '';
  const hash = headers.get('Hash') ?? '';
  const message = headers.get('Message') ?? '';
  const description = message === '' ? slug.replaceAll('-', ' ').trim() : message;
  const named: NamedFile = {
    file,
    direction: 'up',
    version,
    order: version,
    name: slug,
    description: description === '' ? version : description,
    stem: version,
    body: { start, end: file.text.length },
    facts: { hash, previous: previous === '-' ? '' : previous },
  };
  const fault = file.problem === undefined ? (why ?? faultOf(file.text.slice(start), headers)) : undefined;
  return fault === undefined ? named : { ...named, ...refused(file, fault) };
}

function faultOf(body: string, headers: Headed['headers']): string | undefined {
  const previous = headers.get('Previous') ?? '';
  if (previous === '') return 'it has no header «--! Previous».';
  const hash = headers.get('Hash') ?? '';
  if (hash === '') return 'it has no header «--! Hash».';
  const isValid = hash === hashOf(body, previous);
  if (headers.has('AllowInvalidHash')) {
    return isValid ? 'it has the header «--! AllowInvalidHash», but its hash is right. Remove the header.' : undefined;
  }
  return isValid ? undefined : 'its text is not the one whose hash its header has: it was changed after it had been committed.';
}

/** With what is wrong about the hash of the one before. */
function link(named: NamedFile, before: NamedFile | undefined): NamedFile {
  if (named.problem !== undefined || named.file.problem !== undefined || before?.order === named.order) return named;
  const expected = before?.facts?.['hash'] ?? '';
  if (named.facts?.['previous'] === expected) return named;
  const why =
    before === undefined
      ? 'it is the first, but its header «--! Previous» names another one before it.'
      : `its header «--! Previous» is not the hash of ${baseName(before.file.path)}.`;
  return { ...named, ...refused(named.file, why) };
}

/** The hash of a body, given that of the migration before. */
function hashOf(body: string, previous: string): string {
  const before = previous === '-' ? '' : previous;
  return `sha1:${createHash('sha1')
    .update(`${`${before}\n${body.trim()}`.trim()}\n`)
    .digest('hex')}`;
}

/** The headers that chain one file to the one before, of each that has another before it now or another text. */
function rewrite({ before, after }: RenamedFiles): Rewritten {
  const strange = before.flatMap((file) => (nameOf(file) === undefined ? [] : (whyNotChained(file) ?? [])))[0];
  if (strange !== undefined) return { ok: false, reason: strange };
  const texts = new Map<string, string>();
  const named = after.flatMap((file) => nameOf(file) ?? []).sort((a, b) => (a.order < b.order ? -1 : 1));
  let previous = '-';
  for (const { file } of named) {
    const { headers, start } = headed(file.text);
    const body = file.text.slice(start);
    const hash = hashOf(body, previous);
    if (previous !== headers.get('Previous') || hash !== headers.get('Hash')) {
      const lead = file.text
        .slice(0, start)
        .replace(/^--! Previous:.*$/m, `--! Previous: ${previous}`)
        .replace(/^--! Hash:.*$/m, `--! Hash: ${hash}`);
      texts.set(file.path, lead + body);
    }
    previous = hash;
  }
  return { ok: true, texts };
}

/** Why a file has no place in a chain that is written anew. */
function whyNotChained({ path, text }: SourceFile): string | undefined {
  const { headers, start, why } = headed(text);
  if (headers.has('AllowInvalidHash'))
    return `${baseName(path)} has a hash of its own, so that those behind it cannot be chained anew.`;
  const fault = why ?? faultOf(text.slice(start), headers);
  return fault && `${baseName(path)} is not as it was committed: ${fault}`;
}

function isOutside({ text, body }: Script): boolean {
  const [line = ''] = text.slice(body.start, body.end).trim().split('\n', 1);
  return /^--!\s*no-transaction\b/.test(line);
}

function placeholders({ text, body }: Script): readonly Span[] {
  if (!text.includes(':')) return [];
  return lex(text, { body }).flatMap(({ kind, at }) =>
    kind === 'string' || kind === 'dollar' || kind === 'quoted'
      ? [...text.slice(at.start, at.end).matchAll(placeholder)].map((match) => ({
          start: at.start + match.index,
          end: at.start + match.index + match[0].length,
        }))
      : [],
  );
}

function detect({ files, markers, sample }: Folder): Detection | undefined {
  const committed = files.filter((path) => pattern.test(path));
  const hasCurrent = files.some((path) => path === 'current.sql' || path.startsWith('current/'));
  const mark = ['.gmrc', '.gmrc.js'].find((marker) => markers.has(marker));
  if (committed.length > 0 && sample.some((text) => /^--! (?:Previous|Hash): /m.test(text))) {
    return { confidence: 0.98, reason: 'It has files in committed/ with headers «--! Previous».', main: 'committed' };
  }
  if (mark === undefined || (committed.length === 0 && !hasCurrent)) return undefined;
  const reason = (what: string): string => `It has ${what}, and there is ${mark}.`;
  return committed.length > 0
    ? { confidence: 0.9, reason: reason('files in committed/'), main: 'committed' }
    : { confidence: 0.9, reason: reason('work in progress in current') };
}

function create(request: ScaffoldRequest): Scaffold {
  const { content, migrations } = request;
  const refuse = (reason: string): Scaffold => ({ ok: false, reason });
  if (content === undefined || content.up.trim() === '') {
    return refuse('graphile-migrate has its next migration in current.sql: write it there, and let graphile-migrate commit it.');
  }
  const title = request.description.trim();
  if (/\p{Cc}/u.test(title) || title === '') return refuse('A description is one line of visible characters.');
  if (title.length > 512) return refuse(`A description has at most 512 characters; this one has ${title.length}.`);
  const slug = title
    .toLowerCase()
    .replace(/[^a-z\d_]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const previous = migrations.at(-1)?.facts?.['hash'] ?? '-';
  const number = String(
    BigInt(
      nextNumber(
        migrations.map(({ version }) => version),
        6,
      ),
    ),
  ).padStart(6, '0');
  const body = `${content.outsideTransaction ? `${directive}\n` : ''}${content.up.trim()}\n`;
  const headers = [`Previous: ${previous}`, `Hash: ${hashOf(body, previous)}`, `Message: ${title}`];
  const lead = `${headers.map((line) => `--! ${line}\n`).join('')}\n`;
  const path = `committed/${number}${slug === '' ? '' : `-${slug}`}.sql`;
  return createFiles(request, [{ path, text: lead + body, cursor: lead.length }]);
}

function history(): History {
  const checksum = ({ facts }: Migration): string => facts?.['hash'] ?? '';
  return {
    table,
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [
      { text: `CREATE SCHEMA IF NOT EXISTS ${schema}` },
      {
        text: `CREATE TABLE IF NOT EXISTS ${table} (
      hash text primary key,
      previous_hash text references ${table},
      filename text not null,
      date timestamptz not null default now()
    )`,
      },
      {
        text: `CREATE TABLE IF NOT EXISTS ${schema}.current (
      filename text primary key default 'current.sql',
      content text not null,
      date timestamptz not null default now()
    )`,
      },
    ],
    select: { text: `SELECT * FROM ${table} ORDER BY filename` },
    read: (rows) => rows.flatMap(readRow),
    record,
    checksum,
    matches: (row, migration) => row.checksum === checksum(migration),
    lock: () => ({ keys: [lockKey], isRunners: true }),
    can: { failed: false, down: false, outOfOrder: false },
  };
}

function readRow(row: Row): readonly HistoryRow[] {
  const file = textCell(row, 'filename');
  if (file === undefined) return [];
  return [
    {
      version: file.replace(/\.sql$/, ''),
      failed: false,
      ...present<Partial<HistoryRow>>({ appliedAt: dateCell(row, 'date'), checksum: textCell(row, 'hash') }),
    },
  ];
}

function record({ kind }: HistoryEvent, { version, facts }: Migration): readonly Query[] {
  switch (kind) {
    case 'applied': {
      const previous = facts?.['previous'] ?? '';
      return [
        {
          text: `INSERT INTO ${table} (hash, previous_hash, filename) VALUES ($1, $2, $3)`,
          values: [facts?.['hash'] ?? '', previous === '' ? null : previous, `${version}.sql`],
        },
      ];
    }
    case 'rolled-back':
    case 'started':
    case 'failed':
      // There is no way back, and no place for what did not succeed.
      return [];
  }
}
