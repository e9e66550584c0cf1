import type { ChangeOf } from '../schema/change';
import type { Effect, LockMode } from './effect';
import { fails, lock, mayFail, noTransaction, unknown, willFail } from './outcome';
import { lockTree, subject } from './subject';
import { descendants, isPartitioned, leaves, sequencesOf, type World } from './world';

export function vacuum(change: ChangeOf<'vacuum'>, world: World): readonly Effect[] {
  const refused = change.analyzeOnly ? [] : noTransaction(world.session.inTransaction, 'VACUUM');
  if (willFail(refused)) return refused;
  if (change.tables.length === 0)
    return [...refused, unknown('locks', 'one table after the other'), ...(change.full ? [unknown('work', 'all tables')] : [])];
  return [...refused, ...change.tables.flatMap((name) => vacuumOne(change, name, world))];
}

function vacuumOne(change: ChangeOf<'vacuum'>, name: ChangeOf<'vacuum'>['tables'][number], world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, name);
  if (willFail(effects)) return effects;
  const below = isPartitioned(table) ? leaves(world, key) : [key];
  // Since 18 ANALYZE goes down to inheritance children, as it always did to partitions.
  const children = world.postgres >= 18 ? descendants(world, key).map((each) => each.key) : [];
  if (change.analyzeOnly) return [...effects, ...[key, ...below, ...children].map((on) => lock(on, 'ShareUpdateExclusiveLock'))];
  const mode: LockMode = change.full ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock';
  return [
    ...effects,
    ...below.flatMap((on): Effect[] => [lock(on, mode), ...(change.full ? [{ kind: 'rewrite', on } as const] : [])]),
  ];
}

export function cluster(change: ChangeOf<'cluster'>, world: World): readonly Effect[] {
  if (change.table === undefined) {
    return [
      ...noTransaction(world.session.inTransaction, 'CLUSTER'),
      unknown('locks', 'many tables'),
      unknown('work', 'many tables'),
    ];
  }
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  if (isPartitioned(table)) {
    if (world.postgres < 15) return [fails('0A000', `${key} is partitioned`)];
    return noTransaction(world.session.inTransaction, 'CLUSTER');
  }
  const work: Effect[] = [lock(key, 'AccessExclusiveLock'), { kind: 'rewrite', on: key }];
  if (change.index !== undefined) return [...effects, ...work];
  // Which index the table is marked to be clustered by is not remembered.
  return [...effects, ...work, mayFail('42704', `${key} may not be marked to be clustered by an index`)];
}

/** Clauses of ALTER TABLE that take less than ACCESS EXCLUSIVE. https://www.postgresql.org/docs/current/sql-altertable.html */
const clauseLocks: Readonly<Record<string, LockMode>> = {
  AT_SetStatistics: 'ShareUpdateExclusiveLock',
  AT_SetOptions: 'ShareUpdateExclusiveLock',
  AT_ResetOptions: 'ShareUpdateExclusiveLock',
  AT_SetRelOptions: 'ShareUpdateExclusiveLock',
  AT_ResetRelOptions: 'ShareUpdateExclusiveLock',
  AT_ClusterOn: 'ShareUpdateExclusiveLock',
  AT_DropCluster: 'ShareUpdateExclusiveLock',
};

/** Clauses that go down to partitions and children. */
const recursive = new Set(['AT_SetStatistics', 'AT_SetStorage', 'AT_SetCompression']);

export function otherClause(change: ChangeOf<'alter-table-other'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  if (change.clause === 'AT_SetRelOptions' && isPartitioned(table)) {
    return [fails(world.postgres < 16 ? '22023' : '42809', 'a partitioned table has no storage parameters')];
  }
  const mode = clauseLocks[change.clause] ?? 'AccessExclusiveLock';
  const locks = recursive.has(change.clause) ? lockTree(world, key, mode) : [lock(key, mode)];
  switch (change.clause) {
    case 'AT_SetIdentity': {
      const owned = change.column === undefined ? [] : sequencesOf(world, key, change.column);
      return [...effects, ...locks, ...owned.map((each) => lock(each.key, 'ShareRowExclusiveLock', key))];
    }
    case 'AT_SetTableSpace':
      return [...effects, ...locks, unknown('work', 'the rows are copied unless they are there already')];
    case 'AT_SetAccessMethod':
      if (world.postgres < 15) return [fails('42601', 'SET ACCESS METHOD came with PostgreSQL 15')];
      return [...effects, ...locks, unknown('work', 'the table is rewritten unless it has that access method already')];
    default:
      return [...effects, ...locks];
  }
}
