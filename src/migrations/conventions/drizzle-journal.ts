/** Where Drizzle lists its migrations. */
export const journalPath = 'meta/_journal.json';

/** What `meta/_journal.json` says of one migration. */
export interface JournalEntry {
  readonly idx: number;
  readonly version: string;
  /** Milliseconds since 1970: what the history stores, and what decides whether it is pending. */
  readonly when: number;
  /** The file's name without its ending. */
  readonly tag: string;
  readonly breakpoints: boolean;
}

/** Drizzle's list of migrations, in order. */
export interface Journal {
  readonly version: string;
  readonly dialect: string;
  readonly entries: readonly JournalEntry[];
}

/** The journal of a folder that has none yet. */
export const newJournal: Journal = { version: '7', dialect: 'postgresql', entries: [] };

/** Undefined for what is no journal. */
export function readJournal(text: string): Journal | undefined {
  const value = parse(text);
  if (!isRecord(value)) return undefined;
  const { version, dialect, entries } = value;
  if (typeof dialect !== 'string' || !Array.isArray(entries)) return undefined;
  const read = entries.map(readEntry);
  const whole = read.filter((entry) => entry !== undefined);
  return whole.length === read.length ? { version: textOf(version), dialect, entries: whole } : undefined;
}

function readEntry(value: unknown, index: number): JournalEntry | undefined {
  if (!isRecord(value)) return undefined;
  const { idx, version, when, tag, breakpoints } = value;
  if (typeof when !== 'number' || typeof tag !== 'string') return undefined;
  return { idx: typeof idx === 'number' ? idx : index, version: textOf(version), when, tag, breakpoints: breakpoints !== false };
}

/** The journal with one entry more, in the layout of `before`, whose other members stay. */
export function printJournal(journal: Journal, entry: JournalEntry, before?: string): string {
  return print(journal, (entries) => [...entries, entry], before);
}

/** The journal with its entries in another order, some with other values; whatever else they hold stays. */
export function reorderJournal(
  journal: Journal,
  entries: readonly { readonly from: JournalEntry; readonly to: JournalEntry }[],
  before: string,
): string {
  const places = entries.map(({ from, to }) => ({ place: journal.entries.indexOf(from), to }));
  const anew = (old: readonly unknown[]): readonly unknown[] =>
    places.map(({ place, to: { idx, when, tag } }) => {
      const value = old[place];
      return { ...(isRecord(value) ? value : {}), idx, when, tag };
    });
  return print(journal, anew, before);
}

function print(journal: Journal, change: (entries: readonly unknown[]) => readonly unknown[], before?: string): string {
  const old = parse(before ?? '');
  const oldEntries: readonly unknown[] = isRecord(old) && Array.isArray(old['entries']) ? old['entries'] : [];
  const indent = /^\s*\{\r?\n([ \t]+)"/.exec(before ?? '')?.[1] ?? '  ';
  const text = JSON.stringify({ ...(isRecord(old) ? old : journal), entries: change(oldEntries) }, undefined, indent);
  const isWindows = before?.includes('\r\n') === true;
  return (isWindows ? text.replaceAll('\n', '\r\n') : text) + (/\s*$/.exec(before ?? '')?.[0] ?? '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : newJournal.version;
}
