import type { Convention, Scaffold, ScaffoldContent, ScaffoldRequest } from './convention';
import { perObject } from '../sql/per-object';
import { split } from '../sql/splitter';
import type { Source } from './project';
import { databases, hasHeaders, headerText, type NewHeader } from './new-header';
import { below, relativeTo } from './paths';

/** A part of a file name made of a description, or why it cannot be one. */
export type Slug = { readonly ok: true; readonly slug: string } | { readonly ok: false; readonly reason: string };

/** The longest slug: with a version and an ending it stays far below the 255 bytes that file systems allow. */
const maxSlugLength = 100;

/** Latin letters that have no decomposition, in lower case. */
const letters: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', þ: 'th', ð: 'd', ı: 'i' };

/** Control characters, and the invisible ones that reorder what is shown. */
const hostile = /[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u;

/**
 * Makes a description into lower-case words joined by `_`: accents fall away, letters of other scripts stay. A
 * description that would silently become something else is refused with the reason.
 */
export function slugOf(description: string): Slug {
  if (hostile.test(description)) return refused('A description is one line of visible characters.');
  if (/[/\\]/.test(description)) return refused('A description is a name, not a path: leave out / and \\.');
  const slug = description
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ßæœøđłþðı]/g, (letter) => letters[letter] ?? letter)
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  if (slug === '') {
    return refused(
      description.trim() === '' ? 'Say in a few words what the migration does.' : 'A description needs a letter or a digit.',
    );
  }
  if (slug.length > maxSlugLength) {
    return refused(`A description makes at most ${maxSlugLength} characters of file name; this one makes ${slug.length}.`);
  }
  return { ok: true, slug };
}

function refused(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

/** The highest of versions, as text; empty where there are none. */
export function newestOf(versions: readonly string[]): string {
  return versions.reduce((most, version) => (version > most ? version : most), '');
}

/** The second after `newest`, or now if that is later: never behind the newest version, never needlessly ahead of the clock. */
export function nextStamp(now: number, newest: string): string {
  const current = stampOf(now);
  return newest !== '' && current <= newest ? stampOf(timeOf(newest) + 1000) : current;
}

/** `YYYYMMDDHHMMSS` in UTC. */
function stampOf(time: number): string {
  return new Date(time).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** Milliseconds since 1970 of `YYYYMMDDHHMMSS`; an impossible date counts on into the next month. */
function timeOf(stamp: string): number {
  const part = (from: number, to: number): number => Number(stamp.slice(from, to));
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14));
}

/** Whether 14 digits are a date and time that exist. */
export function isRealStamp(stamp: string): boolean {
  const time = timeOf(stamp);
  return !Number.isNaN(time) && stampOf(time) === stamp;
}

/** One more than the highest number, as wide as that one was written and at least `width` digits. */
export function nextNumber(numbers: readonly string[], width: number): string {
  let newest = '';
  let highest = -1n;
  for (const number of numbers) {
    const value = BigInt(number);
    if (value > highest) {
      highest = value;
      newest = number;
    }
  }
  return String(highest < 0n ? 1n : highest + 1n).padStart(newest === '' ? width : newest.length, '0');
}

/** A file to be made; `cursor` is the offset in its text where writing starts. */
export interface NewFile {
  /** Relative to the source's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly cursor: number;
}

/** A comment line with room below it, where writing starts, or with the statements that are to stand there. */
export function template(path: string, heading: string, statements = ''): NewFile {
  const lead = `${heading}\n\n`;
  return { path, text: `${lead}${statements}`, cursor: lead.length };
}

/** The edits that make these files, the first of which is opened; refused if one of them is there already. */
export function createFiles(
  request: Pick<ScaffoldRequest, 'folder' | 'existing' | 'header'>,
  files: readonly [NewFile, ...NewFile[]],
): Scaffold {
  // Names that differ in case alone are one file on Windows and macOS.
  const existing = foldedNames(request.existing);
  const taken = files.find(({ path }) => existing.has(foldName(path)));
  if (taken) return refused(`${taken.path} exists already.`);
  const first = withHeader(files[0], request.header);
  return {
    ok: true,
    edits: [first, ...files.slice(1)].map(({ path, text }) => ({ kind: 'create', path: below(request.folder, path), text })),
    cursor: { path: below(request.folder, first.path), offset: first.cursor },
  };
}

/** A file with its header, a blank line, and what was there; the runner's directive stays in front. */
function withHeader(file: NewFile, header: ScaffoldRequest['header']): NewFile {
  if (header === undefined) return file;
  const { path, text, cursor } = file;
  const at = header.behind !== undefined && text.startsWith(header.behind) ? header.behind.length : 0;
  const lines = `${header.text(path)}\n`;
  return { path, text: `${text.slice(0, at)}${lines}${text.slice(at)}`, cursor: cursor + lines.length };
}

const foldedNames = perObject((paths: readonly string[]): ReadonlySet<string> => new Set(paths.map(foldName)));

/** The same for names that are one file where case does not count, or where letters are composed otherwise. */
export function foldName(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** What the user chose; the rest of a request comes from the source and the clock. */
export interface NewMigration {
  readonly description: string;
  readonly type?: string;
  readonly withDown: boolean;
  readonly content?: ScaffoldContent;
  /** Nothing in its files but what the runner itself needs. */
  readonly isBare?: boolean;
  /** What its header is to say; one is written where this is given, and where the source's files have one. */
  readonly header?: NewHeader;
}

/**
 * The files that a new migration would make. `existing` are all files below the source's folder, relative. Nothing is
 * written: the caller shows the names or carries out the edits.
 */
export function scaffold(source: Source, wanted: NewMigration, now: number, existing: readonly string[]): Scaffold {
  const { convention, path, migrations, companions } = source;
  if (convention.types.length > 0 && (wanted.type === undefined || !convention.types.includes(wanted.type))) {
    const allowed = convention.types.join(', ');
    return refused(
      wanted.type === undefined ? `Choose a type: ${allowed}.` : `${wanted.type} is no type here: choose ${allowed}.`,
    );
  }
  if (wanted.withDown && !convention.canHaveDown) return refused(`${convention.title} has no down scripts.`);
  const { header: said, isBare = false, ...rest } = wanted;
  if (said?.database !== undefined && !databases.includes(said.database)) {
    return refused(`${said.database} is no database here: choose ${databases.join(', ')}.`);
  }
  const input = { header: said ?? {}, source, type: wanted.type, now };
  const header = {
    text: (file: string): string => headerText(file, input),
    ...(convention.noTransactionDirective !== undefined && { behind: convention.noTransactionDirective }),
  };
  const hasHeader = !isBare && (said !== undefined || hasHeaders(source));
  const made = convention.scaffold({
    ...rest,
    ...(hasHeader && { header }),
    now,
    migrations,
    folder: path,
    existing,
    companions,
  });
  if (made.ok && !mayRunOutside(convention, rest)) {
    return refused(
      `${convention.title} sends a file as one query, which makes several statements a transaction: one statement a migration.`,
    );
  }
  return isBare && made.ok ? bared(made, wanted.description.trim()) : made;
}

/** The comments that say what a file is about: `-- Undo 012: add berths`. */
const heading = /^-- (?:(?:Undo(?: \S+)?|\d+): )?/;

/** Scripts without their headings: empty, but for directives of the runner. */
function bared(made: Extract<Scaffold, { ok: true }>, title: string): Scaffold {
  const edits = made.edits.map((edit) => {
    if (edit.kind !== 'create' || !edit.path.endsWith('.sql')) return edit;
    const lines = edit.text.split('\n').filter((line) => line !== '' && line.replace(heading, '') !== title);
    return { ...edit, text: lines.map((line) => `${line}\n`).join('') };
  });
  const length = edits.find(({ path }) => path === made.cursor.path)?.text.length ?? 0;
  return { ok: true, edits, cursor: { path: made.cursor.path, offset: Math.min(made.cursor.offset, length) } };
}

/** Several statements of one query are a transaction again, whatever a directive says. */
function mayRunOutside({ sendsWholeFile }: Convention, { content, withDown }: Omit<NewMigration, 'header'>): boolean {
  if (content?.outsideTransaction !== true || !sendsWholeFile) return true;
  return [content.up, withDown ? content.down : ''].every((text) => split(text).length <= 1);
}

/** The names of the files that a scaffold makes, relative to the source's folder: what is shown while the user types. */
export function fileNames(source: Source, made: Extract<Scaffold, { ok: true }>): readonly string[] {
  return made.edits.flatMap((edit) => (edit.kind === 'create' ? [relativeTo(source.path, edit.path) ?? edit.path] : []));
}
