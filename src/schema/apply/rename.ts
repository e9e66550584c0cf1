import { keyOf, partsOf } from '../names';
import type { PersistentMap } from '../persistent-map';
import type { Column, Constraint, Expression, Key, OtherObject, Relation, Schema, Table } from '../schema';
import { childrenOf, dependentsOf, mapRelations, withRelations } from './edit';
import { textWithColumn, withColumn } from './expression';

/** Every key in a relation through `to`: its own, and those of what it refers to. */
function rekey(relation: Relation, to: (key: Key) => Key): Relation {
  switch (relation.kind) {
    case 'table':
    case 'foreign-table':
      return rekeyTable(relation, to);
    case 'view':
    case 'materialized-view': {
      const reads = mapShared(relation.reads, to);
      const key = to(relation.key);
      return key === relation.key && reads === relation.reads ? relation : { ...relation, key, reads };
    }
    case 'index': {
      const key = to(relation.key);
      const table = to(relation.table);
      const parent = relation.partitionOf === undefined ? undefined : to(relation.partitionOf);
      if (key === relation.key && table === relation.table && parent === relation.partitionOf) return relation;
      return { ...relation, key, table, ...(parent !== undefined && { partitionOf: parent }) };
    }
    case 'sequence': {
      const key = to(relation.key);
      const owner = relation.ownedBy;
      const table = owner === undefined ? undefined : to(owner.table);
      if (key === relation.key && table === owner?.table) return relation;
      return { ...relation, key, ...(owner && table !== undefined && { ownedBy: { ...owner, table } }) };
    }
  }
}

function rekeyTable(table: Table, to: (key: Key) => Key): Table {
  const key = to(table.key);
  const constraints = mapShared(table.constraints, (constraint) => rekeyConstraint(constraint, to));
  const inherits = mapShared(table.inherits, to);
  const parent = table.partitionOf === undefined ? undefined : to(table.partitionOf.parent);
  const isSame =
    key === table.key && constraints === table.constraints && inherits === table.inherits && parent === table.partitionOf?.parent;
  if (isSame) return table;
  const { partitionOf } = table;
  return {
    ...table,
    key,
    constraints,
    inherits,
    ...(partitionOf && parent !== undefined && { partitionOf: { ...partitionOf, parent } }),
  };
}

function rekeyConstraint(constraint: Constraint, to: (key: Key) => Key): Constraint {
  const { references, index } = constraint;
  const table = references === undefined ? undefined : to(references.table);
  const nextIndex = index === undefined ? undefined : to(index);
  if (table === references?.table && nextIndex === index) return constraint;
  return {
    ...constraint,
    ...(references && table !== undefined && { references: { ...references, table } }),
    ...(nextIndex !== undefined && { index: nextIndex }),
  };
}

/** The list itself where nothing in it changes. */
function mapShared<T>(list: readonly T[], edit: (item: T) => T): readonly T[] {
  const next = list.map(edit);
  return next.every((item, i) => item === list[i]) ? list : next;
}

/** Relations under new keys, and everything that refers to them with them. */
export function moveRelations(schema: Schema, moves: ReadonlyMap<Key, Key>): Schema {
  const touched = new Set<Relation>();
  for (const key of moves.keys()) {
    const relation = schema.relations.get(key);
    if (relation === undefined) continue;
    touched.add(relation);
    for (const dependent of dependentsOf(schema, key)) touched.add(dependent);
    // A constraint names the index behind it.
    const table = relation.kind === 'index' ? schema.relations.get(relation.table) : undefined;
    if (table !== undefined) touched.add(table);
  }
  const moved = mapRelations(schema, (relation) => rekey(relation, (key) => moves.get(key) ?? key), touched);
  if (moved.others.size === 0) return moved;
  const others = [...moved.others].map(([id, it]): [string, OtherObject] => {
    const on = it.on === undefined ? undefined : moves.get(it.on);
    return [id, on === undefined ? it : { ...it, on }];
  });
  return { ...moved, others: new Map(others) };
}

export function renameRelation(schema: Schema, key: Key, name: string): Schema {
  const relation = schema.relations.get(key);
  if (relation === undefined) return schema;
  const to = keyOf(partsOf(key).schema, name);
  const moved = moveRelations(schema, new Map([[key, to]]));
  if (relation.kind !== 'index') return moved;
  // The constraint before an index bears its name.
  const table = moved.relations.get(relation.table);
  if (table?.kind !== 'table') return moved;
  const constraints = table.constraints.map((constraint) => (constraint.index === to ? { ...constraint, name } : constraint));
  return withRelations(moved, { ...table, constraints });
}

/** SET SCHEMA of a relation: its indexes and the sequences that it owns go with it. */
export function moveToSchema(schema: Schema, key: Key, target: string): Schema {
  const moves = new Map<Key, Key>();
  const add = (moving: Key) => moves.set(moving, keyOf(target, partsOf(moving).name));
  if (!schema.relations.has(key)) return schema;
  add(key);
  for (const relation of dependentsOf(schema, key)) {
    if (relation.kind === 'index' && relation.table === key) add(relation.key);
    if (relation.kind === 'sequence' && relation.ownedBy?.table === key) add(relation.key);
  }
  return moveRelations(schema, moves);
}

export function renameColumn(schema: Schema, key: Key, column: string, to: string): Schema {
  const rename: Renaming = {
    name: (name) => (name === column ? to : name),
    element: (text) => (text.startsWith('(') ? textWithColumn(text, column, to) : text === column ? to : text),
    expression: (expression) => withColumn(expression, column, to),
  };
  const own = schema.relations.get(key);
  const among = [...(own === undefined ? [] : [own]), ...dependentsOf(schema, key)];
  const renamed = mapRelations(schema, (relation) => withColumnRenamed(relation, key, rename), among);
  return childrenOf(schema, key).reduce((next, child) => renameColumn(next, child, column, to), renamed);
}

/** What becomes of all that names a column when that gets another name. */
interface Renaming {
  readonly name: (name: string) => string;
  /** Of an element of an index: a name, or an expression in parentheses. */
  readonly element: (text: string) => string;
  readonly expression: (expression: Expression) => Expression;
}

function withColumnRenamed(relation: Relation, key: Key, rename: Renaming): Relation {
  switch (relation.kind) {
    case 'index': {
      if (relation.table !== key) return relation;
      const { columns, include, predicate } = relation;
      return {
        ...relation,
        columns: columns.map(rename.element),
        include: include.map(rename.name),
        ...(predicate && { predicate: rename.expression(predicate) }),
      };
    }
    case 'sequence': {
      const owner = relation.ownedBy;
      return owner?.table === key ? { ...relation, ownedBy: { ...owner, column: rename.name(owner.column) } } : relation;
    }
    case 'table':
    case 'foreign-table':
      return renameInTable(relation, key, rename);
    case 'view':
    case 'materialized-view': {
      const columns = relation.key === key ? relation.columns?.map(rename.name) : undefined;
      return columns === undefined ? relation : { ...relation, columns };
    }
  }
}

function renameInTable(table: Table, key: Key, { name, expression }: Renaming): Table {
  const isOwn = table.key === key;
  const constraints = mapShared(table.constraints, (constraint) => {
    const { references } = constraint;
    const pointsHere = references?.table === key;
    if (!isOwn && !pointsHere) return constraint;
    return {
      ...constraint,
      ...(isOwn && { columns: constraint.columns.map(name) }),
      ...(isOwn && constraint.expression && { expression: expression(constraint.expression) }),
      ...(references && pointsHere && { references: { ...references, columns: references.columns.map(name) } }),
    };
  });
  if (!isOwn) return constraints === table.constraints ? table : { ...table, constraints };
  const { partitionBy } = table;
  return {
    ...table,
    constraints,
    columns: table.columns.map((column): Column => ({
      ...column,
      name: name(column.name),
      ...(column.generated && {
        generated: { ...column.generated, expression: expression(column.generated.expression) },
      }),
    })),
    triggers: table.triggers.map(({ when, ...trigger }) => ({
      ...trigger,
      columns: trigger.columns.map(name),
      ...(when && { when: expression(when) }),
    })),
    policies: table.policies.map(({ using, check, ...policy }) => ({
      ...policy,
      ...(using && { using: expression(using) }),
      ...(check && { check: expression(check) }),
    })),
    ...(partitionBy && { partitionBy: { ...partitionBy, columns: partitionBy.columns.map(name) } }),
  };
}

function rekeyMap<T>(map: PersistentMap<T>, rename: (key: Key) => Key, edit: (value: T) => T): PersistentMap<T> {
  let next = map;
  for (const [key, value] of map) {
    const to = rename(key);
    if (to !== key) next = next.delete(key).set(to, edit(value));
  }
  return next;
}

/** A schema's new name, in every key. */
export function renameSchema(schema: Schema, from: string, to: string): Schema {
  const rename = (key: Key): Key => (key.startsWith(`${from}.`) ? keyOf(to, partsOf(key).name) : key);
  const moves = new Map([...schema.relations.keys()].map((key) => [key, rename(key)]));
  const schemas = new Map([...schema.schemas].map(([name, it]) => (name === from ? [to, { ...it, name: to }] : [name, it])));
  return {
    ...moveRelations(schema, moves),
    schemas,
    types: rekeyMap(schema.types, rename, (type) => ({ ...type, key: rename(type.key) })),
    functions: rekeyMap(schema.functions, rename, (functions) => functions.map((it) => ({ ...it, key: rename(it.key) }))),
  };
}
