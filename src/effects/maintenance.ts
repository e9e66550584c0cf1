import type { ChangeOf } from '../schema/change';
import { partsOf } from '../schema/names';
import type { Index, Key, Table } from '../schema/schema';
import type { Effect, LockMode } from './effect';
import { fails, lock, mayFail, noTransaction, unknown, willFail } from './outcome';
import { isWhole, lockTree, subject, unlisted } from './subject';
import { isNeverToasted } from './type-change';
import { descendants, indexAt, indexesOf, isPartitioned, lacksColumn, leaves, sequencesOf, tableAt, type World } from './world';

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
  const hidden = unlisted(world, key);
  if (change.analyzeOnly) {
    return [...effects, ...hidden, ...[key, ...below, ...children].map((on) => lock(on, 'ShareUpdateExclusiveLock'))];
  }
  const mode: LockMode = change.full ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock';
  return [
    ...effects,
    ...hidden,
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
    const isThere = indexesOf(world, key).some((each) => partsOf(each.key).name === change.index);
    // A partitioned table is never marked to be clustered by an index.
    if (change.index === undefined || (!isThere && isWhole(world))) return [fails('42704', `${key} has no such index`)];
    return noTransaction(world.session.inTransaction, 'CLUSTER');
  }
  const name = change.index;
  const index = name === undefined ? undefined : indexesOf(world, key).find((each) => partsOf(each.key).name === name);
  if (name !== undefined && index === undefined && isWhole(world) && table?.partlyKnown === false) {
    return [fails('42704', `${key} has no index ${name}`)];
  }
  const fault = index === undefined ? undefined : clusterFault(index);
  if (fault !== undefined) return [fault];
  const work: Effect[] = [lock(key, 'AccessExclusiveLock'), { kind: 'rewrite', on: key }];
  if (name !== undefined) return [...effects, ...work];
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
const recursive = new Set(['AT_SetStatistics', 'AT_SetStorage']);

/** Storage parameters that only ACCESS EXCLUSIVE may change (reloptions.c); the others take SHARE UPDATE EXCLUSIVE. */
const strongParameters = new Set(
  (
    'security_barrier security_invoker check_option user_catalog_table fastupdate gin_pending_list_limit buffering ' +
    'pages_per_range autosummarize'
  ).split(' '),
);

function clauseFault(
  change: ChangeOf<'alter-table-other'>,
  world: World,
  key: Key,
  table: Table | undefined,
): Effect | undefined {
  const { clause, column: name } = change;
  if (table === undefined || name === undefined || table.partlyKnown) return undefined;
  if (clause === 'AT_ClusterOn') {
    const index = indexesOf(world, key).find((each) => partsOf(each.key).name === name);
    if (index !== undefined) return isPartitioned(table) ? fails('0A000', `${key} is partitioned`) : clusterFault(index);
    return isWhole(world) ? fails('42704', `${key} has no index ${name}`) : undefined;
  }
  if (!ofColumns.has(clause)) return undefined;
  if (lacksColumn(table, name)) return fails('42703', `${key} has no column ${name}`);
  const type = table.columns.find((each) => each.name === name)?.type;
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  const isFixed = clause === 'AT_SetCompression' && type !== undefined && isNeverToasted(type, path);
  return isFixed ? fails('0A000', `values of ${name} are never compressed`) : undefined;
}

/** Clauses that name a column. */
const ofColumns = new Set(['AT_SetStatistics', 'AT_SetStorage', 'AT_SetCompression', 'AT_SetOptions', 'AT_ResetOptions']);

/** Why a table cannot be clustered by an index. */
function clusterFault(index: Index): Effect | undefined {
  if (index.method !== 'btree' && index.method !== 'gist') return fails('0A000', `${index.method} has no order`);
  return index.predicate === undefined ? undefined : fails('0A000', `${index.key} does not have every row`);
}

export function otherClause(change: ChangeOf<'alter-table-other'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  if (change.clause === 'AT_SetRelOptions' && isPartitioned(table)) {
    return [fails(world.postgres < 16 ? '22023' : '42809', 'a partitioned table has no storage parameters')];
  }
  const index = indexAt(world, key);
  const isOption = change.clause === 'AT_SetRelOptions' || change.clause === 'AT_ResetRelOptions';
  if (isOption && index !== undefined && isPartitioned(tableAt(world, index.table))) {
    return [fails('42809', 'an index of a partitioned table has no storage parameters')];
  }
  if (change.clause === 'AT_DropCluster' && isPartitioned(table)) return [fails('0A000', `${key} is partitioned`)];
  const isFilled = isOption && change.parameters?.some(({ name }) => name === 'fillfactor') === true;
  if (isFilled && change.clause === 'AT_SetRelOptions' && (index?.method === 'gin' || index?.method === 'brin')) {
    return [fails('22023', `${index.method} indexes have no fillfactor`)];
  }
  const fault = clauseFault(change, world, key, table);
  if (fault !== undefined) return [fault];
  const isStrong = isOption && change.parameters?.some(({ name }) => strongParameters.has(name)) === true;
  const mode = isStrong ? 'AccessExclusiveLock' : (clauseLocks[change.clause] ?? 'AccessExclusiveLock');
  const locks = recursive.has(change.clause) && change.only !== true ? lockTree(world, key, mode) : [lock(key, mode)];
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
