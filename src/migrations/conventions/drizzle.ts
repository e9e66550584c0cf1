import type { Convention, Detection, Folder, Scaffold, ScaffoldRequest } from '../convention';
import type { Edit } from '../edit';
import type { History, HistoryRow } from '../history';
import type { Migration, Problem } from '../project';
import type { SourceFile } from '../source-file';
import { split } from '../../sql/splitter';
import { type Row, present, textCell } from '../cells';
import { rawHash } from '../hashes';
import { ownLockKey } from '../lock-key';
import { type NamedFile, pairUp } from '../pairing';
import { below } from '../paths';
import { createFiles, newestOf, nextStamp, slugOf, template } from '../scaffold';
import { type Journal, type JournalEntry, journalPath, newJournal, printJournal, readJournal } from './drizzle-journal';
import { drizzleRenumbering } from './drizzle-renumbering';
import { unmanaged } from './shared';

const table = 'drizzle.__drizzle_migrations';
const breakpoint = '--> statement-breakpoint';

/**
 * drizzle-team/drizzle-orm: `drizzle/0000_description.sql`. The files and their order are those that `meta/_journal.json`
 * names, and their times in it decide what is pending. All that is pending runs in one transaction.
 */
export const drizzle: Convention = {
  id: 'drizzle',
  title: 'Drizzle',
  types: [],
  canHaveDown: false,
  markers: [],
  companions: ['_journal.json'],
  detect,
  reads: (path) => path === journalPath || (path.endsWith('.sql') && !path.includes('/')),
  read,
  scaffold: create,
  renumbering: drizzleRenumbering,
  transaction: () => 'run',
  sendsWholeFile: false,
  history: history(),
};

function read(files: readonly SourceFile[]): { migrations: readonly Migration[]; problems: readonly Problem[] } {
  const journalFile = files.find(({ path }) => path === journalPath);
  const scripts = files.filter((file) => file !== journalFile);
  const journal = journalFile && readJournal(journalFile.text);
  if (journalFile === undefined || journal === undefined) {
    const why = 'without meta/_journal.json, which has to name it, Drizzle does not run it.';
    const broken = journalFile === undefined ? [] : [fault(journalFile, '_journal.json is no journal of Drizzle: restore it.')];
    return { migrations: [], problems: [...broken, ...scripts.flatMap((file) => unmanaged(file, why))] };
  }
  const byTag = new Map(scripts.map((file) => [file.path.slice(0, -'.sql'.length), file]));
  const named: NamedFile[] = [];
  const problems: Problem[] = [];
  let newest: JournalEntry | undefined;
  for (const [index, entry] of journal.entries.entries()) {
    const file = byTag.get(entry.tag);
    if (named.some((other) => other.name === entry.tag)) {
      problems.push(
        fault(journalFile, `_journal.json names ${entry.tag} twice, so Drizzle runs it twice: remove one of the two.`),
      );
    } else if (file === undefined) {
      problems.push(fault(journalFile, `There is no file ${entry.tag}.sql, which _journal.json names, so Drizzle runs nothing.`));
    } else named.push(namedFile(file, entry, index));
    if (newest !== undefined && entry.when <= newest.when) problems.push(late(journalFile, entry, newest));
    else newest = entry;
  }
  const tags = new Set(journal.entries.map(({ tag }) => tag));
  const others = scripts.filter((file) => !tags.has(file.path.slice(0, -'.sql'.length)));
  const paired = pairUp(named, 'by name');
  return {
    migrations: paired.migrations,
    problems: [
      ...paired.problems,
      ...problems,
      ...others.flatMap((file) => unmanaged(file, 'meta/_journal.json does not name it, so Drizzle does not run it.')),
    ],
  };
}

function namedFile(file: SourceFile, { tag, when }: JournalEntry, index: number): NamedFile {
  const description = tag.replace(/^\d+_/, '');
  return {
    file,
    direction: 'up',
    version: tag,
    order: String(index).padStart(10, '0'),
    name: tag,
    description,
    stem: tag,
    facts: { when: String(when) },
  };
}

function fault(file: SourceFile, message: string): Problem {
  return { kind: 'refused', path: file.absolute, message, related: [] };
}

/** Stops nothing: on a database that has neither, both run. */
function late(file: SourceFile, { tag }: JournalEntry, newest: JournalEntry): Problem {
  return {
    kind: 'impossible-version',
    path: file.absolute,
    message: `${tag} has no later time in _journal.json than ${newest.tag}, so Drizzle skips it for ever where that one is applied: give it a later «when».`,
    related: [],
  };
}

function detect({ path, companions, files }: Folder): Detection | undefined {
  const journal = readJournal(companions.get(journalPath) ?? '');
  if (journal === undefined || !files.some((file) => drizzle.reads(file) && file !== journalPath)) return undefined;
  if (!/^(?:postgresql|pg)$/.test(journal.dialect)) return undefined;
  // Such a folder may be written by drizzle-kit and yet run by Supabase, with Supabase's own history.
  const confidence = /[/\\]supabase[/\\]migrations$/.test(path) ? 0.9 : 0.99;
  return { confidence, reason: 'It has meta/_journal.json of Drizzle for PostgreSQL.' };
}

function create(request: ScaffoldRequest): Scaffold {
  const slug = slugOf(request.description);
  if (!slug.ok) return slug;
  const { up, outsideTransaction = false } = request.content ?? {};
  if (outsideTransaction) {
    return { ok: false, reason: 'Drizzle runs all pending migrations in one transaction, and has nothing to say otherwise.' };
  }
  const file = request.companions.find(({ path }) => path === journalPath);
  const journal = file === undefined ? newJournal : readJournal(file.text);
  if (journal === undefined) return { ok: false, reason: 'meta/_journal.json is no journal of Drizzle: restore it first.' };
  const entry = nextEntry(journal, slug.slug, request);
  const script = template(`${entry.tag}.sql`, `-- ${request.description.trim()}`, withBreakpoints(up ?? ''));
  const text = printJournal(journal, entry, file?.text);
  if (file === undefined) return createFiles(request, [script, { path: journalPath, text, cursor: 0 }]);
  const made = createFiles(request, [script]);
  if (!made.ok) return made;
  const path = below(request.folder, journalPath);
  const replace: Extract<Edit, { kind: 'replace' }> = { kind: 'replace', path, at: { start: 0, end: file.text.length }, text };
  return { ...made, edits: [...made.edits, replace] };
}

/** As «drizzle-kit generate --custom» goes on, but for the snapshot: without one, the newest that there is holds. */
function nextEntry(
  { version, entries }: Journal,
  slug: string,
  { now, existing }: Pick<ScaffoldRequest, 'now' | 'existing'>,
): JournalEntry {
  const newest = entries.reduce((most, { when }) => Math.max(most, when), 0);
  // What is named and is not there, or about to go, takes no number.
  const present = entries.filter(({ tag }) => existing.includes(`${tag}.sql`));
  const last = present.at(-1);
  const idx = present.reduce((most, entry) => Math.max(most, entry.idx), -1) + 1;
  const stamps = present.flatMap(({ tag }) => /^\d{14}(?=_)/.exec(tag)?.[0] ?? []);
  const lead = /^\d+(?=_)/.exec(last?.tag ?? '0000_')?.[0];
  const prefix =
    lead === undefined
      ? ''
      : lead.length === 14
        ? `${nextStamp(now, newestOf(stamps))}_`
        : lead.length === 10
          ? `${Math.max(Math.floor(now / 1000), Number(lead) + 1)}_`
          : `${String(idx).padStart(4, '0')}_`;
  return {
    idx,
    version: last?.version ?? version,
    when: Math.max(now, newest + 1),
    tag: prefix + slug,
    breakpoints: last?.breakpoints ?? true,
  };
}

/** Some drivers take one statement at a time, so each has to be parted from the next. */
function withBreakpoints(text: string): string {
  let result = '';
  let start = 0;
  for (const { end } of split(text).slice(0, -1)) {
    result += `${text.slice(start, end)}${breakpoint}`;
    start = end;
  }
  return result + text.slice(start);
}

function history(): History {
  return {
    table,
    exists: { text: `SELECT to_regclass('${table}') IS NOT NULL AS exists` },
    setup: [
      { text: 'CREATE SCHEMA IF NOT EXISTS drizzle' },
      { text: `CREATE TABLE IF NOT EXISTS ${table} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)` },
    ],
    select: { text: `SELECT * FROM ${table} ORDER BY created_at, id` },
    read: readRows,
    record: (event, migration) =>
      event.kind === 'applied'
        ? [
            {
              text: `INSERT INTO ${table} (hash, created_at) VALUES ($1, $2)`,
              values: [checksum(migration), migration.facts?.['when']],
            },
          ]
        : [],
    checksum,
    // Drizzle stores the hash and never looks at it again.
    matches: () => true,
    unmark: ({ facts }) => [{ text: `DELETE FROM ${table} WHERE created_at = $1`, values: [facts?.['when']] }],
    lock: ({ database }) => ({ keys: [ownLockKey(database, table)], isRunners: false }),
    can: { failed: false, down: false, outOfOrder: false },
  };
}

/** The SHA-256 of the script's text, in hexadecimal. */
function checksum({ up }: Migration): string {
  return rawHash(up?.text ?? '');
}

/** A row is of the migration with its time, or else, where a journal was written anew, of the one with its hash. */
function readRows(rows: readonly Row[], migrations: readonly Migration[]): readonly HistoryRow[] {
  const byTime = new Map(migrations.map((migration) => [migration.facts?.['when'], migration]));
  return rows.flatMap((row) => {
    const when = textCell(row, 'created_at');
    const hash = textCell(row, 'hash');
    if (when === undefined) return [];
    const migration = byTime.get(when) ?? migrations.find((each) => checksum(each) === hash);
    return [
      {
        version: migration?.version ?? when,
        failed: false,
        ...present<Partial<HistoryRow>>({ name: migration?.name, checksum: hash }),
      },
    ];
  });
}
