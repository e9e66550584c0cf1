import type { ChangeOf } from '../change';
import type { ConstraintDefinition } from '../definitions';
import { keyOf, partsOf } from '../names';
import type { Constraint, ConstraintKind, Index, Key, Relation, Schema, Table } from '../schema';
import { newSession, resolve } from '../session';
import {
  childrenOf,
  type Context,
  dependentsOf,
  editRelations,
  editTable,
  editTree,
  mapRelations,
  plain,
  tableAt,
  withRelations,
} from './edit';
import { columnName, columnText, dropIndex, indexAt, uniqueNames } from './index';
import { chooseName, constraintTaken, joinColumns, relationTaken } from './naming';
import { moveRelations } from './rename';

const labels: Readonly<Record<ConstraintKind, string>> = {
  'primary-key': 'pkey',
  unique: 'key',
  exclude: 'excl',
  'foreign-key': 'fkey',
  check: 'check',
  'not-null': 'not_null',
};

/**
 * A constraint on a table: named as PostgreSQL would, with the index behind it and NOT NULL where it implies that, and
 * on what is below the table, unless only the table is meant.
 */
export function addConstraint(
  schema: Schema,
  key: Key,
  definition: ConstraintDefinition,
  context: Context & { readonly only?: boolean },
): Schema {
  const table = tableAt(schema, key);
  if (table === undefined) return schema;
  const taken =
    definition.usingIndex === undefined ? undefined : schema.relations.get(keyOf(partsOf(key).schema, definition.usingIndex));
  const usedIndex = taken?.kind === 'index' ? taken : undefined;
  const columns = usedIndex === undefined ? definition.columns : usedIndex.columns;
  const name = definition.name ?? definition.usingIndex ?? chosenName(schema, key, definition);
  const hasIndex = definition.kind === 'primary-key' || definition.kind === 'unique' || definition.kind === 'exclude';
  const constraint: Constraint = {
    name,
    kind: definition.kind,
    columns,
    ...(definition.expression && { expression: definition.expression }),
    ...(definition.references && { references: referenced(schema, definition.references, context) }),
    validated: !definition.notValid && definition.enforced,
    enforced: definition.enforced,
    deferrable: definition.deferrable,
    initiallyDeferred: definition.initiallyDeferred,
    noInherit: definition.noInherit === true,
    ...(hasIndex && { index: keyOf(partsOf(key).schema, name) }),
    origin: context.origin,
  };
  const next = editTable(schema, key, (edited) => withConstraint(edited, constraint));
  if (!hasIndex) return context.only === true ? next : inherit(next, key, constraint);
  if (usedIndex !== undefined) {
    return editRelations(next, [usedIndex.key], [{ ...usedIndex, key: keyOf(partsOf(key).schema, name) }]);
  }
  const parts = table.partitionBy === undefined ? [] : childrenOf(schema, key);
  const isWhole = context.only !== true || parts.length === 0;
  const index = { ...behind(constraint, key, { definition, context }), valid: isWhole };
  const made = withRelations(next, index);
  return isWhole ? parts.reduce((left, part) => addKeyToPartition(left, part, { constraint, index }), made) : made;
}

/** Children get a CHECK or NOT NULL, and partitions a foreign key; one of their own by that name is the same. */
function inherit(schema: Schema, key: Key, constraint: Constraint): Schema {
  if (constraint.noInherit) return schema;
  return childrenOf(schema, key).reduce((next, child) => {
    const table = tableAt(next, child);
    const isPart = table?.partitionOf?.parent === key;
    if (table === undefined || (constraint.kind === 'foreign-key' && !isPart)) return next;
    if (table.constraints.some((own) => isSameConstraint(own, constraint))) return next;
    return inherit(
      editTable(next, child, (edited) => withConstraint(edited, plain(constraint))),
      child,
      constraint,
    );
  }, schema);
}

function isSameConstraint(one: Constraint, other: Constraint): boolean {
  if (one.kind !== other.kind) return false;
  return one.kind === 'check' ? one.name === other.name : one.columns.join() === other.columns.join();
}

/** A partitioned table's key on a partition: one of its own that is the same, or a new one under a name that the server chooses. */
export function addKeyToPartition(
  schema: Schema,
  part: Key,
  { constraint, index }: { readonly constraint: Constraint; readonly index: Index },
): Schema {
  const own = tableAt(schema, part)?.constraints.find((other) => isSameConstraint(other, constraint));
  if (own?.index !== undefined) return asPart(schema, own.index, index.key);
  const context: Context = { session: newSession, origin: constraint.origin };
  const next = addConstraint(schema, part, keyDefinition(constraint, index), context);
  const made = tableAt(next, part)?.constraints.at(-1)?.index;
  return made === undefined ? next : asPart(next, made, index.key);
}

/** What makes the same key again on another table. */
export function keyDefinition(constraint: Constraint, index: Index): ConstraintDefinition {
  const { kind, columns, deferrable, initiallyDeferred, enforced } = constraint;
  const { include, nullsNotDistinct } = index;
  const at = { start: 0, end: 0 };
  return { kind, columns, include, nullsNotDistinct, deferrable, initiallyDeferred, enforced, notValid: false, at };
}

/** An index becomes a part of the partitioned table's. */
function asPart(schema: Schema, key: Key, parent: Key): Schema {
  const index = schema.relations.get(key);
  return index?.kind === 'index' ? withRelations(schema, { ...index, partitionOf: parent }) : schema;
}

function withConstraint(table: Table, constraint: Constraint): Table {
  const impliesNotNull = constraint.kind === 'primary-key' || (constraint.kind === 'not-null' && constraint.validated);
  return {
    ...table,
    constraints: [...table.constraints, constraint],
    columns: impliesNotNull
      ? table.columns.map((column) => (constraint.columns.includes(column.name) ? { ...column, notNull: true } : column))
      : table.columns,
  };
}

/** The index that a primary key, unique or exclusion constraint brings. */
function behind(
  constraint: Constraint,
  table: Key,
  { definition, context }: { readonly definition: ConstraintDefinition; readonly context: Context },
): Index {
  const { exclusion } = definition;
  return {
    kind: 'index',
    key: keyOf(partsOf(table).schema, constraint.name),
    table,
    method: exclusion?.method ?? 'btree',
    unique: exclusion === undefined,
    columns: exclusion?.columns.map(columnText) ?? constraint.columns,
    include: definition.include ?? [],
    nullsNotDistinct: definition.nullsNotDistinct === true,
    ...(exclusion?.predicate && { predicate: exclusion.predicate }),
    hasExpressions: exclusion?.columns.some((column) => 'expression' in column) === true,
    valid: true,
    concurrently: false,
    origin: context.origin,
  };
}

function chosenName(schema: Schema, key: Key, definition: ConstraintDefinition): string {
  const { name: table } = partsOf(key);
  const isRelation = relationTaken(schema, key);
  const isConstraint = constraintTaken(schema, key);
  const isTaken =
    definition.kind === 'primary-key' || definition.kind === 'unique' || definition.kind === 'exclude'
      ? (name: string) => isRelation(name) || isConstraint(name)
      : isConstraint;
  return chooseName({ table, columns: columnsInName(definition), label: labels[definition.kind] }, isTaken);
}

/** A primary key is named after its table alone, and so is a CHECK of several columns. */
function columnsInName({ kind, columns, include = [], exclusion }: ConstraintDefinition): string {
  if (kind === 'primary-key') return '';
  if (kind === 'check') return columns.length === 1 ? (columns[0] ?? '') : '';
  const own = exclusion === undefined ? columns : exclusion.columns.map(columnName);
  return joinColumns(kind === 'foreign-key' ? own : uniqueNames([...own, ...include]));
}

/** The table and columns that a foreign key means: without columns, those of the primary key. */
function referenced(
  schema: Schema,
  references: NonNullable<ConstraintDefinition['references']>,
  { session }: Context,
): NonNullable<Constraint['references']> {
  const table = resolve(references.table, schema, session);
  if (references.columns.length > 0) return { ...references, table };
  const primary = tableAt(schema, table)?.constraints.find((constraint) => constraint.kind === 'primary-key');
  return { ...references, table, columns: primary?.columns ?? [] };
}

export function dropConstraint(schema: Schema, change: ChangeOf<'drop-constraint'>, { session }: Context): Schema {
  const key = resolve(change.table, schema, session);
  const table = tableAt(schema, key);
  const constraint = table?.constraints.find((candidate) => candidate.name === change.constraint);
  if (table === undefined) return schema;
  if (constraint === undefined) return dropUnnamedNotNull(schema, table, change.constraint);
  return removeConstraints(schema, key, (candidate) => candidate === constraint, change.cascade);
}

/** From 18 on NOT NULL is a constraint too, named after table and column where the user gave no name. */
function dropUnnamedNotNull(schema: Schema, table: Table, name: string): Schema {
  const { name: tableName } = partsOf(table.key);
  const free = () => false;
  return editTable(schema, table.key, (edited) => ({
    ...edited,
    columns: edited.columns.map((column) =>
      chooseName({ table: tableName, columns: column.name, label: 'not_null' }, free) === name
        ? { ...column, notNull: false }
        : column,
    ),
  }));
}

/** Takes constraints from a table, with their indexes; what CASCADE takes along is the foreign keys to their columns. */
export function removeConstraints(
  schema: Schema,
  key: Key,
  isGone: (constraint: Constraint) => boolean,
  cascade: boolean,
): Schema {
  const table = tableAt(schema, key);
  if (table === undefined) return schema;
  const gone = table.constraints.filter(isGone);
  if (gone.length === 0) return schema;
  let next = editTable(schema, key, (edited) => ({
    ...edited,
    constraints: edited.constraints.filter((constraint) => !gone.includes(constraint)),
    columns: edited.columns.map((column) =>
      gone.some((constraint) => constraint.kind === 'not-null' && constraint.columns.includes(column.name))
        ? { ...column, notNull: false }
        : column,
    ),
  }));
  // What a child had from its parent goes too.
  const inherited = (constraint: Constraint) =>
    gone.some((parent) =>
      parent.index === undefined
        ? !parent.noInherit && isSameConstraint(parent, constraint)
        : constraint.index !== undefined && indexAt(schema, constraint.index)?.partitionOf === parent.index,
    );
  for (const child of childrenOf(schema, key)) next = removeConstraints(next, child, inherited, cascade);
  for (const constraint of gone) {
    if (constraint.index !== undefined) next = dropIndex(next, constraint.index);
    if (cascade && constraint.index !== undefined) next = dropReferencesTo(next, key, constraint.columns);
  }
  return next;
}

/** Foreign keys to a table, or only those to just these columns of it, go. */
export function dropReferencesTo(schema: Schema, key: Key, columns?: readonly string[]): Schema {
  const drop = (relation: Relation): Relation => {
    if (relation.kind !== 'table' && relation.kind !== 'foreign-table') return relation;
    const kept = relation.constraints.filter(
      ({ references }) =>
        references?.table !== key ||
        (columns !== undefined && [...references.columns].sort().join() !== [...columns].sort().join()),
    );
    return kept.length === relation.constraints.length ? relation : { ...relation, constraints: kept };
  };
  return mapRelations(schema, drop, dependentsOf(schema, key));
}

export function editConstraint(table: Table, name: string, edit: (constraint: Constraint) => Constraint): Table {
  return {
    ...table,
    constraints: table.constraints.map((constraint) => (constraint.name === name ? edit(constraint) : constraint)),
  };
}

export function renameConstraint(schema: Schema, change: ChangeOf<'rename-constraint'>, { session }: Context): Schema {
  const key = resolve(change.table, schema, session);
  const constraint = tableAt(schema, key)?.constraints.find((candidate) => candidate.name === change.constraint);
  if (constraint === undefined) return schema;
  const index = constraint.index === undefined ? undefined : keyOf(partsOf(key).schema, change.to);
  const rename = (edited: Constraint) => ({ ...edited, name: change.to, ...(index !== undefined && { index }) });
  // A CHECK of a parent bears the same name in its children.
  const isRecursive = change.only !== true && constraint.kind === 'check';
  const renamed = editTree(schema, key, { edit: (table) => editConstraint(table, change.constraint, rename), isRecursive });
  if (index === undefined) return renamed;
  const old = constraint.index === undefined ? undefined : renamed.relations.get(constraint.index);
  return old === undefined ? renamed : moveRelations(renamed, new Map([[old.key, index]]));
}
