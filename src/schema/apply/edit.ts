import type { Key, Origin, Relation, Schema, Table, TypeObject } from '../schema';
import type { Session } from '../session';

/** Under which session a change is applied, and where what it makes comes from. */
export interface Context {
  readonly session: Session;
  readonly origin: Origin;
}

/** The Schema with these relations added or replaced. */
export function withRelations(schema: Schema, ...relations: readonly Relation[]): Schema {
  if (relations.length === 0) return schema;
  const next = new Map(schema.relations);
  for (const relation of relations) next.set(relation.key, relation);
  return { ...schema, relations: next };
}

export function withoutRelations(schema: Schema, keys: Iterable<Key>): Schema {
  const next = new Map(schema.relations);
  for (const key of keys) next.delete(key);
  return next.size === schema.relations.size ? schema : { ...schema, relations: next };
}

/** Every relation through `edit`; those that it returns as they were are shared. */
export function mapRelations(schema: Schema, edit: (relation: Relation) => Relation): Schema {
  let next: Map<Key, Relation> | undefined;
  for (const [key, relation] of schema.relations) {
    const edited = edit(relation);
    if (edited === relation) continue;
    next ??= new Map(schema.relations);
    if (edited.key !== key) next.delete(key);
    next.set(edited.key, edited);
  }
  return next === undefined ? schema : { ...schema, relations: next };
}

export function tableAt(schema: Schema, key: Key): Table | undefined {
  const relation = schema.relations.get(key);
  return relation?.kind === 'table' || relation?.kind === 'foreign-table' ? relation : undefined;
}

/** The table through `edit`; a table that is not known stays so. */
export function editTable(schema: Schema, key: Key, edit: (table: Table) => Table): Schema {
  const table = tableAt(schema, key);
  return table === undefined ? schema : withRelations(schema, edit(table));
}

export function withType(schema: Schema, type: TypeObject): Schema {
  return { ...schema, types: new Map(schema.types).set(type.key, type) };
}

export function withoutTypes(schema: Schema, keys: Iterable<Key>): Schema {
  const next = new Map(schema.types);
  for (const key of keys) next.delete(key);
  return next.size === schema.types.size ? schema : { ...schema, types: next };
}

export function partlyKnown(schema: Schema): Schema {
  return schema.partlyKnown ? schema : { ...schema, partlyKnown: true };
}

/** The value without one of its optional fields. */
export function omit<T extends object>(value: T, field: OptionalKeys<T>): T {
  const copy = { ...value };
  Reflect.deleteProperty(copy, field);
  return copy;
}

type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : object extends Pick<T, K> ? K : never }[keyof T];
