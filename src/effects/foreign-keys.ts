import type { Key, Name } from '../schema/schema';
import type { Effect } from './effect';
import { fails, unknown, willFail } from './outcome';
import { lockTree, subject } from './subject';
import { tableAt, type World } from './world';

/** Both ends of a new foreign key get triggers, and so SHARE ROW EXCLUSIVE; partitions too. Only the other end is listed. */
export function foreignKeyLocks(world: World, from: Key, to: Name | undefined): readonly Effect[] {
  if (to === undefined) return [unknown('locks', 'the referenced table is not known')];
  const { key, effects } = subject(world, to);
  if (willFail(effects)) return effects;
  if (key === from) return [];
  return [...effects, ...lockTree(world, key, 'ShareRowExclusiveLock')];
}

/** 42830 where the referenced columns are certain to have no unique index. */
export function referenceFault(world: World, to: Name, columns: readonly string[]): Effect | undefined {
  const { key, table } = subject(world, to);
  if (table === undefined || table.partlyKnown) return undefined;
  const missing = columns.find((each) => !table.columns.some(({ name }) => name === each));
  if (missing !== undefined) return fails('42703', `${key} has no column ${missing}`);
  if (columns.length === 0) {
    const hasKey = table.constraints.some(({ kind }) => kind === 'primary-key');
    return hasKey ? undefined : fails('42704', `${key} has no primary key`);
  }
  const wanted = [...columns].sort().join();
  const isUnique = uniqueSets(world, key).some((each) => [...each].sort().join() === wanted);
  return isUnique ? undefined : fails('42830', `the columns of ${key} are not unique`);
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
