import type { FunctionObject, Governed, Key, Origin, Relation, Schema, Table, TypeObject } from '../schema';
import { keyOf, partsOf } from '../names';
import { PersistentSet } from '../persistent-set';
import type { Session } from '../session';

/** Under which session a change is applied, and where what it makes comes from. */
export interface Context {
  readonly session: Session;
  readonly origin: Origin;
}

/** The Schema with these relations added or replaced. */
export function withRelations(schema: Schema, ...relations: readonly Relation[]): Schema {
  return editRelations(schema, [], relations);
}

export function withoutRelations(schema: Schema, keys: Iterable<Key>): Schema {
  return editRelations(schema, keys, []);
}

/** The one place where relations change: takes some away, then puts some in, and keeps what is derived from them. */
export function editRelations(schema: Schema, gone: Iterable<Key>, put: Iterable<Relation>): Schema {
  let { relations, dependents, constraintNames } = schema;
  const link = (relation: Relation, isLinked: boolean): void => {
    for (const target of dependsOn(relation)) {
      const next = changed(dependents.get(target) ?? none, relation.key, isLinked);
      dependents = next.size === 0 ? dependents.delete(target) : dependents.set(target, next);
    }
    for (const name of constraintKeys(relation)) {
      const count = (constraintNames.get(name) ?? 0) + (isLinked ? 1 : -1);
      constraintNames = count <= 0 ? constraintNames.delete(name) : constraintNames.set(name, count);
    }
  };
  for (const key of gone) {
    const old = relations.get(key);
    if (old === undefined) continue;
    link(old, false);
    relations = relations.delete(key);
  }
  for (const relation of put) {
    const old = relations.get(relation.key);
    if (old === relation) continue;
    if (old === undefined || !isLinkedAlike(old, relation)) {
      if (old !== undefined) link(old, false);
      link(relation, true);
    }
    relations = relations.set(relation.key, relation);
  }
  return relations === schema.relations ? schema : { ...schema, relations, dependents, constraintNames };
}

const none: ReadonlySet<Key> = new Set();

/** The set with the key, or without it. A table that a thousand others refer to is why a large one shares its members. */
function changed(keys: ReadonlySet<Key>, key: Key, isIn: boolean): ReadonlySet<Key> {
  if (keys.size < 64) return new Set(isIn ? [...keys, key] : [...keys].filter((each) => each !== key));
  const shared = PersistentSet.from(keys);
  return isIn ? shared.with([key]) : shared.without([key]);
}

/** Only columns, settings and the like differ, which is the most frequent change by far. */
function isLinkedAlike(one: Relation, other: Relation): boolean {
  if (one.kind !== 'table' || other.kind !== 'table') return false;
  return (
    one.constraints === other.constraints &&
    one.inherits === other.inherits &&
    one.partitionOf?.parent === other.partitionOf?.parent
  );
}

/** The relations that one refers to, each once. */
function dependsOn(relation: Relation): ReadonlySet<Key> {
  switch (relation.kind) {
    case 'table':
    case 'foreign-table':
      return new Set([
        ...relation.inherits,
        ...(relation.partitionOf === undefined ? [] : [relation.partitionOf.parent]),
        ...relation.constraints.flatMap(({ references }) => (references === undefined ? [] : [references.table])),
      ]);
    case 'view':
    case 'materialized-view':
      return new Set(relation.reads);
    case 'index':
      return new Set(relation.partitionOf === undefined ? [relation.table] : [relation.table, relation.partitionOf]);
    case 'sequence':
      return new Set(relation.ownedBy === undefined ? [] : [relation.ownedBy.table]);
  }
}

function constraintKeys(relation: Relation): readonly Key[] {
  if (relation.kind !== 'table' && relation.kind !== 'foreign-table') return [];
  const { schema } = partsOf(relation.key);
  return relation.constraints.map(({ name }) => keyOf(schema, name));
}

/** The relations that refer to one. */
export function dependentsOf(schema: Schema, key: Key): readonly Relation[] {
  return [...(schema.dependents.get(key) ?? [])].flatMap((dependent) => schema.relations.get(dependent) ?? []);
}

/** Some relations through `edit`, by default all; those that it returns as they were are shared. Keys may change. */
export function mapRelations(
  schema: Schema,
  edit: (relation: Relation) => Relation,
  among: Iterable<Relation> = schema.relations.values(),
): Schema {
  const gone: Key[] = [];
  const put: Relation[] = [];
  for (const relation of among) {
    const edited = edit(relation);
    if (edited === relation) continue;
    if (edited.key !== relation.key) gone.push(relation.key);
    put.push(edited);
  }
  return editRelations(schema, gone, put);
}

/** The tables that inherit from one, or are its partitions. */
export function childrenOf(schema: Schema, key: Key): readonly Key[] {
  return dependentsOf(schema, key).flatMap((relation) => {
    if (relation.kind !== 'table' && relation.kind !== 'foreign-table') return [];
    return relation.partitionOf?.parent === key || relation.inherits.includes(key) ? [relation.key] : [];
  });
}

/** A change to a table and, unless the statement says ONLY, to all below it. */
export function editTree(
  schema: Schema,
  key: Key,
  { edit, isRecursive }: { readonly edit: (table: Table) => Table; readonly isRecursive: boolean },
): Schema {
  const edited = editTable(schema, key, edit);
  return isRecursive
    ? childrenOf(schema, key).reduce((next, child) => editTree(next, child, { edit, isRecursive }), edited)
    : edited;
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
  return { ...schema, types: schema.types.set(type.key, type) };
}

export function withoutTypes(schema: Schema, keys: Iterable<Key>): Schema {
  let { types } = schema;
  for (const key of keys) types = types.delete(key);
  return types === schema.types ? schema : { ...schema, types };
}

/** The functions of one name; none where the list is empty. */
export function withFunctions(schema: Schema, key: Key, functions: readonly FunctionObject[]): Schema {
  return {
    ...schema,
    functions: functions.length === 0 ? schema.functions.delete(key) : schema.functions.set(key, functions),
  };
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

/** A copy for another place, of which nothing has been said yet. */
export function plain<T extends Governed>(it: T): T {
  const copy = { ...it };
  for (const field of ['comment', 'owner', 'grants'] as const) Reflect.deleteProperty(copy, field);
  return copy;
}

type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : object extends Pick<T, K> ? K : never }[keyof T];
