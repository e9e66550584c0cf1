import type { ChangeOf } from '../schema/change';
import type { Effect } from './effect';
import { dataException, fails, lock, mayFail, noTransaction, unknown, willFail } from './outcome';
import { lacksPartitionKey } from './keys';
import { absent, isWhole, lockTree, subject, unlisted } from './subject';
import { mutableIn } from './immutable';
import { methodFault } from './operator-classes';
import { descendants, indexAt, indexesOf, isPartitioned, lacksColumn, leaves, resolve, tableAt, type World } from './world';

export function createIndex(change: ChangeOf<'create-index'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  const refused = change.concurrently ? noTransaction(world.session.inTransaction, 'CREATE INDEX CONCURRENTLY') : [];
  if (willFail(effects) || willFail(refused)) return [...refused, ...effects];
  if (change.concurrently && isPartitioned(table) && !change.only) {
    return [...refused, fails('0A000', `an index of the partitioned table ${key} cannot be built concurrently`)];
  }
  if (change.concurrently && isPartitioned(table)) return [...refused, fails('0A000', `${key} is partitioned`)];
  const relation = world.schema.relations.get(key);
  if (relation?.kind === 'view') return [...refused, fails('42809', `${key} is a view`)];

  const missing = change.columns.find((each) => 'column' in each && lacksColumn(table, each.column));
  if (missing !== undefined) return [...refused, fails('42703', 'there is no such column')];

  const unable = methodFault(change, table, world);
  if (unable !== undefined) return [...refused, unable];
  const fickle = [...change.columns.flatMap((each) => ('column' in each ? [] : [each.expression])), change.predicate]
    .map((each) => (each === undefined ? undefined : mutableIn(each.tree, table, world)))
    .find((each) => each !== undefined);
  if (fickle !== undefined) return [...refused, fails('42P17', `${fickle} is not immutable`)];
  const named = change.columns.flatMap((each) => ('column' in each ? [each.column] : []));
  if (change.unique && lacksPartitionKey(table?.partitionBy, named)) {
    return [...refused, fails('0A000', 'a unique index needs all columns of the partition key')];
  }
  const schema = key.slice(0, key.lastIndexOf('.'));
  const taken = change.index !== undefined && world.schema.relations.has(`${schema}.${change.index}`);
  if (taken && !change.ifNotExists) return [...refused, fails('42P07', `${change.index ?? ''} exists`)];
  if (change.concurrently) {
    const held = lock(key, 'ShareUpdateExclusiveLock');
    if (taken) return [...refused, held];
    return [...refused, ...effects, held, build(key), { kind: 'waits-for-transactions', on: key }, ...duplicates(change)];
  }
  if (taken) return [...effects, lock(key, 'ShareLock')];
  if (change.only && isPartitioned(table)) return [lock(key, 'ShareLock'), ...effects];
  const tree = isPartitioned(table) ? lockTree(world, key, 'ShareLock') : [lock(key, 'ShareLock')];
  const built = isPartitioned(table) ? leaves(world, key).filter((leaf) => !hasTwin(change, world, leaf)) : [key];
  return [...effects, ...tree, ...built.map(build), ...duplicates(change)];
}

function build(on: string): Effect {
  return { kind: 'index-build', on };
}

function duplicates(change: ChangeOf<'create-index'>): readonly Effect[] {
  const isComputed = change.predicate !== undefined || change.columns.some((each) => 'expression' in each);
  return [
    ...(change.unique ? [mayFail('23505', 'rows with equal values')] : []),
    ...(isComputed ? [mayFail(dataException, 'the expression may not take a value')] : []),
  ];
}

/** A partition's own index of the same make is attached, and nothing is built. */
function hasTwin(change: ChangeOf<'create-index'>, world: World, leaf: string): boolean {
  const wanted = change.columns.map((each) => ('column' in each ? each.column : `(${each.expression.text})`)).join();
  return indexesOf(world, leaf).some(
    (each) =>
      each.partitionOf === undefined &&
      each.columns.join() === wanted &&
      each.method === change.method &&
      each.unique === change.unique &&
      each.predicate === undefined &&
      change.predicate === undefined,
  );
}

export function dropIndex(change: ChangeOf<'drop-index'>, world: World): readonly Effect[] {
  const key = resolve(world, change.index);
  const refused = change.concurrently ? noTransaction(world.session.inTransaction, 'DROP INDEX CONCURRENTLY') : [];
  if (willFail(refused)) return refused;
  if (change.concurrently && change.count > 1) return [...refused, fails('0A000', 'CONCURRENTLY drops one index at a time')];
  if (change.concurrently && change.cascade) return [...refused, fails('0A000', 'DROP INDEX CONCURRENTLY has no CASCADE')];
  const index = indexAt(world, key);
  if (index === undefined) {
    if (world.schema.relations.has(key)) return [...refused, fails('42809', `${key} is no index`)];
    if (!isWhole(world)) return [...refused, unknown('locks', `the table of ${key} is not known`)];
    return change.ifExists ? refused : [...refused, fails('42704', `${key} does not exist`)];
  }
  const table = tableAt(world, index.table);
  const owner = table?.constraints.find((each) => each.index === key);
  if (index.partitionOf !== undefined) return [...refused, fails('2BP01', `${index.partitionOf} needs it`)];
  if (owner !== undefined) return [...refused, fails('2BP01', `constraint ${owner.name} needs it`)];
  if (change.concurrently && isPartitioned(table)) return [...refused, fails('0A000', `${index.table} is partitioned`)];
  if (change.concurrently) {
    const held = lock(index.table, 'ShareUpdateExclusiveLock');
    return [...refused, held, { kind: 'waits-for-transactions', on: index.table }];
  }
  const below = isPartitioned(table) ? descendants(world, index.table).map((each) => each.key) : [];
  return [...[index.table, ...below].map((on) => lock(on, 'AccessExclusiveLock')), ...unlisted(world, index.table)];
}

export function renameIndex(change: ChangeOf<'rename-index'>, world: World): readonly Effect[] {
  const key = resolve(world, change.index);
  if (!world.schema.relations.has(key)) return absent(world, key);
  const schema = key.slice(0, key.lastIndexOf('.'));
  if (world.schema.relations.has(`${schema}.${change.to}`)) return [fails('42P07', `${change.to} exists`)];
  return [lock(key, 'ShareUpdateExclusiveLock')];
}

export function reindex(change: ChangeOf<'reindex'>, world: World): readonly Effect[] {
  if (change.what === 'schema' || change.what === 'database' || change.what === 'system') {
    const what = `REINDEX ${change.what.toUpperCase()}`;
    return [...noTransaction(world.session.inTransaction, what), unknown('locks', 'many tables'), unknown('work', 'many tables')];
  }
  const refused = change.concurrently ? noTransaction(world.session.inTransaction, 'REINDEX CONCURRENTLY') : [];
  if (willFail(refused) || change.name === undefined) return refused;
  const key = resolve(world, change.name);
  const index = indexAt(world, key);
  const on = index?.table ?? key;
  if (!world.schema.relations.has(key)) return [...refused, ...absent(world, key)];
  if (isPartitioned(tableAt(world, on))) {
    if (world.session.inTransaction) return [{ kind: 'no-transaction' }, fails('25001', `${key} is partitioned`)];
    return [{ kind: 'no-transaction' }, unknown('locks', 'one partition after the other'), unknown('work', 'partitions')];
  }
  const indexes = index === undefined ? indexesOf(world, on) : [index];
  if (change.concurrently) {
    const wait: Effect = { kind: 'waits-for-transactions', on };
    return [...refused, lock(on, 'ShareUpdateExclusiveLock'), build(on), wait];
  }
  return [
    lock(on, 'ShareLock'),
    ...indexes.map((each) => lock(each.key, 'AccessExclusiveLock', on)),
    ...(indexes.length > 0 ? [build(on)] : []),
  ];
}
