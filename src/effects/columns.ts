import type { ChangeOf } from '../schema/change';
import type { Table } from '../schema/schema';
import { findColumn, keysOn, mentions, refusedAlone, viewNeeding, viewsReading } from './column-subject';
import type { Effect } from './effect';
import { fails, lock, mayFail, unknown, willFail } from './outcome';
import { provesNotNull } from './proofs';
import { lockPartitions, workOn } from './subject';
import { isInherited } from './inheritance';
import { reduce, typeObject } from './type-change';
import { isPartitioned, sequencesOf, tableAt, type World } from './world';

export function setNotNull(change: ChangeOf<'set-not-null'>, world: World): readonly Effect[] {
  const { key, table, column, effects, locks } = findColumn(change, world);
  if (willFail(effects)) return effects;
  // What is NOT NULL already needs no look at what is below.
  if (table !== undefined && column !== undefined && isDeclaredNotNull(table, change.column)) {
    return [...effects, lock(key, 'AccessExclusiveLock')];
  }
  if (column?.generated?.stored === false) return [...effects, ...locks, mayFail('23502', 'a row has NULL')];
  const scans: readonly Effect[] = change.only === true ? [{ kind: 'scan', on: key }] : workOn(world, key, 'scan');
  const unproven = scans.filter((work) => {
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
  const { key, table, column, effects, locks } = findColumn(change, world);
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
  const { key, column, effects, locks } = findColumn(change, world);
  if (willFail(effects)) return effects;
  if (column?.identity !== undefined || column?.generated !== undefined) {
    return [fails('42601', `${change.column} computes its values`)];
  }
  // Partitions and children keep theirs with ONLY.
  return [...effects, ...(change.only === true ? [lock(key, 'AccessExclusiveLock')] : locks)];
}

export function changeIdentity(change: ChangeOf<'set-identity' | 'drop-identity'>, world: World): readonly Effect[] {
  const { key, table, column, effects, locks } = findColumn(change, world);
  if (table?.partitionOf !== undefined && world.postgres >= 17) {
    const shared = fails('42P16', 'all partitions share one identity');
    const isSet = change.kind === 'set-identity' && change.adds === undefined;
    return isSet && willFail(effects) ? effects : [shared];
  }
  if (willFail(effects)) return effects;
  const owned = sequencesOf(world, key, change.column);
  const mode = change.kind === 'drop-identity' ? 'AccessExclusiveLock' : 'ShareRowExclusiveLock';
  const sequences = owned.map((each) => lock(each.key, mode, key));
  if (change.kind === 'drop-identity') {
    const isNone = column !== undefined && column.identity === undefined;
    if (isNone && change.ifExists !== true) return [fails('55000', `${change.column} is no identity column`)];
    return isNone ? [...effects, ...locks] : [...effects, ...locks, ...sequences];
  }
  if (change.adds !== undefined) {
    const path = { schema: world.schema, searchPath: world.session.searchPath };
    const isDomain = column !== undefined && typeObject(column.type, path) !== undefined;
    const isCounted = column === undefined || (!isDomain && ['int2', 'int4', 'int8'].includes(reduce(column.type, path).name));
    if (!isCounted || (column?.type.array ?? 0) > 0) return [fails('22023', `${change.column} is no integer`)];
    if (column?.notNull === false) return [fails('55000', `${change.column} must be NOT NULL first`)];
    if (column?.identity !== undefined) return [fails('55000', `${change.column} is an identity column already`)];
    if (column?.default !== undefined) return [fails('55000', `${change.column} has a default`)];
    // Partitions share an identity since 17, children never do.
    const isShared = isPartitioned(table) && world.postgres >= 17;
    return [...effects, ...(isShared ? locks : [lock(key, 'AccessExclusiveLock')])];
  }
  if (column !== undefined && column.identity === undefined) return [fails('55000', `${change.column} is no identity column`)];
  return [...effects, ...locks, ...sequences];
}

export function changeExpression(change: ChangeOf<'set-expression' | 'drop-expression'>, world: World): readonly Effect[] {
  const { key, column, effects, locks } = findColumn(change, world);
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
  const { key, table, effects, locks } = findColumn(change, world);
  if (willFail(effects)) return effects;
  const relation = world.schema.relations.get(key);
  if (relation !== undefined && relation.kind !== 'table') return [lock(key, 'AccessExclusiveLock')];
  if (table?.columns.some(({ name }) => name === change.to) === true) return [fails('42701', `column ${change.to} exists`)];
  if (table?.partitionOf !== undefined || isInherited(table, change.column, world)) {
    return [fails('42P16', 'the column comes from above')];
  }
  return [...effects, ...locks];
}

export function dropColumn(change: ChangeOf<'drop-column'>, world: World): readonly Effect[] {
  const { key, table, column, effects, locks } = findColumn(change, world);
  if (column === undefined && table !== undefined && !table.partlyKnown && change.ifExists) return locks;
  if (willFail(effects)) return effects;
  if (table?.partitionOf !== undefined || isInherited(table, change.column, world)) {
    return [fails('42P16', 'the column comes from above')];
  }
  if (table?.partitionBy?.columns.includes(change.column) === true) return [fails('42P16', 'it is in the partition key')];
  const alone = isPartitioned(table) ? refusedAlone(change, world, key) : undefined;
  if (alone !== undefined) return [alone];
  const loss: Effect = { kind: 'data-loss', of: `${key}.${change.column}` };
  const keys = keysOn(world, key, change.column);
  const partners = keys.from.flatMap(({ to }) => lockPartitions(world, to, 'AccessExclusiveLock'));
  const owned = sequencesOf(world, key, change.column).map((each) => lock(each.key, 'AccessExclusiveLock', key));
  const generated =
    table?.columns.filter(
      (each) => each.name !== change.column && mentions(each.generated?.expression.text ?? '', change.column),
    ) ?? [];
  const views = viewsReading(world, key, change.column);
  const out = [...effects, ...locks, ...partners, ...owned, loss];
  if (!change.cascade) {
    if (keys.to.length > 0) return [fails('2BP01', `${keys.to[0]?.from.key ?? ''} references it`)];
    // Before 15 a generated column went with what it is made from.
    if (generated.length > 0 && world.postgres >= 15) return [fails('2BP01', `${generated[0]?.name ?? ''} is generated from it`)];
    const needing = viewNeeding(world, key, change.column);
    if (needing !== undefined) return [fails('2BP01', `${needing.key} reads ${change.column}`)];
    return views.length === 0 ? out : [...out, unknown('outcome', `${views[0]?.key ?? ''} may read ${change.column}`)];
  }
  const referencing = keys.to.flatMap(({ from }) => lockPartitions(world, from.key, 'AccessExclusiveLock'));
  const viewLocks = views.length === 0 ? [] : [unknown('locks', `views that read ${change.column} are dropped too`)];
  return [...out, ...referencing, ...viewLocks];
}
