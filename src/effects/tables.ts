import type { ChangeOf } from '../schema/change';
import { keyOf, temporarySchema } from '../schema/names';
import type { Constraint, Key, Name, PartitionOf } from '../schema/schema';
import { creationKey } from '../schema/session';
import { type Effect, lockModes } from './effect';
import { foreignKeyLocks, referenceFault } from './foreign-keys';
import { lacksPartitionKey } from './keys';
import { fails, lock, mayFail, unknown, unknownAll, willFail } from './outcome';
import { validation } from './partitions';
import { absent, isWhole, lockPartitions, lockTree, subject, unlisted, workOn } from './subject';
import {
  ancestors,
  defaultPartition,
  descendants,
  foreignKeysFrom,
  foreignKeysTo,
  isPartitioned,
  partitionsOf,
  resolve,
  sequencesOf,
  tableAt,
  viewsOver,
  type World,
} from './world';

export function createTable(change: ChangeOf<'create-table'>, world: World): readonly Effect[] {
  // A temporary table stands beside any other of its name, and before it.
  const own =
    change.persistence === 'temporary'
      ? keyOf(temporarySchema, change.table.name)
      : creationKey(change.table, world.schema, world.session);
  if (world.schema.relations.has(own)) {
    if (change.ifNotExists) return [];
    // The parent is looked up first.
    const parent = change.partitionOf === undefined ? [] : partitionLocks(change, change.partitionOf, world);
    return [...parent.filter(({ kind }) => kind === 'error'), fails('42P07', `${own} exists`)];
  }
  const names = change.columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) return [fails('42701', `${twice} is there twice`)];
  const out: Effect[] = [];
  if (change.partitionOf !== undefined) out.push(...partitionLocks(change, change.partitionOf, world));
  for (const parent of change.inherits) {
    const { key, table, effects } = subject(world, parent);
    const isPart = isPartitioned(table) || table?.partitionOf !== undefined;
    out.push(...effects, ...(isPart ? [fails('42809', `${key} has or is a partition`)] : []));
    out.push(lock(key, 'ShareUpdateExclusiveLock'));
  }
  for (const like of change.like) out.push(...subject(world, like).effects.filter(({ kind }) => kind === 'error'));
  const keys = [...change.constraints, ...change.columns.flatMap(({ constraints }) => constraints)];
  const isNarrow = keys.some(({ kind, columns }) => isUniqueKey(kind) && lacksPartitionKey(change.partitionBy, columns));
  if (isNarrow) return [fails('0A000', 'a key needs all columns of the partition key')];
  const columnOf = (name: string) => change.columns.find((each) => each.name === name);
  for (const { kind, references, columns } of keys) {
    if (kind !== 'foreign-key' || references === undefined) continue;
    const isSelf = creationKey(references.table, world.schema, world.session) === own;
    const fault = isSelf ? undefined : referenceFault(world, change.persistence, references, columns.map(columnOf));
    if (fault !== undefined) return [fault];
    if (!isSelf && columns.length > 0) out.push(...foreignKeyLocks(world, own, references.table));
  }
  if (change.isFromQuery === true) out.push(unknown('outcome', 'it depends on what it reads'));
  const failing = out.find((effect) => effect.kind === 'error' && effect.when === 'always');
  return failing === undefined ? out : [failing];
}

function isUniqueKey(kind: Constraint['kind']): boolean {
  return kind === 'primary-key' || kind === 'unique';
}

function partitionLocks(
  { persistence }: ChangeOf<'create-table'>,
  { parent, isDefault }: PartitionOf<Name>,
  world: World,
): readonly Effect[] {
  const { key, table, effects } = subject(world, parent);
  if (willFail(effects)) return effects;
  if (table !== undefined && !isPartitioned(table) && !table.partlyKnown) {
    // A permanent table next to a temporary one is found first.
    const isMixed = (table.persistence === 'temporary') !== (persistence === 'temporary');
    return [fails(isMixed ? '42809' : '42P17', `${key} is not partitioned`)];
  }
  const other = table === undefined ? undefined : defaultPartition(world, key);
  const held = lock(key, 'AccessExclusiveLock');
  // The new partition gets the parent's foreign keys, and their other ends the triggers.
  const partners = [
    ...foreignKeysFrom(world, key).flatMap(({ to }) => lockPartitions(world, to, 'ShareRowExclusiveLock')),
    // Since 15 a new partition of a referenced table gets triggers for the keys that point to it.
    ...(world.postgres < 15
      ? []
      : foreignKeysTo(world, key).flatMap(({ from }) => lockPartitions(world, from.key, 'ShareRowExclusiveLock'))),
  ];
  if (other === undefined) return [...effects, held, ...partners];
  if (isDefault) return [fails('42P17', `${key} has a default partition`)];
  return [
    ...effects,
    held,
    ...partners,
    ...lockTree(world, other.key, 'AccessExclusiveLock'),
    ...validation(world, other.key, table?.partitionBy),
    mayFail('23514', `${other.key} has rows of the new partition`),
  ];
}

export function dropTable(change: ChangeOf<'drop-table'>, world: World): readonly Effect[] {
  const key = resolve(world, change.table);
  const found = world.schema.relations.get(key);
  if (found === undefined && change.ifExists) return isWhole(world) ? [] : absent(world, key);
  const { table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  if (found !== undefined && table === undefined) return [fails('42809', `${key} is no table`)];
  return [...effects, ...dropEffects(world, key, change.cascade)];
}

/** What dropping a table takes with it. */
function dropEffects(world: World, key: Key, cascade: boolean): readonly Effect[] {
  const table = tableAt(world, key);
  const below = descendants(world, key);
  if (table?.partitionBy === undefined && below.length > 0 && !cascade)
    return [fails('2BP01', `${below[0]?.key ?? ''} inherits from it`)];
  const gone = [key, ...below.map((each) => each.key)];
  const isGone = (each: Key): boolean => gone.includes(each) || world.together?.has(each) === true;
  const parent = table?.partitionOf?.parent;
  // What references a partitioned table references each of its partitions.
  const referencing = [...gone, ...(parent === undefined ? [] : ancestors(world, key))]
    .flatMap((each) => foreignKeysTo(world, each))
    .filter(({ from }) => !isGone(from.key));
  const views = gone.flatMap((each) => viewsOver(world, each)).filter((each) => !isGone(each.key));
  if (!cascade && referencing.length > 0) return [fails('2BP01', `${referencing[0]?.from.key ?? ''} references it`)];
  if (!cascade && views.length > 0) return [fails('2BP01', `${views[0]?.key ?? ''} reads it`)];
  const inherited = parent === undefined ? [] : foreignKeysFrom(world, parent).map(({ constraint }) => keyText(constraint));
  const partners = gone
    .flatMap((each) => foreignKeysFrom(world, each))
    .filter(({ constraint }) => !inherited.includes(keyText(constraint)))
    .map(({ to }) => to);
  const sibling = parent === undefined ? undefined : defaultPartition(world, parent);
  const locked: readonly (readonly [Key, string | undefined])[] = [
    ...gone.map((each) => [each, undefined] as const),
    ...referencing.map(({ from }) => [from.key, key] as const),
    ...partners.flatMap((each) => [each, ...partitionsOf(world, each)]).map((each) => [each, key] as const),
    ...views.map((each) => [each.key, key] as const),
    ...gone.flatMap((each) => sequencesOf(world, each)).map((each) => [each.key, key] as const),
    ...(parent === undefined ? [] : [[parent, key] as const]),
    ...(sibling === undefined ? [] : [[sibling.key, key] as const]),
  ];
  const hidden = gone.flatMap((each) => unlisted(world, each));
  const losses = gone.map((of): Effect => ({ kind: 'data-loss', of }));
  return [...locked.map(([on, via]) => lock(on, 'AccessExclusiveLock', via)), ...hidden, ...losses];
}

/** A foreign key apart from its name: a partition's copy of its parent's key may bear another. */
function keyText({ columns, references }: Constraint): string {
  return JSON.stringify([columns, references]);
}

export function renameTable(change: ChangeOf<'rename-table'>, world: World): readonly Effect[] {
  const { key, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const schema = key.slice(0, key.lastIndexOf('.'));
  if (world.schema.relations.has(`${schema}.${change.to}`)) return [fails('42P07', `${change.to} exists`)];
  return [...effects, lock(key, 'AccessExclusiveLock')];
}

export function setTableSchema(change: ChangeOf<'set-table-schema'>, world: World): readonly Effect[] {
  const { key, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  if (isWhole(world) && !world.schema.schemas.has(change.to)) return [fails('3F000', `there is no schema ${change.to}`)];
  const owned = sequencesOf(world, key).map((each) => lock(each.key, 'AccessExclusiveLock', key));
  return [...effects, lock(key, 'AccessExclusiveLock'), ...owned];
}

export function setPersistence(change: ChangeOf<'set-persistence'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const held = lock(key, 'AccessExclusiveLock');
  // Of a partitioned table nothing but a mark was set, and since 18 not even that.
  if (isPartitioned(table)) return world.postgres >= 18 ? [fails('42809', `${key} has no rows of its own`)] : [...effects, held];
  if (table?.persistence === change.persistence) return [...effects, held];
  if (table !== undefined && outlives(change.persistence, key, world))
    return [fails('42P16', 'a foreign key would outlive its other end')];
  const owned = world.postgres >= 15 ? sequencesOf(world, key).map((each) => lock(each.key, 'AccessExclusiveLock', key)) : [];
  return [...effects, held, ...owned, ...workOn(world, key, 'rewrite')];
}

/** A permanent table cannot reference one that is not. */
function outlives(persistence: 'permanent' | 'unlogged', key: Key, world: World): boolean {
  const other = (each: Key, is: string): boolean => each !== key && tableAt(world, each)?.persistence === is;
  return persistence === 'unlogged'
    ? foreignKeysTo(world, key).some(({ from }) => other(from.key, 'permanent'))
    : foreignKeysFrom(world, key).some(({ to }) => other(to, 'unlogged'));
}

export function truncate(change: ChangeOf<'truncate'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  if (table === undefined && world.schema.relations.has(key)) return [fails('42809', `${key} is no table`)];
  if (change.only === true && isPartitioned(table)) return [fails('42809', `${key} has no rows but its partitions'`)];
  const emptied: Key[] = [];
  const add = (each: Key, isAlone = false): void => {
    if (emptied.includes(each)) return;
    emptied.push(each, ...(isAlone ? [] : descendants(world, each).map((one) => one.key)));
  };
  add(key, change.only);
  // Tables added on the way are looked at in turn.
  for (const each of emptied) {
    for (const { from } of foreignKeysTo(world, each)) {
      if (emptied.includes(from.key) || world.together?.has(from.key) === true) continue;
      if (!change.cascade) return [fails('0A000', `${from.key} references it`)];
      add(from.key);
    }
  }
  const held = emptied.map((on) => lock(on, 'AccessExclusiveLock', on === key ? undefined : key));
  const hidden = emptied.flatMap((each) => unlisted(world, each));
  const owned = change.restartIdentity === true ? emptied.flatMap((each) => sequencesOf(world, each)) : [];
  const restarted = owned.map((each) => lock(each.key, 'AccessExclusiveLock', key));
  const empty = emptied
    .filter((on) => tableAt(world, on)?.partitionBy === undefined)
    .map((on): Effect => ({ kind: 'empty', on }));
  return [...effects, ...held, ...hidden, ...restarted, ...empty, ...emptied.map((of): Effect => ({ kind: 'data-loss', of }))];
}

export function lockTable(change: ChangeOf<'lock-table'>, world: World): readonly Effect[] {
  // A DO block has a transaction of its own.
  if (!world.session.inTransaction && change.inBlock === undefined) return [fails('25P01', 'LOCK TABLE needs a transaction')];
  const mode = lockModes[change.mode - 1];
  if (mode === undefined) return unknownAll('the lock mode is not known');
  const { key, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const relation = world.schema.relations.get(key);
  const read = relation?.kind === 'view' ? relation.reads : [];
  if (change.only === true) return [...effects, ...[key, ...read].map((each) => lock(each, mode))];
  return [...effects, ...[key, ...read].flatMap((each) => lockTree(world, each, mode))];
}

/** INSERT, UPDATE and the like take locks that only schema changes wait for; what becomes of the rows is theirs to say. */
export function write(change: ChangeOf<'write'>, world: World): readonly Effect[] {
  const { effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const { rows, sets = [] } = change;
  if (rows?.twice !== undefined) return [fails('42701', `${rows.twice} is listed twice`)];
  const twice = sets.find(({ column }, index) => sets.findIndex((other) => other.column === column) < index);
  if (twice !== undefined) return [fails('42601', `${twice.column} is set twice`)];
  return [unknown('outcome', 'it depends on the rows')];
}
