import type { ChangeOf } from '../schema/change';
import type { Column, Constraint, Key, Table } from '../schema/schema';
import type { Effect } from './effect';
import { fails, lock, mayFail, unknown, willFail } from './outcome';
import { provesNotNull } from './proofs';
import { lockTree, subject, workOn } from './subject';
import { mayReference, typeChange, type TypeChange } from './type-change';
import {
  descendants,
  type ForeignKey,
  foreignKeysFrom,
  foreignKeysTo,
  indexesOf,
  lacksColumn,
  sequencesOf,
  tableAt,
  viewsOf,
  type World,
} from './world';

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
interface Found {
  readonly key: Key;
  readonly table?: Table;
  readonly column?: Column;
  /** Why the statement fails, or what is not known. */
  readonly effects: readonly Effect[];
  readonly locks: readonly Effect[];
}

function find(change: ColumnChange, world: World): Found {
  const { key, table, effects } = subject(world, change.table);
  const locks = lockTree(world, key, 'AccessExclusiveLock');
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

export function setNotNull(change: ChangeOf<'set-not-null'>, world: World): readonly Effect[] {
  const { key, table, column, effects, locks } = find(change, world);
  if (willFail(effects)) return effects;
  // What is NOT NULL already needs no look at what is below.
  if (table !== undefined && column !== undefined && isDeclaredNotNull(table, change.column)) {
    return [...effects, lock(key, 'AccessExclusiveLock')];
  }
  if (column?.generated?.stored === false) return [...effects, ...locks, mayFail('23502', 'a row has NULL')];
  const unproven = workOn(world, key, 'scan').filter((work) => {
    const table = 'on' in work ? tableAt(world, work.on) : undefined;
    return table === undefined || !isNeverNull(table, change.column);
  });
  if (unproven.length === 0) return [...effects, ...locks];
  return [...effects, ...locks, ...unproven, mayFail('23502', `a row has NULL in ${change.column}`)];
}

function isNeverNull(table: Table, column: string): boolean {
  return isDeclaredNotNull(table, column) || (!isUnvalidated(table, column) && provesNotNull(table, column));
}

function isDeclaredNotNull(table: Table, column: string): boolean {
  return !isUnvalidated(table, column) && table.columns.some(({ name, notNull }) => name === column && notNull);
}

/** Since 18 a NOT NULL may be NOT VALID; SET NOT NULL then looks at every row. */
function isUnvalidated(table: Table, column: string): boolean {
  return table.constraints.some(({ kind, columns, validated }) => kind === 'not-null' && columns.includes(column) && !validated);
}

export function dropNotNull(change: ChangeOf<'drop-not-null'>, world: World): readonly Effect[] {
  const { key, table, column, effects, locks } = find(change, world);
  if (willFail(effects)) return effects;
  const inKey = table?.constraints.some(({ kind, columns }) => kind === 'primary-key' && columns.includes(change.column));
  if (inKey === true) return [fails('42P16', `${change.column} is in the primary key`)];
  if (column?.identity !== undefined) return [fails('42601', `${change.column} is an identity column`)];
  const parent = table?.partitionOf === undefined ? undefined : tableAt(world, table.partitionOf.parent);
  const above = parent?.columns.some(({ name, notNull }) => name === change.column && notNull);
  if (above === true) return [fails('42P16', `${change.column} is NOT NULL in the parent`)];
  // 18 finds that there is nothing to drop before it looks at the children.
  if (world.postgres >= 18 && column?.notNull === false) return [...effects, lock(key, 'AccessExclusiveLock')];
  return [...effects, ...locks];
}

export function changeDefault(change: ChangeOf<'set-default' | 'drop-default'>, world: World): readonly Effect[] {
  const { column, effects, locks } = find(change, world);
  if (willFail(effects)) return effects;
  if (column?.identity !== undefined || column?.generated !== undefined) {
    return [fails('42601', `${change.column} computes its values`)];
  }
  return [...effects, ...locks];
}

export function changeIdentity(change: ChangeOf<'set-identity' | 'drop-identity'>, world: World): readonly Effect[] {
  const { key, column, effects, locks } = find(change, world);
  if (willFail(effects)) return effects;
  const owned = sequencesOf(world, key, change.column);
  const mode = change.kind === 'drop-identity' ? 'AccessExclusiveLock' : 'ShareRowExclusiveLock';
  const sequences = owned.map((each) => lock(each.key, mode, key));
  if (change.kind === 'drop-identity') {
    const isNone = column !== undefined && column.identity === undefined;
    if (isNone && change.ifExists !== true) return [fails('55000', `${change.column} is no identity column`)];
    return isNone ? [...effects, ...locks] : [...effects, ...locks, ...sequences];
  }
  // The same kind stands for ADD GENERATED and for SET GENERATED.
  if (column?.identity === undefined) {
    if (column?.notNull === false) return [fails('55000', `${change.column} must be NOT NULL first`)];
    return [...effects, ...locks];
  }
  return [...effects, ...locks, ...sequences];
}

export function changeExpression(change: ChangeOf<'set-expression' | 'drop-expression'>, world: World): readonly Effect[] {
  const { key, column, effects, locks } = find(change, world);
  if (willFail(effects)) return effects;
  if (change.kind === 'drop-expression') {
    if (column !== undefined && column.generated === undefined) return [fails('55000', `${change.column} is not generated`)];
    if (column?.generated?.stored === false) return [fails('0A000', `${change.column} is virtual`)];
    return [...effects, ...locks];
  }
  if (world.postgres < 17) return [fails('42601', 'SET EXPRESSION came with PostgreSQL 17')];
  if (column !== undefined && column.generated === undefined) return [fails('55000', `${change.column} is not generated`)];
  if (column?.generated?.stored === false) return [...effects, ...locks];
  return [...effects, ...locks, ...workOn(world, key, 'rewrite')];
}

export function renameColumn(change: ChangeOf<'rename-column'>, world: World): readonly Effect[] {
  const { key, table, effects, locks } = find(change, world);
  if (willFail(effects)) return effects;
  const relation = world.schema.relations.get(key);
  if (relation !== undefined && relation.kind !== 'table') return [lock(key, 'AccessExclusiveLock')];
  if (table?.columns.some(({ name }) => name === change.to) === true) return [fails('42701', `column ${change.to} exists`)];
  if (table?.partitionOf !== undefined) return [fails('42P16', 'a partition has the columns of its parent')];
  return [...effects, ...locks];
}

export function dropColumn(change: ChangeOf<'drop-column'>, world: World): readonly Effect[] {
  const { key, table, column, effects, locks } = find(change, world);
  if (column === undefined && table !== undefined && !table.partlyKnown && change.ifExists) return locks;
  if (willFail(effects)) return effects;
  if (table?.partitionOf !== undefined) return [fails('42P16', 'a partition has the columns of its parent')];
  if (table?.partitionBy?.columns.includes(change.column) === true) return [fails('42P16', 'it is in the partition key')];
  const loss: Effect = { kind: 'data-loss', of: `${key}.${change.column}` };
  const keys = keysOn(world, key, change.column);
  const partners = keys.from.flatMap(({ to }) => lockTree(world, to, 'AccessExclusiveLock'));
  const owned = sequencesOf(world, key, change.column).map((each) => lock(each.key, 'AccessExclusiveLock', key));
  const generated = table?.columns.filter((each) => each.generated?.expression.text.includes(change.column)) ?? [];
  const views = viewsReading(world, key, change.column);
  const out = [...effects, ...locks, ...partners, ...owned, loss];
  if (!change.cascade) {
    if (keys.to.length > 0) return [fails('2BP01', `${keys.to[0]?.from.key ?? ''} references it`)];
    // Before 15 a generated column went with what it is made from.
    if (generated.length > 0 && world.postgres >= 15) return [fails('2BP01', `${generated[0]?.name ?? ''} is generated from it`)];
    return views.length === 0 ? out : [...out, unknown('outcome', `${views[0]?.key ?? ''} may read ${change.column}`)];
  }
  const referencing = keys.to.flatMap(({ from }) => lockTree(world, from.key, 'AccessExclusiveLock'));
  const viewLocks = views.length === 0 ? [] : [unknown('locks', `views that read ${change.column} are dropped too`)];
  return [...out, ...referencing, ...viewLocks];
}

/** The views that may read a column: those that name it, or every column. */
function viewsReading(world: World, key: Key, column: string) {
  return viewsOf(world, key).filter(({ text }) => text.includes('*') || mentions(text, column));
}

/** The foreign keys of which a column is part, on either end. */
function keysOn(world: World, key: Key, column: string) {
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

export function changeColumnType(change: ChangeOf<'change-column-type'>, world: World): readonly Effect[] {
  const { key, table, column, effects, locks } = find(change, world);
  if (willFail(effects)) return effects;
  if (table === undefined || column === undefined) {
    return [...effects, ...locks, unknown('work', `the old type of ${change.column} is not known`)];
  }
  if (table.partitionOf !== undefined) return [fails('42P16', 'a partition has the columns of its parent')];
  if (table.partitionBy?.columns.includes(change.column) === true) return [fails('42P16', 'it is in the partition key')];
  const views = viewsReading(world, key, change.column);
  const generated = table.columns.find(
    (each) => each.generated !== undefined && mentions(each.generated.expression.text, change.column),
  );
  if (generated !== undefined) return [fails(world.postgres >= 15 ? '0A000' : '42601', `${generated.name} is generated from it`)];
  const unsure = views.length === 0 ? [] : [unknown('outcome', `${views[0]?.key ?? ''} may read ${change.column}`)];

  const outcome = bodyOf(change, column, world);
  if (outcome.kind === 'refused') return [fails('42804', `${change.column} cannot be cast automatically`)];
  const keys = keysOn(world, key, change.column);
  if (breaksKey(change, keys, world)) return [fails('42804', `a foreign key compares ${change.column} with another type`)];
  const partners = [...keys.from.map(({ to }) => to), ...keys.to.map(({ from }) => from.key)].flatMap((each) =>
    lockTree(world, each, 'AccessExclusiveLock'),
  );
  // The sequence of an identity column is made to count in the new type.
  const sequences = column.identity === undefined ? [] : sequencesOf(world, key, change.column);
  const counting = sequences.map((each) => lock(each.key, 'ShareRowExclusiveLock', key));
  const all = [...effects, ...locks, ...partners, ...counting, ...unsure];
  switch (outcome.kind) {
    case 'unknown':
      return [...all, unknown('work', outcome.why)];
    case 'rewrite': {
      const misfit = outcome.sqlstate === undefined ? [] : [mayFail(outcome.sqlstate, 'a value does not fit')];
      return [...all, ...workOn(world, key, 'rewrite'), ...misfit, ...foreignKeyChecks(keys, world)];
    }
    case 'rebuild':
    case 'free': {
      const touched = [key, ...descendants(world, key).map((each) => each.key)].flatMap((each) =>
        indexWork(world, each, change.column, outcome.kind === 'rebuild' || changesCollation(change, column)),
      );
      const checks = table.constraints.filter((each) => isCheckOn(each, change.column));
      const scans = checks.length > 0 ? workOn(world, key, 'scan') : [];
      const again = outcome.kind === 'rebuild' ? foreignKeyChecks(keys, world) : [];
      return [...all, ...touched, ...scans, ...again];
    }
  }
}

/** A foreign key of one column whose other end has a type that cannot be compared with the new one. */
function breaksKey(change: ChangeOf<'change-column-type'>, keys: ReturnType<typeof keysOn>, world: World): boolean {
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  const only = (table: Table | undefined, name: string | undefined) => table?.columns.find((each) => each.name === name)?.type;
  const primary = (table: Table | undefined) => table?.constraints.find(({ kind }) => kind === 'primary-key')?.columns[0];
  const isSelf = keys.from.some(({ from, to }) => from.key === to);
  if (isSelf) return false;
  const asSource = keys.from.some(({ to, constraint }) => {
    const target = tableAt(world, to);
    const type = only(target, constraint.references?.columns[0] ?? primary(target));
    return constraint.columns.length === 1 && type !== undefined && !mayReference(change.type, type, path);
  });
  const asTarget = keys.to.some(({ from, constraint }) => {
    const type = only(from, constraint.columns[0]);
    return constraint.columns.length === 1 && type !== undefined && !mayReference(type, change.type, path);
  });
  return asSource || asTarget;
}

function bodyOf(change: ChangeOf<'change-column-type'>, column: Column, world: World): TypeChange {
  const { schema, session } = world;
  const types = {
    schema,
    searchPath: session.searchPath,
    ...(session.timeZone !== undefined && { timeZone: session.timeZone }),
  };
  const plain = typeChange(column.type, change.type, types);
  if (change.using === undefined) return plain;
  if (isPlainCast(change.using.tree, change.column)) {
    return plain.kind === 'refused' ? { kind: 'rewrite' } : plain;
  }
  return { kind: 'rewrite' };
}

/** `column` or `column::type`, whatever the type: to the same type it changes nothing, and else it is not the same. */
function isPlainCast(tree: unknown, column: string): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  if ('TypeCast' in tree) {
    const cast = tree.TypeCast;
    return typeof cast === 'object' && cast !== null && 'arg' in cast && isPlainCast(cast.arg, column);
  }
  if (!('ColumnRef' in tree)) return false;
  return JSON.stringify(tree.ColumnRef).includes(JSON.stringify(column));
}

function changesCollation(change: ChangeOf<'change-column-type'>, column: Column): boolean {
  return (change.collation?.name ?? undefined) !== (column.collation?.name ?? undefined);
}

function isCheckOn({ kind, columns }: Constraint, column: string): boolean {
  return kind === 'check' && columns.includes(column);
}

function indexWork(world: World, key: Key, column: string, resorts: boolean): readonly Effect[] {
  const rebuilt = indexesOf(world, key).some((index) => {
    const inExpression = index.columns.some((each) => each.startsWith('(') && mentions(each, column));
    const inPredicate = index.predicate !== undefined && mentions(index.predicate.text, column);
    return inExpression || inPredicate || (resorts && index.columns.includes(column));
  });
  return rebuilt ? [{ kind: 'index-build', on: key }] : [];
}

function mentions(text: string, column: string): boolean {
  return new RegExp(`(^|[^\\w$])"?${column.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"?($|[^\\w$])`, 'i').test(text);
}

function foreignKeyChecks(keys: ReturnType<typeof keysOn>, world: World): readonly Effect[] {
  const checked = [...keys.from, ...keys.to].filter(({ constraint }) => constraint.validated && constraint.enforced);
  return checked.flatMap(({ from }) => workOn(world, from.key, 'fk-check'));
}
