import { partsOf } from '../schema/names';
import type { Key, Name, Table } from '../schema/schema';
import type { Effect, LockMode } from './effect';
import { fails, lock, unknown } from './outcome';
import { descendants, isPartitioned, leaves, partitionsOf, relation, resolve, tableAt, type World } from './world';

/** The table that a statement names, or why nothing can be said of it. */
export interface Subject {
  readonly key: Key;
  readonly table?: Table;
  /** 42P01, or that the chain does not know the table. */
  readonly effects: readonly Effect[];
}

/** Looks a table up. A chain that builds on objects made elsewhere may well name one that its schema lacks. */
export function subject(world: World, name: Name): Subject {
  const key = resolve(world, name);
  const table = tableAt(world, key);
  if (table !== undefined) return { key, table, effects: table.partlyKnown ? [notAllKnown(key)] : [] };
  if (relation(world, name) !== undefined) return { key, effects: [] };
  return { key, effects: absent(world, key) };
}

/** What follows from a relation's absence. */
export function absent(world: World, key: Key): readonly Effect[] {
  const { schema, name } = partsOf(key);
  // What PostgreSQL brings along no chain makes.
  const isBuiltIn = name.startsWith('pg_') || schema.startsWith('pg_') || schema === 'information_schema';
  if (isWhole(world) && !isBuiltIn) {
    return [
      world.schema.schemas.has(schema) ? fails('42P01', `${key} does not exist`) : fails('3F000', `there is no schema ${schema}`),
    ];
  }
  return [
    unknown('locks', `${key} is not made here, so what hangs on it is unknown`),
    unknown('work', `${key} is not made here`),
  ];
}

/** Whether what the schema lacks does not exist. */
export function isWhole(world: World): boolean {
  return world.complete === true && !world.schema.partlyKnown;
}

function notAllKnown(key: Key): Effect {
  return unknown('work', `not all of ${key} could be read`);
}

/** A lock on the table and on everything below it. */
export function lockTree(world: World, key: Key, mode: LockMode): readonly Effect[] {
  return [lock(key, mode), ...descendants(world, key).map((each) => lock(each.key, mode, key)), ...unlisted(world, key)];
}

/** The same where only partitions share what is changed, such as a foreign key: children that inherit do not. */
export function lockPartitions(world: World, key: Key, mode: LockMode): readonly Effect[] {
  return [lock(key, mode), ...partitionsOf(world, key).map((each) => lock(each, mode, key)), ...unlisted(world, key)];
}

/** A partitioned table may have partitions from what could not be read: functions make them all the time. */
export function unlisted(world: World, key: Key): readonly Effect[] {
  if (!world.schema.partlyKnown || !isPartitioned(tableAt(world, key))) return [];
  const why = `${key} may have partitions that are made out of sight`;
  return [unknown('locks', why), unknown('work', why)];
}

/** Work on the table, or on each partition of a partitioned one and each inheritance child. */
export function workOn(world: World, key: Key, kind: 'rewrite' | 'scan' | 'fk-check' | 'index-build'): readonly Effect[] {
  const isForeign = tableAt(world, key)?.kind === 'foreign-table';
  return isForeign ? [] : leaves(world, key).map((on): Effect => ({ kind, on }));
}

/** The rows that a foreign key is checked for: a partitioned table's are in its partitions, children keep their own. */
export function checkKeys(world: World, key: Key): readonly Effect[] {
  if (isPartitioned(tableAt(world, key))) return workOn(world, key, 'fk-check');
  return tableAt(world, key)?.kind === 'foreign-table' ? [] : [{ kind: 'fk-check', on: key }];
}
