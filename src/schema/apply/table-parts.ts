import type { ChangeOf } from '../change';
import type { Constraint, Key, Schema } from '../schema';
import { resolve } from '../session';
import { childrenOf, editColumn } from './column';
import { editConstraint } from './constraint';
import { editTable, omit, tableAt, withRelations, type Context } from './edit';
import { indexesOf } from './index';
import { joinPartition } from './table';

type ColumnChange = ChangeOf<
  | 'change-column-type'
  | 'set-default'
  | 'drop-default'
  | 'set-not-null'
  | 'drop-not-null'
  | 'set-identity'
  | 'drop-identity'
  | 'set-expression'
  | 'drop-expression'
>;

/** ALTER COLUMN, in the table and in those that inherit from it. */
export function alterColumn(schema: Schema, change: ColumnChange, { session }: Context): Schema {
  return alterColumnOf(schema, resolve(change.table, schema, session), change);
}

function alterColumnOf(schema: Schema, key: Key, change: ColumnChange): Schema {
  const next = editTable(schema, key, (table) => editColumn(table, change.column, (column) => altered(column, change)));
  return childrenOf(schema, key).reduce((left, child) => alterColumnOf(left, child, change), next);
}

function altered(column: Parameters<Parameters<typeof editColumn>[2]>[0], change: ColumnChange): typeof column {
  switch (change.kind) {
    case 'change-column-type': {
      // Without a COLLATE clause the column gets the new type's own collation.
      return { ...omit(column, 'collation'), type: change.type, ...(change.collation && { collation: change.collation }) };
    }
    case 'set-default':
      return { ...column, default: change.default };
    case 'drop-default':
      return omit(column, 'default');
    case 'set-not-null':
      return { ...column, notNull: true };
    case 'drop-not-null':
      return { ...column, notNull: false };
    case 'set-identity':
      return { ...column, identity: change.identity };
    case 'drop-identity':
      return omit(column, 'identity');
    case 'set-expression':
      return column.generated ? { ...column, generated: { ...column.generated, expression: change.expression } } : column;
    case 'drop-expression':
      return omit(column, 'generated');
  }
}

export function validateConstraint(schema: Schema, change: ChangeOf<'validate-constraint'>, { session }: Context): Schema {
  const key = resolve(change.table, schema, session);
  const validated = editConstraint(schema, key, change.constraint, (constraint) => ({ ...constraint, validated: true }));
  const constraint = tableAt(validated, key)?.constraints.find(({ name }) => name === change.constraint);
  if (constraint?.kind !== 'not-null') return validated;
  return editTable(validated, key, (table) =>
    constraint.columns.reduce((next, name) => editColumn(next, name, (column) => ({ ...column, notNull: true })), table),
  );
}

export function alterConstraint(schema: Schema, change: ChangeOf<'alter-constraint'>, { session }: Context): Schema {
  const { deferrable, enforced } = change;
  return editConstraint(schema, resolve(change.table, schema, session), change.constraint, (constraint): Constraint => ({
    ...constraint,
    ...(deferrable !== undefined && { deferrable }),
    // ENFORCED checks the rows at once.
    ...(enforced !== undefined && { enforced, validated: enforced }),
  }));
}

export function attachPartition(schema: Schema, change: ChangeOf<'attach-partition'>, { session }: Context): Schema {
  const parent = resolve(change.table, schema, session);
  const key = resolve(change.partition, schema, session);
  const attached = editTable(schema, key, (table) => ({ ...table, partitionOf: { parent, isDefault: change.isDefault } }));
  return joinPartition(attached, parent, key);
}

/** A detached partition keeps what it has, as its own. */
export function detachPartition(schema: Schema, change: ChangeOf<'detach-partition'>, { session }: Context): Schema {
  const key = resolve(change.partition, schema, session);
  const detached = editTable(schema, key, (table) => omit(table, 'partitionOf'));
  const own = indexesOf(detached, key).filter((index) => index.partitionOf !== undefined);
  return withRelations(detached, ...own.map((index) => omit(index, 'partitionOf')));
}

export function setInherit(schema: Schema, change: ChangeOf<'set-inherit'>, { session }: Context): Schema {
  const parent = resolve(change.parent, schema, session);
  return editTable(schema, resolve(change.table, schema, session), (table) => ({
    ...table,
    inherits: change.inherits ? [...table.inherits, parent] : table.inherits.filter((other) => other !== parent),
  }));
}

export function createTrigger(schema: Schema, change: ChangeOf<'create-trigger'>, { session, origin }: Context): Schema {
  const trigger = { name: change.trigger, function: change.function, origin };
  const add = (next: Schema, key: Key): Schema => {
    const made = editTable(next, key, (table) => ({
      ...table,
      triggers: [...table.triggers.filter(({ name }) => name !== change.trigger), trigger],
    }));
    // A partitioned table's trigger is on every partition.
    return tableAt(next, key)?.partitionBy === undefined ? made : childrenOf(next, key).reduce(add, made);
  };
  return add(schema, resolve(change.table, schema, session));
}

export function dropTrigger(schema: Schema, change: ChangeOf<'drop-trigger'>, { session }: Context): Schema {
  const drop = (next: Schema, key: Key): Schema => {
    const left = editTable(next, key, (table) => ({
      ...table,
      triggers: table.triggers.filter(({ name }) => name !== change.trigger),
    }));
    return tableAt(next, key)?.partitionBy === undefined ? left : childrenOf(next, key).reduce(drop, left);
  };
  return drop(schema, resolve(change.table, schema, session));
}

export function renameTrigger(schema: Schema, change: ChangeOf<'rename-trigger'>, { session }: Context): Schema {
  return editTable(schema, resolve(change.table, schema, session), (table) => ({
    ...table,
    triggers: table.triggers.map((trigger) => (trigger.name === change.trigger ? { ...trigger, name: change.to } : trigger)),
  }));
}
