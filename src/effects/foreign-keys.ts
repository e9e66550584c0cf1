import type { Key, Name, Table, TypeName } from '../schema/schema';
import type { Effect } from './effect';
import { fails, unknown, willFail } from './outcome';
import { lockPartitions, subject } from './subject';
import { mayReference } from './type-change';
import { lacksColumn, tableAt, type World } from './world';

/** Both ends of a new foreign key get triggers, and so SHARE ROW EXCLUSIVE; partitions too. Only the other end is listed. */
export function foreignKeyLocks(world: World, from: Key, to: Name | undefined): readonly Effect[] {
  if (to === undefined) return [unknown('locks', 'the referenced table is not known')];
  const { key, effects } = subject(world, to);
  if (willFail(effects)) return effects;
  if (key === from) return [];
  return [...effects, ...lockPartitions(world, key, 'ShareRowExclusiveLock')];
}

/** Why a foreign key from columns of these types is certain to be refused; undefined where it may pass. */
export function referenceFault(
  world: World,
  from: Table['persistence'],
  to: { readonly table: Name; readonly columns: readonly string[] },
  types: readonly (TypeName | undefined)[],
): Effect | undefined {
  const { key, table } = subject(world, to.table);
  if (table === undefined || table.partlyKnown) return undefined;
  const kept = ['temporary', 'unlogged', 'permanent'].indexOf(table.persistence);
  const isOutlived = from === 'permanent' ? kept < 2 : from === 'unlogged' ? kept < 1 : kept > 0;
  if (isOutlived) return fails('42P16', `${key} is ${table.persistence}, and this table is ${from}`);
  const missing = to.columns.find((each) => lacksColumn(table, each));
  if (missing !== undefined) return fails('42703', `${key} has no column ${missing}`);
  const primary = table.constraints.find(({ kind }) => kind === 'primary-key');
  const columns = to.columns.length > 0 ? to.columns : primary?.columns;
  if (columns === undefined) return fails('42704', `${key} has no primary key`);
  if (columns.length !== types.length) return fails('42830', 'the numbers of columns differ');
  const wanted = [...columns].sort().join();
  if (!uniqueSets(world, key).some((each) => [...each].sort().join() === wanted)) {
    return fails('42830', `the columns of ${key} are not unique`);
  }
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  const clash = columns.find((each, i) => {
    const [from, target] = [types[i], table.columns.find(({ name }) => name === each)?.type];
    return from !== undefined && target !== undefined && !mayReference(from, target, path);
  });
  return clash === undefined ? undefined : fails('42804', `the type of ${clash} is another`);
}

function uniqueSets(world: World, key: Key): readonly (readonly string[])[] {
  const table = tableAt(world, key);
  const constraints = table?.constraints.filter(({ kind }) => kind === 'primary-key' || kind === 'unique') ?? [];
  const sets: (readonly string[])[] = constraints.map(({ columns }) => columns);
  for (const each of world.schema.relations.values()) {
    if (each.kind === 'index' && each.table === key && each.unique && each.predicate === undefined) sets.push(each.columns);
  }
  return sets;
}
