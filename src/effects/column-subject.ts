import type { Change, ChangeOf } from '../schema/change';
import type { Column, Key, Table } from '../schema/schema';
import type { Effect } from './effect';
import { fails, lock, willFail } from './outcome';
import { lockTree, subject } from './subject';
import { descendants, type ForeignKey, foreignKeysFrom, foreignKeysTo, lacksColumn, tableAt, viewsOf, type World } from './world';

type ColumnChange = Extract<ChangeOf<Kinds>, { readonly column: string }>;
type Kinds =
  | 'drop-column'
  | 'rename-column'
  | 'change-column-type'
  | 'set-default'
  | 'drop-default'
  | 'set-not-null'
  | 'drop-not-null'
  | 'set-identity'
  | 'drop-identity'
  | 'set-expression'
  | 'drop-expression';

/** What every clause about one column begins with: the table, its lock, and whether the column is there. */
export interface ColumnSubject {
  readonly key: Key;
  readonly table?: Table;
  readonly column?: Column;
  /** Why the statement fails, or what is not known. */
  readonly effects: readonly Effect[];
  readonly locks: readonly Effect[];
}

/** The column that a clause names. */
export function findColumn(change: ColumnChange, world: World): ColumnSubject {
  const { key, table, effects } = subject(world, change.table);
  const mode = 'AccessExclusiveLock';
  const locks = change.only === true ? [lock(key, mode)] : lockTree(world, key, mode);
  if (willFail(effects)) return { key, effects, locks };
  const column = table?.columns.find(({ name }) => name === change.column);
  const isMissing = column === undefined && lacksColumn(table, change.column);
  return {
    key,
    ...(table !== undefined && { table }),
    ...(column !== undefined && { column }),
    effects: isMissing ? [fails('42703', `${key} has no column ${change.column}`)] : effects,
    locks,
  };
}

/** Children must not differ from their parent: what ONLY would keep from them is refused. */
export function refusedAlone(change: Change, world: World, key: Key): Effect | undefined {
  if (change.only !== true || descendants(world, key).length === 0) return undefined;
  return fails('42P16', `what is below ${key} must have it too`);
}

/** The views that may read a column: those that name it, or every column. */
export function viewsReading(world: World, key: Key, column: string) {
  return viewsOf(world, key).filter(({ text }) => text.includes('*') || mentions(text, column));
}

/** A view that needs a column for certain: its query names it, and nothing else that it reads has a column of that name. */
export function viewNeeding(world: World, key: Key, column: string) {
  return viewsReading(world, key, column).find(({ reads, mentions: names, columns }) => {
    // A star stands for the columns of its time: one that came later the view does not know.
    const isStar = names.includes('*') && reads.length === 1 && columns?.includes(column) === true;
    return isStar || (names.includes(column) && reads.every((each) => each === key || lacksColumn(tableAt(world, each), column)));
  });
}

/** The foreign keys of which a column is part, on either end. */
export function keysOn(world: World, key: Key, column: string) {
  const columnsOf = (each: ForeignKey): readonly string[] => {
    const named = each.constraint.references?.columns ?? [];
    const primary = tableAt(world, key)?.constraints.find(({ kind }) => kind === 'primary-key');
    return named.length > 0 ? named : (primary?.columns ?? []);
  };
  return {
    from: foreignKeysFrom(world, key).filter(({ constraint }) => constraint.columns.includes(column)),
    to: foreignKeysTo(world, key).filter((each) => columnsOf(each).includes(column)),
  };
}

/** Whether a text names a column, as an identifier of its own. */
export function mentions(text: string, column: string): boolean {
  return new RegExp(`(^|[^\\w$])"?${column.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"?($|[^\\w$])`, 'i').test(text);
}
