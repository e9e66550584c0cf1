import type { ChangeOf } from '../schema/change';
import type { Constraint, Key, PartitionKey } from '../schema/schema';
import type { Effect } from './effect';
import { fails, lock, mayFail, noTransaction, unknown, willFail } from './outcome';
import { misfitOf } from './inheritance';
import { lockPartitions, lockTree, subject, workOn } from './subject';
import {
  defaultPartition,
  descendants,
  foreignKeysFrom,
  foreignKeysTo,
  indexesOf,
  isPartitioned,
  leaves,
  resolve,
  tableAt,
  type World,
} from './world';

export function attachPartition(change: ChangeOf<'attach-partition'>, world: World): readonly Effect[] {
  const index = world.schema.relations.get(resolve(world, change.table));
  if (index?.kind === 'index') return attachIndex(change, world);
  const parent = subject(world, change.table);
  const child = subject(world, change.partition);
  const effects = [...parent.effects, ...child.effects];
  if (willFail(effects)) return effects;
  if (parent.table !== undefined && parent.table.partitionBy === undefined)
    return [fails(notPartitioned(world), `${parent.key} is not partitioned`)];
  if (child.table?.partitionOf !== undefined) return [fails('42809', `${child.key} is a partition already`)];
  const misfit = misfitOf(child.table, parent.table, world);
  if (misfit !== undefined) return [misfit];
  const other = defaultPartition(world, parent.key);
  if (other !== undefined && change.isDefault) return [fails('42P17', `${parent.key} has a default partition`)];

  const out: Effect[] = [
    ...effects,
    lock(parent.key, 'ShareUpdateExclusiveLock'),
    ...lockTree(world, child.key, 'AccessExclusiveLock'),
  ];
  const by = parent.table?.partitionBy;
  if (!(change.isDefault && isAlone(world, parent.key))) out.push(...validation(world, child.key, by));
  if (other !== undefined) out.push(...lockTree(world, other.key, 'AccessExclusiveLock'), ...validation(world, other.key, by));
  out.push(mayFail('23514', 'a row does not belong into the partition'));

  const missing = indexesOf(world, parent.key).filter(
    (each) =>
      !indexesOf(world, child.key).some((own) => own.columns.join() === each.columns.join() && own.unique === each.unique),
  );
  if (missing.length > 0) {
    out.push(...leaves(world, child.key).map((on): Effect => ({ kind: 'index-build', on })));
    if (missing.some(({ unique }) => unique)) out.push(mayFail('23505', 'rows with equal values'));
  }
  for (const { to, constraint } of foreignKeysFrom(world, parent.key)) {
    const has = child.table?.constraints.some(
      (own) => own.kind === 'foreign-key' && own.columns.join() === constraint.columns.join() && own.references?.table === to,
    );
    out.push(...lockPartitions(world, to, 'ShareRowExclusiveLock'));
    if (has !== true) out.push(...workOn(world, child.key, 'fk-check'), mayFail('23503', 'a row has no partner'));
  }
  for (const { from } of foreignKeysTo(world, parent.key)) out.push(...lockPartitions(world, from.key, 'ShareRowExclusiveLock'));
  return out;
}

function notPartitioned({ postgres }: World): string {
  return postgres >= 18 ? '42809' : '42P17';
}

/** A default partition beside no other one takes any row. */
function isAlone(world: World, parent: string): boolean {
  return descendants(world, parent).length === 0;
}

/**
 * A CHECK that implies the bounds spares the scan. Bounds are not compared with expressions here, but what says nothing
 * of the partition key cannot imply them.
 */
export function validation(world: World, key: Key, by: PartitionKey | undefined): readonly Effect[] {
  const mayImply = ({ kind, validated, columns }: Constraint): boolean =>
    kind === 'check' &&
    validated &&
    (by === undefined || by.hasExpressions === true || by.columns.some((each) => columns.includes(each)));
  const checks = tableAt(world, key)?.constraints.some(mayImply) === true;
  return checks ? [unknown('work', `a CHECK of ${key} may imply the bounds`)] : workOn(world, key, 'scan');
}

/** ALTER INDEX … ATTACH PARTITION. */
function attachIndex(change: ChangeOf<'attach-partition'>, world: World): readonly Effect[] {
  const parent = resolve(world, change.table);
  const child = resolve(world, change.partition);
  return [lock(parent, 'AccessExclusiveLock'), lock(child, 'AccessExclusiveLock')];
}

export function detachPartition(change: ChangeOf<'detach-partition'>, world: World): readonly Effect[] {
  const what = 'ALTER TABLE … DETACH CONCURRENTLY';
  const refused = change.concurrently ? noTransaction(world.session.inTransaction, what) : [];
  const parent = subject(world, change.table);
  const child = subject(world, change.partition);
  const effects = [...refused, ...parent.effects, ...child.effects];
  if (willFail(effects)) return effects;
  if (parent.table !== undefined && !isPartitioned(parent.table) && !parent.table.partlyKnown) {
    return [...refused, fails(notPartitioned(world), `${parent.key} is not partitioned`)];
  }
  if (child.table !== undefined && child.table.partitionOf?.parent !== parent.key) {
    return [...refused, fails('42P01', `${child.key} is no partition of ${parent.key}`)];
  }
  const other = defaultPartition(world, parent.key);
  if (change.concurrently) {
    if (other !== undefined) return [...refused, fails('55000', `${parent.key} has a default partition`)];
    const mode = 'ShareUpdateExclusiveLock';
    return [
      ...effects,
      lock(parent.key, mode),
      lock(child.key, 'AccessExclusiveLock'),
      { kind: 'waits-for-transactions', on: parent.key },
    ];
  }
  const partners = foreignKeysFrom(world, parent.key).flatMap(({ to }) => lockPartitions(world, to, 'ShareRowExclusiveLock'));
  const referenced = foreignKeysTo(world, parent.key).length > 0 ? [mayFail('23503', 'a row of another table needs it')] : [];
  return [
    ...effects,
    lock(parent.key, 'AccessExclusiveLock'),
    ...lockTree(world, child.key, 'AccessExclusiveLock'),
    ...(other === undefined ? [] : [lock(other.key, 'AccessExclusiveLock', parent.key)]),
    ...partners,
    ...referenced,
  ];
}
