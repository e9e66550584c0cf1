import type { ChangeOf } from '../change';
import type { Schema, Table } from '../schema';
import { resolve } from '../session';
import { editColumn, isNothing } from './column';
import { editConstraint } from './constraint';
import { editTable, editTree, omit, withRelations, type Context } from './edit';
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
  const edit = (table: Table) => editColumn(table, change.column, (column) => altered(column, change, schema));
  return editTree(schema, resolve(change.table, schema, session), { edit, isRecursive: change.only !== true });
}

function altered(column: Parameters<Parameters<typeof editColumn>[2]>[0], change: ColumnChange, schema: Schema): typeof column {
  switch (change.kind) {
    case 'change-column-type': {
      // Without a COLLATE clause the column gets the new type's own collation.
      return { ...omit(column, 'collation'), type: change.type, ...(change.collation && { collation: change.collation }) };
    }
    case 'set-default':
      return isNothing(change.default, column.type, schema) ? omit(column, 'default') : { ...column, default: change.default };
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
  const edit = (table: Table) => {
    const validated = editConstraint(table, change.constraint, (constraint) => ({ ...constraint, validated: true }));
    const constraint = validated.constraints.find(({ name }) => name === change.constraint);
    if (constraint?.kind !== 'not-null') return validated;
    return constraint.columns.reduce(
      (next, name) => editColumn(next, name, (column) => ({ ...column, notNull: true })),
      validated,
    );
  };
  return editTree(schema, resolve(change.table, schema, session), { edit, isRecursive: change.only !== true });
}

export function alterConstraint(schema: Schema, change: ChangeOf<'alter-constraint'>, { session }: Context): Schema {
  const { deferrable, initiallyDeferred, enforced, noInherit } = change;
  const edit = (table: Table) =>
    editConstraint(table, change.constraint, (constraint) => ({
      ...constraint,
      ...(deferrable !== undefined && { deferrable }),
      ...(initiallyDeferred !== undefined && { initiallyDeferred }),
      ...(noInherit !== undefined && { noInherit }),
      // ENFORCED checks the rows at once.
      ...(enforced !== undefined && { enforced, validated: enforced }),
    }));
  return editTree(schema, resolve(change.table, schema, session), { edit, isRecursive: change.only !== true });
}

export function attachPartition(schema: Schema, change: ChangeOf<'attach-partition'>, { session }: Context): Schema {
  const parent = resolve(change.table, schema, session);
  const key = resolve(change.partition, schema, session);
  const { isDefault, bounds } = change;
  const partitionOf = { parent, isDefault, ...(bounds !== undefined && { bounds }) };
  const attached = editTable(schema, key, (table) => ({ ...table, partitionOf }));
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
