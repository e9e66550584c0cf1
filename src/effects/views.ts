import type { ChangeOf } from '../schema/change';
import { viewColumns } from '../schema/apply/relation';
import { creationKey } from '../schema/session';
import type { Effect } from './effect';
import { fails, lock, unknown } from './outcome';
import { absent, isWhole } from './subject';
import { indexesOf, resolve, tableAt, viewsOver, type World } from './world';

export function createView(change: ChangeOf<'create-view'>, world: World): readonly Effect[] {
  const key = creationKey(change.view, world.schema, world.session);
  const found = world.schema.relations.get(key);
  if (found === undefined) {
    const missing = change.reads.map((each) => resolve(world, each)).find((each) => !world.schema.relations.has(each));
    if (missing !== undefined && isWhole(world) && !missing.startsWith('pg_catalog.')) {
      return [unknown('outcome', `${missing} is not known`)];
    }
    // A temporary table may stand before the one that is meant.
    const read = change.reads.map((each) => tableAt(world, resolve(world, each)));
    const isHidden = read.some((each) => each?.persistence === 'temporary');
    return isHidden ? [unknown('outcome', 'it reads a temporary table')] : [];
  }
  if (change.ifNotExists) return [];
  if (!change.replace || found.kind !== 'view') return [fails(change.replace ? '42809' : '42P07', `${key} exists`)];
  // Columns may be added at the end, and nothing else. Of their types only the server knows.
  const columns = viewColumns(change, world.schema, world.session);
  const lost = columns === undefined ? undefined : found.columns?.find((column, nth) => columns[nth] !== column);
  if (lost !== undefined) return [fails('42P16', `column ${lost} must stay where it is`)];
  return [lock(key, 'AccessExclusiveLock'), unknown('outcome', 'the new columns must begin with the old ones')];
}

export function dropView(change: ChangeOf<'drop-view'>, world: World): readonly Effect[] {
  const key = resolve(world, change.view);
  const found = world.schema.relations.get(key);
  if (found === undefined) return change.ifExists && isWhole(world) ? [] : absent(world, key);
  if (found.kind !== (change.materialized ? 'materialized-view' : 'view')) return [fails('42809', `${key} is something else`)];
  const users = viewsOver(world, key).filter((each) => world.together?.has(each.key) !== true);
  if (users.length > 0 && !change.cascade) return [fails('2BP01', `${users[0]?.key ?? ''} reads it`)];
  return [key, ...users.map((each) => each.key)].map((on) => lock(on, 'AccessExclusiveLock', on === key ? undefined : key));
}

export function renameView(change: ChangeOf<'rename-view'>, world: World): readonly Effect[] {
  const key = resolve(world, change.view);
  return world.schema.relations.has(key) ? [lock(key, 'AccessExclusiveLock')] : absent(world, key);
}

export function refreshView(change: ChangeOf<'refresh-view'>, world: World): readonly Effect[] {
  const key = resolve(world, change.view);
  const found = world.schema.relations.get(key);
  if (found === undefined) return absent(world, key);
  if (found.kind !== 'materialized-view')
    return [fails(found.kind === 'view' || world.postgres < 18 ? '42809' : '0A000', `${key} is no materialized view`)];
  if (!change.concurrently) {
    return [lock(key, 'AccessExclusiveLock'), { kind: change.withData ? 'rewrite' : 'empty', on: key }];
  }
  if (!change.withData) return [fails('42601', 'CONCURRENTLY needs data')];
  const isUnique = indexesOf(world, key).some(
    ({ unique, predicate, hasExpressions }) => unique && predicate === undefined && !hasExpressions,
  );
  if (!found.populated) return [fails('0A000', `${key} has never been filled`)];
  if (!isUnique) return [fails('55000', `${key} has no unique index`)];
  return [lock(key, 'ExclusiveLock')];
}
