import type { ChangeOf } from '../schema/change';
import type { Table } from '../schema/schema';
import type { Effect } from './effect';
import { fails, lock, willFail } from './outcome';
import { type Subject, subject } from './subject';
import { isSameType } from './type-change';
import { descendants, isPartitioned, tableAt, type World } from './world';

export function setInherit(change: ChangeOf<'set-inherit'>, world: World): readonly Effect[] {
  const child = subject(world, change.table);
  const parent = subject(world, change.parent);
  const effects = [...child.effects, ...parent.effects];
  if (willFail(effects)) return effects;
  const fault = inheritFault(change, child, parent, world);
  if (fault !== undefined) return [fault];
  const held = lock(child.key, 'AccessExclusiveLock');
  return change.inherits ? [...effects, held, lock(parent.key, 'ShareUpdateExclusiveLock')] : [...effects, held];
}

/** Why a table cannot become a child, or cease to be one. */
function inheritFault({ inherits }: ChangeOf<'set-inherit'>, child: Subject, parent: Subject, world: World): Effect | undefined {
  const [own, above] = [child.table, parent.table];
  if (own === undefined || above === undefined || own.partlyKnown || above.partlyKnown) return undefined;
  if (own.partitionOf !== undefined) return fails('42809', `${own.key} is a partition`);
  if (!inherits) return own.inherits.includes(above.key) ? undefined : fails('42P01', `${own.key} is no child of ${above.key}`);
  if (isPartitioned(own) || isPartitioned(above)) return fails('42809', 'a partitioned table has partitions, not children');
  if (above.partitionOf !== undefined) return fails('42809', `${above.key} is a partition`);
  if (own.persistence !== 'temporary' && above.persistence === 'temporary') return fails('42809', `${above.key} is temporary`);
  const isCircle = own.key === above.key || descendants(world, own.key).some(({ key }) => key === above.key);
  if (isCircle || own.inherits.includes(above.key)) return fails('42P07', `${own.key} inherits from ${above.key} already`);
  return misfitOf(own, above, world);
}

/** What a table lacks to be a child or a partition of another: a column like each of its columns, and its checks. */
export function misfitOf(own: Table | undefined, above: Table | undefined, world: World): Effect | undefined {
  if (own === undefined || above === undefined || own.partlyKnown || above.partlyKnown) return undefined;
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  const misfit = above.columns.find((column) => {
    const same = own.columns.find(({ name }) => name === column.name);
    if (same === undefined || (column.notNull && !same.notNull)) return true;
    const isGenerated = (column.generated === undefined) !== (same.generated === undefined);
    return isGenerated || !isSameType(column.type, same.type, path);
  });
  if (misfit !== undefined) return fails('42804', `${own.key} has no column like ${misfit.name}`);
  const extra = isPartitioned(above) && own.columns.find(({ name }) => !above.columns.some((each) => each.name === name));
  if (extra) return fails('42804', `${above.key} has no column ${extra.name}`);
  const lacking = above.constraints.find(
    ({ kind, name, noInherit }) => kind === 'check' && !noInherit && !own.constraints.some((each) => each.name === name),
  );
  return lacking === undefined ? undefined : fails('42804', `${own.key} has no constraint ${lacking.name}`);
}

/** Whether a column comes from a table that this one inherits from. */
export function isInherited(table: Table | undefined, column: string, world: World): boolean {
  return table?.inherits.some((key) => tableAt(world, key)?.columns.some(({ name }) => name === column) === true) === true;
}
