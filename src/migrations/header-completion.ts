import type { Span } from '../sql/span';
import { migrationNamed, namesOf, type Placed } from './dependencies';
import { endOfHeader, headerKey, type HeaderKey, headerKeys, headerOf, phases } from './header';
import { databases, hasHeaders, headerFields } from './new-header';
import { stemOf } from './paths';
import type { Migration, Source } from './project';
import { checkTimes, type CheckTime, isInSection } from './validation';

/** What may stand at a place of a header. */
export interface HeaderSuggestion {
  readonly kind: 'key' | 'value' | 'migration' | 'check';
  readonly label: string;
  /** What it is, in a few words. */
  readonly detail?: string;
  /** What takes the place of `at`. */
  readonly text: string;
  readonly at: Span;
}

/** The migration whose header is written. */
export interface HeaderOwner extends Placed {
  readonly sources: readonly Source[];
  /** UTC, milliseconds since 1970. */
  readonly now: number;
}

const details: Readonly<Record<HeaderKey, string>> = {
  Migration: 'its name',
  ID: 'its version',
  Version: 'the version of the schema that it leads to',
  Database: 'the engine that it is for',
  Type: 'what kind of change it is',
  Phase: 'its part in a roll-out',
  Author: 'who wrote it',
  Created: 'when it was written, in UTC',
  Breaking: 'whether it breaks what runs now',
  Dependencies: 'the migrations that must come before',
};

const checkDetails: Readonly<Record<CheckTime, string>> = {
  before: 'a query that must give true before the first statement',
  after: 'a query that must give true after the last statement',
};

/** The keys that a header does not have yet, or the values that a key may have, best first; in a section of checks their keys. */
export function headerSuggestions(text: string, offset: number, owner: HeaderOwner): readonly HeaderSuggestion[] {
  const line = lineAt(text, offset);
  const before = text.slice(line.start, offset);
  const after = text.slice(offset, line.end);
  if (isInSection(text, line.start)) {
    const keys = checkTimes.map((when) => ({ kind: 'check' as const, label: when, detail: checkDetails[when] }));
    return keysAt(before, after, { offset, keys: () => keys });
  }
  if (line.start > endOfHeader(text)) return [];
  const [, name] = /^--[ \t]*([A-Za-z]+)[ \t]*:/.exec(before) ?? [];
  const key = name === undefined ? undefined : headerKey(name);
  if (key !== undefined) return valuesAt(key, { text, line, offset }, owner);
  if (!hasHeaders(owner.source)) return [];
  return keysAt(before, after, { offset, keys: (start) => headerKeysLeft(text, start) });
}

/** The line that holds an offset, without what ends it and without a byte order mark. */
function lineAt(text: string, offset: number): Span {
  const begin = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const next = text.indexOf('\n', offset);
  const end = next < 0 ? text.length : next;
  return {
    start: begin === 0 && text.startsWith('\uFEFF') ? 1 : begin,
    end: end > begin && text[end - 1] === '\r' ? Math.max(end - 1, offset) : end,
  };
}

function keysAt(
  before: string,
  after: string,
  { offset, keys }: { readonly offset: number; readonly keys: (start: number) => readonly Key[] },
): readonly HeaderSuggestion[] {
  const isComment = before !== '';
  const [found, begun = ''] = /^(?:--[ \t]*([A-Za-z]*))?$/.exec(before) ?? [];
  const [matching, rest = '', colon] = /^([A-Za-z]*)[ \t]*(:.*)?$/.exec(after) ?? [];
  if (found === undefined || matching === undefined) return [];
  // An empty line may become one of the header. A word that stands behind the cursor is somebody's own, unless it is a key.
  if (isComment ? begun === '' && rest !== '' && colon === undefined : after !== '') return [];
  const at = { start: offset - begun.length, end: offset + rest.length };
  const lead = isComment ? (before === '--' ? ' ' : '') : '-- ';
  return keys(at.start).map((key) => ({ ...key, at, text: `${lead}${key.label}${colon === undefined ? ': ' : ''}` }));
}

type Key = Omit<HeaderSuggestion, 'at' | 'text'>;

/** Those that the header does not have elsewhere than at `start`. */
function headerKeysLeft(text: string, start: number): readonly Key[] {
  const present = new Set(headerOf(text).fields.flatMap(({ key, at }) => (at.start === start ? [] : [key])));
  return headerKeys.filter((key) => !present.has(key)).map((key) => ({ kind: 'key', label: key, detail: details[key] }));
}

function valuesAt(
  key: HeaderKey,
  { text, line, offset }: { readonly text: string; readonly line: Span; readonly offset: number },
  owner: HeaderOwner,
): readonly HeaderSuggestion[] {
  const from = text.indexOf(':', line.start) + 1;
  // The word that is being written, by what parts names in a list.
  const [begun] = /[^\s,;"'`[\]]*$/.exec(text.slice(from, offset)) ?? [''];
  const [rest] = /^[^\s,;"'`[\]]*/.exec(text.slice(offset, line.end)) ?? [''];
  const at = { start: offset - begun.length, end: offset + rest.length };
  const others = text.slice(from, at.start).trim();
  // A mark that ends what stands before is followed by a blank.
  const lead = /[:,]/.test(text[at.start - 1] ?? '') ? ' ' : '';
  const suggest = (known: Known): HeaderSuggestion => ({ kind: 'value', ...known, text: `${lead}${known.label}`, at });
  if (key !== 'Dependencies') return others === '' ? knownValues(key, owner).map(suggest) : [];
  const named = headerOf(text).dependencies.filter(({ at: { start } }) => start !== at.start);
  const none: readonly Known[] =
    named.length === 0 && others === '' ? [{ label: 'none', detail: 'nothing must come before' }] : [];
  return [...earlierMigrations(new Set(named.map(({ name }) => name.toLowerCase())), owner), ...none].map(suggest);
}

type Known = Pick<HeaderSuggestion, 'label' | 'detail'> & { readonly kind?: HeaderSuggestion['kind'] };

function knownValues(key: Exclude<HeaderKey, 'Dependencies'>, { source, migration, now }: HeaderOwner): readonly Known[] {
  const labelled = (labels: readonly string[]): readonly Known[] => labels.map((label) => ({ label }));
  switch (key) {
    case 'Database':
      return labelled(databases);
    case 'Type': {
      const { type } = migration;
      const others = source.convention.types.filter((other) => other !== type);
      return [...(type === undefined ? [] : [{ label: type, detail: 'as its name says' }]), ...labelled(others)];
    }
    case 'Phase':
      return labelled(phases);
    case 'Breaking':
      return labelled(['no', 'yes']);
    case 'Author': {
      const authors = source.migrations
        .toReversed()
        .flatMap(({ up }) => (up === undefined ? [] : (headerOf(up.text).author ?? [])));
      return labelled([...new Set(authors)]);
    }
    case 'Migration':
    case 'ID':
    case 'Version':
    case 'Created': {
      // What it says itself is no reason for the next version.
      const others = { ...source, migrations: source.migrations.filter((other) => other !== migration) };
      const fields = headerFields(migration.up?.path ?? migration.id, { header: {}, source: others, type: migration.type, now });
      return labelled(fields.filter((field) => field.key === key).map(({ value }) => value));
    }
  }
}

/** Migrations of the same source that come before, then those of others, the newest first, by a name that means them alone. */
function earlierMigrations(named: ReadonlySet<string>, { source, migration, sources }: HeaderOwner): readonly Known[] {
  const before = source.migrations.slice(0, Math.max(source.migrations.indexOf(migration), 0));
  const known = (from: Source, migrations: readonly Migration[]): readonly Known[] =>
    migrations.toReversed().flatMap((earlier) => {
      const names = [earlier.version, stemOf(earlier.up?.path ?? earlier.id)].filter(
        (name) => name !== '' && migrationNamed(name, source, sources)?.migration === earlier,
      );
      const [label] = names;
      if (label === undefined || namesOf(earlier).some((name) => named.has(name.toLowerCase()))) return [];
      const detail = from === source ? earlier.title : `${earlier.title} · ${from.label}`;
      return [{ label, detail, kind: 'migration' as const }];
    });
  const others = sources.filter((other) => other !== source);
  return [...known(source, before), ...others.flatMap((other) => known(other, other.migrations))];
}
