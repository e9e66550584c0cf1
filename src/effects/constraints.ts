import type { ChangeOf } from '../schema/change';
import type { ConstraintDefinition } from '../schema/definitions';
import { partsOf } from '../schema/names';
import type { Key, Table } from '../schema/schema';
import type { Effect } from './effect';
import { foreignKeyLocks, referenceFault } from './foreign-keys';
import { refusedAlone } from './column-subject';
import { indexKey, lacksPartitionKey, schemaOf } from './keys';
import { fails, lock, mayFail, unknown, willFail } from './outcome';
import { provesNotNull } from './proofs';
import { checkKeys, isWhole, lockPartitions, lockTree, subject, workOn } from './subject';
import { methodFault } from './operator-classes';
import { ancestors, descendants, foreignKeysTo, indexAt, isPartitioned, lacksColumn, tableAt, type World } from './world';

export function addConstraint(change: ChangeOf<'add-constraint'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const { constraint } = change;
  const fault = faultOf(constraint, key, table, world);
  if (fault !== undefined) return [fault];
  // Since 18 every ADD CONSTRAINT locks what inherits, needed or not.
  const isDeep = world.postgres >= 18 && change.only !== true;
  const mode = constraint.kind === 'foreign-key' ? 'ShareRowExclusiveLock' : 'AccessExclusiveLock';
  const below = isDeep ? lockTree(world, key, mode) : [];
  return [...effects, ...below, ...constraintEffects(change, key, table, world)];
}

function faultOf(constraint: ConstraintDefinition, key: Key, table: Table | undefined, world: World): Effect | undefined {
  const { kind, name } = constraint;
  const isNew = kind === 'not-null' || ((kind === 'check' || kind === 'foreign-key') && !constraint.enforced);
  if (world.postgres < 18 && isNew) return fails('42601', 'this came with PostgreSQL 18');
  if (table === undefined) return undefined;
  if (kind === 'foreign-key' && isPartitioned(table) && constraint.notValid && world.postgres < 18) {
    return fails('42809', 'a foreign key of a partitioned table cannot be NOT VALID before PostgreSQL 18');
  }
  const missing = constraint.columns.find((each) => lacksColumn(table, each) && !systemColumns.has(each));
  if (missing !== undefined && constraint.usingIndex === undefined) return fails('42703', `there is no column ${missing}`);
  if (name !== undefined && table.constraints.some((each) => each.name === name)) {
    const hasIndex = kind === 'primary-key' || kind === 'unique' || kind === 'exclude';
    if (hasIndex && world.schema.relations.has(`${schemaOf(key)}.${name}`)) return fails('42P07', `${name} exists`);
    return fails('42710', `constraint ${name} exists`);
  }
  switch (kind) {
    case 'primary-key':
    case 'unique':
    case 'exclude':
      return keyFault(constraint, key, table, world);
    case 'foreign-key': {
      const to = constraint.references;
      const columns = constraint.columns.map((each) => table.columns.find(({ name: of }) => of === each));
      return to === undefined ? undefined : referenceFault(world, table.persistence, to, columns);
    }
    case 'check':
      return undefined;
    case 'not-null': {
      const other = notNullName(table, constraint.columns[0]);
      const isOther = other !== undefined && name !== undefined && other !== name;
      return isOther ? fails('55000', `NOT NULL of that column is constraint ${other}`) : undefined;
    }
  }
}

/** The constraint behind a NOT NULL column, by its name or the one that 18 gives it. */
function notNullName(table: Table, column: string | undefined): string | undefined {
  const own = table.constraints.find(({ kind, columns }) => kind === 'not-null' && columns[0] === column);
  if (own !== undefined) return own.name;
  return table.columns.some(({ name, notNull }) => name === column && notNull)
    ? `${partsOf(table.key).name}_${column ?? ''}_not_null`
    : undefined;
}

const systemColumns = new Set(['tableoid', 'ctid', 'xmin', 'xmax', 'cmin', 'cmax']);

function keyFault(constraint: ConstraintDefinition, key: Key, table: Table, world: World): Effect | undefined {
  const hasPrimaryKey = constraint.kind === 'primary-key' && table.constraints.some((each) => each.kind === 'primary-key');
  if (constraint.usingIndex !== undefined) {
    const index = indexAt(world, `${schemaOf(key)}.${constraint.usingIndex}`);
    if (index === undefined) return isWhole(world) ? fails('42704', `there is no index ${constraint.usingIndex}`) : undefined;
    if (index.table !== key) return fails('55000', `${index.key} is of another table`);
    const isOrdered = index.manners?.some((each) => /\b(desc|nulls)\b/.test(each)) === true;
    if (!index.unique || index.predicate !== undefined || index.hasExpressions || isOrdered)
      return fails('42809', `${index.key} does not fit`);
    if (isPartitioned(table)) return fails('0A000', `${key} is partitioned`);
    return hasPrimaryKey ? fails('42P16', `${key} has a primary key`) : undefined;
  }
  if (constraint.kind === 'exclude' && isPartitioned(table)) {
    if (world.postgres < 17) return fails('0A000', 'exclusion constraints of partitioned tables came with PostgreSQL 17');
  }
  const { method, columns } = constraint.exclusion ?? {
    method: 'btree',
    columns: constraint.columns.map((column) => ({ column })),
  };
  const unable = methodFault({ method, columns, unique: false, include: [] }, table, world);
  if (unable !== undefined) return unable;
  if (hasPrimaryKey) return fails('42P16', `${key} has a primary key`);
  const outside = lacksPartitionKey(table.partitionBy, constraint.columns);
  if (outside) return fails('0A000', 'a key needs all columns of the partition key');
  const isTaken = constraint.name !== undefined && world.schema.relations.has(indexKey(key, constraint, constraint.columns));
  return isTaken ? fails('42P07', `${constraint.name ?? ''} exists`) : undefined;
}

function constraintEffects(
  change: ChangeOf<'add-constraint'>,
  key: Key,
  table: Table | undefined,
  world: World,
): readonly Effect[] {
  const { constraint } = change;
  switch (constraint.kind) {
    case 'check': {
      if (constraint.noInherit === true) {
        if (isPartitioned(table)) return [fails('42P16', 'a partitioned table has no constraint of its own')];
        const scan: readonly Effect[] = constraint.notValid
          ? []
          : [{ kind: 'scan', on: key }, mayFail('23514', 'a row fails the check')];
        return [lock(key, 'AccessExclusiveLock'), ...scan];
      }
      const alone = refusedAlone(change, world, key);
      if (alone !== undefined) return [alone];
      const locks = lockTree(world, key, 'AccessExclusiveLock');
      if (constraint.notValid || !constraint.enforced) return locks;
      return [...locks, ...workOn(world, key, 'scan'), mayFail('23514', 'a row fails the check')];
    }
    case 'not-null': {
      const locks = lockTree(world, key, 'AccessExclusiveLock');
      const isKnown = constraint.columns.every((each) => table?.columns.some((c) => c.name === each && c.notNull) === true);
      if (constraint.notValid || isKnown) return locks;
      return [...locks, ...workOn(world, key, 'scan'), mayFail('23502', 'a row has NULL')];
    }
    case 'foreign-key': {
      const locks = [
        ...lockPartitions(world, key, 'ShareRowExclusiveLock'),
        ...foreignKeyLocks(world, key, constraint.references?.table),
      ];
      if (constraint.notValid || !constraint.enforced) return locks;
      return [...locks, ...checkKeys(world, key), mayFail('23503', 'a row has no partner')];
    }
    case 'primary-key':
    case 'unique':
    case 'exclude':
      return keyEffects(constraint, key, table, world);
  }
}

function keyEffects(constraint: ConstraintDefinition, key: Key, table: Table | undefined, world: World): readonly Effect[] {
  const held = lock(key, 'AccessExclusiveLock');
  const index = constraint.usingIndex === undefined ? undefined : indexAt(world, `${schemaOf(key)}.${constraint.usingIndex}`);
  const columns = constraint.usingIndex === undefined ? constraint.columns : (index?.columns ?? []);
  const isUnsure = constraint.usingIndex !== undefined && index === undefined;
  const nullable =
    constraint.kind === 'primary-key'
      ? columns.filter((name) => table?.columns.find((each) => each.name === name)?.notNull !== true)
      : [];
  const unproven = table === undefined ? nullable : nullable.filter((name) => !provesNotNull(table, name));
  const nulls: readonly Effect[] = nullable.length > 0 ? [mayFail('23502', 'a row has NULL in the key')] : [];
  const scans = unproven.length > 0 ? workOn(world, key, 'scan') : [];
  if (constraint.usingIndex !== undefined) {
    return isUnsure ? [held, unknown('work', 'the index is not made here')] : [held, ...scans, ...nulls];
  }
  const sqlstate = constraint.kind === 'exclude' ? '23P01' : '23505';
  const mode = world.postgres >= 18 || nullable.length > 0 ? 'AccessExclusiveLock' : 'ShareLock';
  const below = descendants(world, key).filter((each) => isPartitioned(table) || (nullable.length > 0 && each.key !== key));
  const built = isPartitioned(table) ? workOn(world, key, 'index-build') : [{ kind: 'index-build', on: key } as const];
  return [
    held,
    ...below.map((each) => lock(each.key, mode, key)),
    ...scans,
    ...built,
    ...nulls,
    mayFail(sqlstate, 'rows with equal values'),
  ];
}

export function validateConstraint(change: ChangeOf<'validate-constraint'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const constraint = table?.constraints.find(({ name }) => name === change.constraint);
  if (constraint === undefined) {
    if (table !== undefined && isWhole(world) && !table.partlyKnown) {
      return [fails('42704', `there is no constraint ${change.constraint}`)];
    }
    const why = `constraint ${change.constraint} is not made here`;
    return [...effects, lock(key, 'ShareUpdateExclusiveLock'), unknown('work', why)];
  }
  switch (constraint.kind) {
    case 'check':
    case 'not-null': {
      const kind = constraint.kind;
      if (kind === 'not-null' && world.postgres < 18) return [fails('42809', 'NOT NULL cannot be validated')];
      if (constraint.validated) return [lock(key, 'ShareUpdateExclusiveLock')];
      const alone = refusedAlone(change, world, key);
      if (alone !== undefined) return [alone];
      const state = kind === 'check' ? '23514' : '23502';
      const locks = lockTree(world, key, 'ShareUpdateExclusiveLock');
      return [...locks, ...workOn(world, key, 'scan'), mayFail(state, 'a row fails it')];
    }
    case 'foreign-key': {
      if (constraint.validated) return [lock(key, 'ShareUpdateExclusiveLock')];
      const locks = lockPartitions(world, key, 'ShareUpdateExclusiveLock');
      return [...locks, ...checkKeys(world, key), mayFail('23503', 'a row has no partner')];
    }
    default:
      return [fails('42809', `${change.constraint} is neither a foreign key nor a check`)];
  }
}

export function dropConstraint(change: ChangeOf<'drop-constraint'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const held = lock(key, 'AccessExclusiveLock');
  const constraint = table?.constraints.find(({ name }) => name === change.constraint);
  if (constraint === undefined) {
    // Since 18 every NOT NULL is a constraint with a name.
    const isNotNull = table?.columns.some(({ name }) => notNullName(table, name) === change.constraint) === true;
    if (isNotNull && world.postgres >= 18) return lockTree(world, key, 'AccessExclusiveLock');
    if (table !== undefined && isWhole(world) && !table.partlyKnown) {
      const all = isPartitioned(table) ? lockTree(world, key, 'AccessExclusiveLock') : [held];
      return change.ifExists ? all : [fails('42704', `there is no constraint ${change.constraint}`)];
    }
    return [...effects, held, unknown('locks', `constraint ${change.constraint} is not made here`)];
  }
  const above = ancestors(world, key).flatMap((each) => tableAt(world, each)?.constraints ?? []);
  const isInherited = above.some(({ kind, name }) => kind === constraint.kind && name === constraint.name);
  if (isInherited) return [fails('42P16', `${change.constraint} is inherited`)];
  switch (constraint.kind) {
    case 'check':
    case 'not-null': {
      const alone = isPartitioned(table) ? refusedAlone(change, world, key) : undefined;
      if (alone !== undefined) return [alone];
      return change.only === true ? [held] : lockTree(world, key, 'AccessExclusiveLock');
    }
    case 'foreign-key': {
      const to = constraint.references?.table;
      const partner = to === undefined ? [] : lockPartitions(world, to, 'AccessExclusiveLock');
      return [...lockPartitions(world, key, 'AccessExclusiveLock'), ...partner];
    }
    default: {
      const tree = isPartitioned(table) ? lockTree(world, key, 'AccessExclusiveLock') : [held];
      const users = foreignKeysTo(world, key).filter(({ constraint: by }) =>
        isBehind(by.references?.columns ?? [], constraint.columns),
      );
      if (users.length === 0) return tree;
      if (!change.cascade) return [fails('2BP01', 'a foreign key needs it')];
      return [...tree, ...users.flatMap(({ from }) => lockPartitions(world, from.key, 'AccessExclusiveLock'))];
    }
  }
}

function isBehind(referenced: readonly string[], key: readonly string[]): boolean {
  return referenced.length === 0 || [...referenced].sort().join() === [...key].sort().join();
}

export function renameConstraint(change: ChangeOf<'rename-constraint'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  const constraint = table?.constraints.find(({ name }) => name === change.constraint);
  if (constraint === undefined) {
    return table !== undefined && isWhole(world) && !table.partlyKnown
      ? [fails('42704', `there is no constraint ${change.constraint}`)]
      : [...effects, lock(key, 'AccessExclusiveLock')];
  }
  const isShared = constraint.kind === 'check' || constraint.kind === 'not-null';
  return isShared ? lockTree(world, key, 'AccessExclusiveLock') : [lock(key, 'AccessExclusiveLock')];
}

export function alterConstraint(change: ChangeOf<'alter-constraint'>, world: World): readonly Effect[] {
  const { key, table, effects } = subject(world, change.table);
  if (willFail(effects)) return effects;
  if (change.enforced !== undefined && world.postgres < 18) return [fails('42601', 'this came with PostgreSQL 18')];
  const constraint = table?.constraints.find(({ name }) => name === change.constraint);
  const tree = lockPartitions(world, key, 'AccessExclusiveLock');
  if (constraint === undefined) {
    if (table !== undefined && isWhole(world) && !table.partlyKnown) {
      return [fails('42704', `there is no constraint ${change.constraint}`)];
    }
    return [...effects, ...tree, unknown('locks', 'the other table is not known'), unknown('work', 'constraint not known')];
  }
  if (constraint.kind !== 'foreign-key') return [fails('42809', `${change.constraint} is no foreign key`)];
  const to = constraint.references?.table;
  if (change.enforced === undefined || change.enforced === constraint.enforced || to === undefined) return tree;
  if (!change.enforced) return [...tree, ...lockPartitions(world, to, 'AccessExclusiveLock')];
  return [
    ...tree,
    ...lockPartitions(world, to, 'ShareRowExclusiveLock'),
    ...checkKeys(world, key),
    mayFail('23503', 'a row has no partner'),
  ];
}
