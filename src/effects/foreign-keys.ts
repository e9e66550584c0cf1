import type { Column, Key, Name, Table } from '../schema/schema';
import { compared } from './collations';
import type { Effect } from './effect';
import { fails, unknown, willFail } from './outcome';
import { lockPartitions, subject } from './subject';
import { mayReference } from './type-change';
import { indexesOf, lacksColumn, tableAt, type World } from './world';

/** Both ends of a new foreign key get triggers, and so SHARE ROW EXCLUSIVE; partitions too. Only the other end is listed. */
export function foreignKeyLocks(world: World, from: Key, to: Name | undefined): readonly Effect[] {
  if (to === undefined) return [unknown('locks', 'the referenced table is not known')];
  const { key, effects } = subject(world, to);
  if (willFail(effects)) return effects;
  if (key === from) return [];
  return [...effects, ...lockPartitions(world, key, 'ShareRowExclusiveLock')];
}

/** Why a foreign key from these columns is certain to be refused; undefined where it may pass. */
export function referenceFault(
  world: World,
  from: Table['persistence'],
  to: { readonly table: Name; readonly columns: readonly string[] },
  own: readonly (Pick<Column, 'type' | 'collation'> | undefined)[],
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
  if (columns.length !== own.length) return fails('42830', 'the numbers of columns differ');
  const wanted = [...columns].sort().join();
  if (!uniqueSets(world, key).some((each) => [...each].sort().join() === wanted)) {
    return fails('42830', `the columns of ${key} are not unique`);
  }
  const path = { schema: world.schema, searchPath: world.session.searchPath };
  const targets = columns.map((each) => table.columns.find(({ name }) => name === each));
  const pairs = own.flatMap((column, i) => {
    const target = targets[i];
    return column === undefined || target === undefined ? [] : [{ own: column, target }];
  });
  const clash = pairs.find(({ own, target }) => !mayReference(own.type, target.type, path));
  if (clash !== undefined) return fails('42804', `the type of ${clash.target.name} is another`);
  if (world.postgres < 18) return undefined;
  const loose = pairs.find(({ own, target }) => {
    const { isSame, nondeterministic } = compared(own, target, world);
    return !isSame && nondeterministic !== undefined;
  });
  return loose === undefined
    ? undefined
    : fails('42P21', `${loose.target.name} has another collation, and one of the two takes different strings for equal`);
}

function uniqueSets(world: World, key: Key): readonly (readonly string[])[] {
  const table = tableAt(world, key);
  const constraints = table?.constraints.filter(({ kind }) => kind === 'primary-key' || kind === 'unique') ?? [];
  const indexes = indexesOf(world, key).filter(({ unique, predicate }) => unique && predicate === undefined);
  return [...constraints, ...indexes].map(({ columns }) => columns);
}
