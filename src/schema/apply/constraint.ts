import type { ChangeOf, ConstraintDefinition } from '../change';
import { keyOf, partsOf } from '../names';
import type { Constraint, ConstraintKind, Index, Key, Relation, Schema, Table } from '../schema';
import { resolve } from '../session';
import { dependentsOf, editRelations, editTable, mapRelations, tableAt, withRelations, type Context } from './edit';
import { columnName, columnText, dropIndex, uniqueNames } from './index';
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

/** A constraint on a table: named as PostgreSQL would, with the index behind it and NOT NULL where it implies that. */
export function addConstraint(schema: Schema, key: Key, definition: ConstraintDefinition, context: Context): Schema {
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
    ...(hasIndex && { index: keyOf(partsOf(key).schema, name) }),
    origin: context.origin,
  };
  const next = editTable(schema, key, (edited) => withConstraint(edited, constraint));
  if (!hasIndex) return next;
  return usedIndex === undefined
    ? withRelations(next, behind(constraint, key, { definition, context }))
    : editRelations(next, [usedIndex.key], [{ ...usedIndex, key: keyOf(partsOf(key).schema, name) }]);
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
    ...(exclusion?.predicate && { predicate: exclusion.predicate }),
    hasExpressions: exclusion?.columns.some((column) => 'expression' in column) === true,
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
function columnsInName({ kind, columns, exclusion }: ConstraintDefinition): string {
  if (kind === 'primary-key') return '';
  if (kind === 'check') return columns.length === 1 ? (columns[0] ?? '') : '';
  return joinColumns(exclusion === undefined ? columns : uniqueNames(exclusion.columns.map(columnName)));
}

/** The table and columns that a foreign key means: without columns, those of the primary key. */
function referenced(
  schema: Schema,
  references: NonNullable<ConstraintDefinition['references']>,
  { session }: Context,
): NonNullable<Constraint['references']> {
  const table = resolve(references.table, schema, session);
  if (references.columns.length > 0) return { table, columns: references.columns };
  const primary = tableAt(schema, table)?.constraints.find((constraint) => constraint.kind === 'primary-key');
  return { table, columns: primary?.columns ?? [] };
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

export function editConstraint(schema: Schema, key: Key, name: string, edit: (constraint: Constraint) => Constraint): Schema {
  return editTable(schema, key, (table) => ({
    ...table,
    constraints: table.constraints.map((constraint) => (constraint.name === name ? edit(constraint) : constraint)),
  }));
}

export function renameConstraint(schema: Schema, change: ChangeOf<'rename-constraint'>, { session }: Context): Schema {
  const key = resolve(change.table, schema, session);
  const constraint = tableAt(schema, key)?.constraints.find((candidate) => candidate.name === change.constraint);
  if (constraint === undefined) return schema;
  const index = constraint.index === undefined ? undefined : keyOf(partsOf(key).schema, change.to);
  const renamed = editConstraint(schema, key, change.constraint, (edited) => ({
    ...edited,
    name: change.to,
    ...(index !== undefined && { index }),
  }));
  if (index === undefined) return renamed;
  const old = constraint.index === undefined ? undefined : renamed.relations.get(constraint.index);
  return old === undefined ? renamed : moveRelations(renamed, new Map([[old.key, index]]));
}
