import { partsOf } from '../names';
import type { PersistentMap } from '../persistent-map';
import type { Key, Schema } from '../schema';
import { dropViewsReading } from './column';
import { dropReferencesTo } from './constraint';
import { isInSchema, withoutOthers } from './other';
import { dependentsOf, tableAt, withoutRelations } from './edit';

/** A table with its indexes, its own sequences and its partitions; with CASCADE, also who depends on it. */
export function dropTable(schema: Schema, key: Key, cascade: boolean): Schema {
  const table = tableAt(schema, key);
  if (table === undefined) return schema;
  const gone = new Set<Key>([key]);
  const children: Key[] = [];
  for (const relation of dependentsOf(schema, key)) {
    if (relation.kind === 'index' && relation.table === key) gone.add(relation.key);
    if (relation.kind === 'sequence' && relation.ownedBy?.table === key) gone.add(relation.key);
    if (relation.kind !== 'table' && relation.kind !== 'foreign-table') continue;
    if (relation.partitionOf?.parent === key || (cascade && relation.inherits.includes(key))) children.push(relation.key);
  }
  let next = withoutOthers(withoutRelations(schema, gone), ({ on }) => on === key);
  if (cascade) next = dropViewsReading(dropReferencesTo(next, key), key);
  return children.reduce((left, child) => dropTable(left, child, cascade), next);
}

export function dropView(schema: Schema, key: Key, cascade: boolean): Schema {
  const indexes = dependentsOf(schema, key).filter((relation) => relation.kind === 'index');
  const next = withoutRelations(schema, [key, ...indexes.map((index) => index.key)]);
  return cascade ? dropViewsReading(next, key) : next;
}

/** A schema with all that is in it, and foreign keys and views elsewhere that depend on it. */
export function dropSchema(schema: Schema, name: string): Schema {
  const isIn = (key: Key) => partsOf(key).schema === name;
  let next = schema;
  for (const relation of schema.relations.values()) {
    if (!isIn(relation.key)) continue;
    if (relation.kind === 'table' || relation.kind === 'foreign-table') next = dropTable(next, relation.key, true);
    else if (relation.kind === 'view' || relation.kind === 'materialized-view') next = dropView(next, relation.key, true);
    else next = withoutRelations(next, [relation.key]);
  }
  return {
    ...next,
    schemas: new Map([...next.schemas].filter(([other]) => other !== name)),
    others: withoutOthers(next, ({ kind, key }) => isInSchema(kind) && isIn(key)).others,
    types: withoutKeys(next.types, isIn),
    functions: withoutKeys(next.functions, isIn),
  };
}

function withoutKeys<T>(map: PersistentMap<T>, isGone: (key: Key) => boolean): PersistentMap<T> {
  return [...map.keys()].filter(isGone).reduce((next, key) => next.delete(key), map);
}

/** The columns of a type, arrays of it too. */
export function columnsOfType(schema: Schema, key: Key): readonly { readonly table: Key; readonly column: string }[] {
  const { schema: namespace, name } = partsOf(key);
  const found: { readonly table: Key; readonly column: string }[] = [];
  for (const relation of schema.relations.values()) {
    if (relation.kind !== 'table' && relation.kind !== 'foreign-table') continue;
    for (const { name: column, type } of relation.columns) {
      if (type.name === name && (type.schema ?? namespace) === namespace) found.push({ table: relation.key, column });
    }
  }
  return found;
}
