import { headerOf, leadingLines } from '../header';
import { baseName } from '../paths';
import type { Migration } from '../project';
import type { Span } from '../../sql/span';

/** What a migration was called, in small letters, and what it is called now. */
export type NewNames = ReadonlyMap<string, string>;

/** A migration under its old names and under its new ones, with its version as names write it. */
export interface Renaming {
  readonly before: Migration;
  readonly after: Migration;
  readonly from: string;
  readonly to: string;
}

/** Everything that headers may call a migration: its version, the names of its files with and without their endings. */
export function newNames({ before, after, from, to }: Renaming): NewNames {
  const names = new Map<string, string>();
  const add = (old: string, now: string): void => {
    if (old !== '' && now !== '' && !names.has(old.toLowerCase())) names.set(old.toLowerCase(), now);
  };
  const scripts = [
    [before.up, after.up],
    [before.down, after.down],
  ] as const;
  for (const [old, now] of scripts) {
    if (old === undefined || now === undefined) continue;
    const [oldName, newName] = [baseName(old.path), baseName(now.path)];
    if (oldName === newName) continue;
    add(oldName, newName);
    add(withoutEnding(oldName), withoutEnding(newName));
    add(stemOf(oldName), stemOf(newName));
    add(idOf(oldName), idOf(newName));
  }
  add(from, to);
  add(before.version, after.version);
  if (before.name !== after.name) add(before.name, after.name);
  return names;
}

const withoutEnding = (name: string): string => name.replace(/\.sql$/i, '');
const stemOf = (name: string): string => name.replace(/(?:\.(?:up|down))?\.sql$/i, '');
/** As headers of new migrations have it. */
const idOf = (name: string): string => /^\D*(\d+(?:_\d{6}(?!\d))?)/.exec(name)?.[1] ?? '';

/** The text with the lines of its heading that say what its own migration is called. */
export function withOwnNames(text: string, names: NewNames): string {
  const found: Replacement[] = [];
  for (const { key, value, valueAt } of headerOf(text).fields) {
    const now = names.get(value.toLowerCase());
    if (now !== undefined && ['Migration', 'ID', 'Version'].includes(key)) found.push({ at: valueAt, text: now });
  }
  for (const { written, start } of leadingLines(text)) {
    // As new files are headed: «-- 014: Add berths», «-- Undo 014: Add berths».
    const [, lead, name = ''] = /^(--[ \t]*(?:Undo[ \t]+)?)(\S+):[ \t]/.exec(written) ?? [];
    const now = names.get(name.toLowerCase());
    if (lead === undefined || now === undefined || !/\d/.test(name)) continue;
    const at = { start: start + lead.length, end: start + lead.length + name.length };
    found.push({ at, text: now });
  }
  return replaced(text, found);
}

/** The text with the names of its dependencies that `named` knows to have changed. */
export function withDependencies(text: string, named: (name: string) => string | undefined): string {
  const found = headerOf(text).dependencies.flatMap(({ name, at }) => {
    const now = named(name);
    return now === undefined ? [] : [{ at, text: now }];
  });
  return replaced(text, found);
}

interface Replacement {
  readonly at: Span;
  readonly text: string;
}

function replaced(text: string, replacements: readonly Replacement[]): string {
  return [...replacements]
    .sort((a, b) => b.at.start - a.at.start)
    .reduce((result, { at, text: now }) => result.slice(0, at.start) + now + result.slice(at.end), text);
}
