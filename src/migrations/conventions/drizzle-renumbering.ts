import type { RenamedFiles, Renumbering, Rewritten } from '../convention';
import { journalPath, type JournalEntry, readJournal, reorderJournal } from './drizzle-journal';
import { versionBy } from './version-place';

const snapshot = /^meta\/(\d+)_snapshot\.json$/;

/** A new prefix for the file and for its snapshot, and its entry in the journal in the place that the prefix gives it. */
export const drizzleRenumbering: Renumbering = {
  versionAt: versionBy(/^(?:meta\/)?(\d+)_[^/]*$/d),
  along(path, existing) {
    const own = `meta/${prefixOf(path)}_snapshot.json`;
    return existing.includes(own) ? [own] : [];
  },
  rewrite,
};

function prefixOf(tag: string): string {
  return /^\d+(?=_)/.exec(tag)?.[0] ?? '';
}

interface Moved {
  readonly from: JournalEntry;
  readonly to: JournalEntry;
}

function rewrite({ before, renamed, existing, now }: RenamedFiles): Rewritten {
  const file = before.find(({ path }) => path === journalPath);
  const journal = file && readJournal(file.text);
  if (journal === undefined) return refuse('meta/_journal.json is no journal of Drizzle: restore it first.');
  const { entries } = journal;
  let order: Moved[] = entries.map((entry) => ({ from: entry, to: entry }));
  for (const [from, to] of renamed) {
    const entry = entries.find(({ tag }) => `${tag}.sql` === from);
    if (entry === undefined) continue;
    const tag = to.slice(0, -'.sql'.length);
    const others = order.filter((each) => each.from !== entry);
    const later = others.findIndex(({ to: other }) => compare(prefixOf(other.tag), prefixOf(tag)) > 0);
    const place = later < 0 ? others.length : later;
    const was = order.findIndex((each) => each.from === entry);
    const namesakes = others.filter(({ from: other }) => prefixOf(other.tag) === prefixOf(entry.tag));
    const why = whyNotPast(entry, [...namesakes, ...others.slice(Math.min(place, was), Math.max(place, was))], existing);
    if (why !== undefined) return refuse(why);
    const when = whenAt(others, place, place === was ? entry.when : undefined, now);
    if (when === undefined) {
      return refuse(
        `meta/_journal.json leaves no time for ${tag} between the entries before and behind it: give it a later version.`,
      );
    }
    const idx = prefixOf(tag).length === 4 ? Number(prefixOf(tag)) : entry.idx;
    order = [...others.slice(0, place), { from: entry, to: { ...entry, tag, when, idx } }, ...others.slice(place)];
  }
  const texts = new Map([[journalPath, reorderJournal(journal, order, file?.text ?? '')]]);
  return { ok: true, texts };
}

function refuse(reason: string): Rewritten {
  return { ok: false, reason };
}

/** Plain numbers by their value, stamps as text. */
function compare(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Later than the entry before, earlier than the one behind; the time that it had, where that will do, or now. */
function whenAt(others: readonly Moved[], place: number, own: number | undefined, now: number): number | undefined {
  const least = others.slice(0, place).reduce((most, { to }) => Math.max(most, to.when), 0) + 1;
  const behind = others.slice(place).reduce((first, { to }) => Math.min(first, to.when), Infinity);
  const wanted = own ?? (place === others.length ? now : least);
  const when = Math.max(wanted, least);
  return when < behind ? when : undefined;
}

/** A snapshot says what the whole schema is by then, so that it cannot change its place with another. */
function whyNotPast(entry: JournalEntry, passed: readonly Moved[], existing: readonly string[]): string | undefined {
  const snapshots = new Set(existing.flatMap((path) => snapshot.exec(path)?.[1] ?? []));
  if (!snapshots.has(prefixOf(entry.tag))) return undefined;
  const other = passed.find(({ from }) => snapshots.has(prefixOf(from.tag)));
  return (
    other &&
    `The snapshot of ${entry.tag} does not know what ${other.from.tag} does, and drizzle-kit compares with the newest: let «drizzle-kit drop» take ${entry.tag} out, and «drizzle-kit generate» make it again.`
  );
}
