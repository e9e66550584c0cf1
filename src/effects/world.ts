import type { Constraint, Index, Key, Name, Relation, Schema, Sequence, Table, View } from '../schema/schema';
import { dependentsOf } from '../schema/apply/edit';
import { resolve as resolveName, type Session } from '../schema/session';

/** All that a prediction stands on. */
export interface World {
  /** As before the statement. */
  readonly schema: Schema;
  readonly session: Session;
  /** The server's major version, 14 to 18. */
  readonly postgres: number;
  /**
   * Set when the schema is the whole truth, as after a replay from nothing: what it lacks does not exist. Without it, a
   * chain may build on what was made elsewhere, and nothing follows from absence.
   */
  readonly complete?: boolean;
  /** What the same statement drops or empties beside: `DROP TABLE a, b` lets neither stand in the other's way. */
  readonly together?: ReadonlySet<Key>;
}

/** The key of the relation that a name means, or of the one that it would make. */
export function resolve(world: World, name: Name): Key {
  return resolveName(name, world.schema, world.session);
}

export function relation(world: World, name: Name): Relation | undefined {
  return world.schema.relations.get(resolve(world, name));
}

export function tableAt(world: World, key: Key): Table | undefined {
  const found = world.schema.relations.get(key);
  return found?.kind === 'table' || found?.kind === 'foreign-table' ? found : undefined;
}

export function indexAt(world: World, key: Key): Index | undefined {
  const found = world.schema.relations.get(key);
  return found?.kind === 'index' ? found : undefined;
}

const isTable = (each: Relation): each is Table => each.kind === 'table' || each.kind === 'foreign-table';

/** All of them: to look for those that refer to one relation, ask for its dependents. */
export function tables(world: World): readonly Table[] {
  return [...world.schema.relations.values()].filter(isTable);
}

/** What refers to a relation, of one kind. */
function referring<R extends Relation>(world: World, key: Key, is: (each: Relation) => each is R): readonly R[] {
  return dependentsOf(world.schema, key).filter(is);
}

/** Partitions and inheritance children, the nearest first; all generations. */
export function descendants(world: World, key: Key): readonly Table[] {
  const found: Table[] = [];
  const pending: Key[] = [key];
  for (let parent = pending.shift(); parent !== undefined; parent = pending.shift()) {
    for (const each of referring(world, parent, isTable)) {
      if ((each.partitionOf?.parent === parent || each.inherits.includes(parent)) && !found.includes(each)) {
        found.push(each);
        pending.push(each.key);
      }
    }
  }
  return found;
}

/** The partitions below a partitioned table, all generations; children that inherit are none. */
export function partitionsOf(world: World, key: Key): readonly Key[] {
  return isPartitioned(tableAt(world, key)) ? descendants(world, key).map((each) => each.key) : [];
}

/** The partitioned tables above a partition, the nearest first. */
export function ancestors(world: World, key: Key): readonly Key[] {
  const parent = tableAt(world, key)?.partitionOf?.parent;
  return parent === undefined ? [] : [parent, ...ancestors(world, parent)];
}

export function defaultPartition(world: World, parent: Key): Table | undefined {
  return referring(world, parent, isTable).find((each) => each.partitionOf?.parent === parent && each.partitionOf.isDefault);
}

export function isPartitioned(table: Table | undefined): boolean {
  return table?.partitionBy !== undefined;
}

/** The relation and, of a partitioned table, whatever below it holds rows. */
export function leaves(world: World, key: Key): readonly Key[] {
  const below = descendants(world, key).filter((each) => !isPartitioned(each) && each.kind === 'table');
  const own = isPartitioned(tableAt(world, key)) ? [] : [key];
  return [...own, ...below.map((each) => each.key)];
}

export function indexesOf(world: World, table: Key): readonly Index[] {
  return referring(world, table, (each): each is Index => each.kind === 'index' && each.table === table);
}

export function viewsOf(world: World, key: Key): readonly View[] {
  return referring(
    world,
    key,
    (each): each is View => (each.kind === 'view' || each.kind === 'materialized-view') && each.reads.includes(key),
  );
}

/** Views that read a relation, and views that read those, all of them. */
export function viewsOver(world: World, key: Key): readonly View[] {
  const found: View[] = [];
  const pending: Key[] = [key];
  for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
    for (const view of viewsOf(world, at)) {
      if (found.includes(view)) continue;
      found.push(view);
      pending.push(view.key);
    }
  }
  return found;
}

export function sequencesOf(world: World, table: Key, column?: string): readonly Sequence[] {
  return referring(
    world,
    table,
    (each): each is Sequence =>
      each.kind === 'sequence' && each.ownedBy?.table === table && (column === undefined || each.ownedBy.column === column),
  );
}

/** A foreign key with both its ends. */
export interface ForeignKey {
  readonly from: Table;
  readonly constraint: Constraint;
  readonly to: Key;
}

export function foreignKeysFrom(world: World, table: Key): readonly ForeignKey[] {
  const from = tableAt(world, table);
  return (from?.constraints ?? []).flatMap((constraint) =>
    from !== undefined && constraint.kind === 'foreign-key' && constraint.references !== undefined
      ? [{ from, constraint, to: constraint.references.table }]
      : [],
  );
}

export function foreignKeysTo(world: World, table: Key): readonly ForeignKey[] {
  return referring(world, table, isTable)
    .flatMap((each) => foreignKeysFrom(world, each.key))
    .filter(({ to }) => to === table);
}

/** Whether the column can be missing: a table of which not all is known may have any. */
export function lacksColumn(table: Table | undefined, column: string): boolean {
  return table !== undefined && !table.partlyKnown && !table.columns.some(({ name }) => name === column);
}
