import type { PrintedName, Printable } from '../../sql/printer';
import type { ReadStatement } from '../../sql/statement';
import type { Change } from '../../schema/change';
import { partsOf } from '../../schema/names';
import type { Key, Name, Origin, Schema } from '../../schema/schema';
import type { Session } from '../../schema/session';

/** One line of a way back: a statement, or what a person must do because no statement can. */
export type Step = { readonly statement: Printable } | { readonly gap: string };

/** What the user wrote once, where an object was made. */
export interface Former {
  readonly text: string;
  readonly changes: readonly Change[];
}

/** What undoing a change may ask of the migration it stands in, and of the chain before it. */
export interface World {
  /** The statement that an object comes from. */
  former(origin: Origin): Former | undefined;
  /** Whether the object was made by the script that is undone. */
  isBornHere(origin: Origin): boolean;
  /** Names of what the script has made since it made this, and before a statement of its own. */
  madeBetween(origin: Origin, statement: ReadStatement): ReadonlySet<string>;
  /** The key that a relation made by this statement has at the script's end; undefined if it was dropped again. */
  finalKey(key: Key, origin: Origin): Key | undefined;
  /** Names that columns had when this was written, and have no more. */
  renamedSince(origin: Origin): ReadonlySet<string>;
  /** Whether the way back may use CONCURRENTLY. */
  readonly isOutside: boolean;
  /** The Schema that the script leaves behind. */
  readonly end: Schema;
}

/** A Change of an up script on its way back, with the Schema on both sides of it. */
export interface Undoing<C extends Change = Change> {
  readonly change: C;
  readonly statement: ReadStatement;
  readonly before: Schema;
  readonly after: Schema;
  /** The session before it. */
  readonly session: Session;
  readonly world: World;
}

/** A key as a script names it: without the schema that everybody's search path begins with, unless it was written. */
export function nameOfKey(key: Key, written?: Name): PrintedName {
  const { schema, name } = partsOf(key);
  return schema === 'public' && written?.schema === undefined ? { name } : { schema, name };
}

export function run(...statements: readonly Printable[]): readonly Step[] {
  return statements.map((statement) => ({ statement }));
}

export function gap(words: string): readonly Step[] {
  return [{ gap: words }];
}

/** A key for people: without `public`. */
export function shown(key: Key): string {
  return key.replace(/^public\./, '');
}
