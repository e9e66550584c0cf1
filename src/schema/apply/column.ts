import type { Node } from '@pgsql/types';
import type { ChangeOf } from '../change';
import type { ColumnDefinition } from '../definitions';
import { keyOf, partsOf } from '../names';
import type { Column, Expression, Key, Relation, Schema, Sequence, Table, TypeName } from '../schema';
import { resolve } from '../session';
import { serialBase } from '../types';
import { addConstraint, removeConstraints } from './constraint';
import {
  childrenOf,
  dependentsOf,
  editTable,
  mapRelations,
  tableAt,
  withRelations,
  withoutRelations,
  type Context,
} from './edit';
import { dropIndex } from './index';
import { chooseName, relationTaken } from './naming';

/** A column as the catalog has it: a serial type is an integer with a default, an identity has a sequence too. */
export function columnOf(schema: Schema, definition: ColumnDefinition, { origin }: Context): Column {
  const base = serialBase(definition.type);
  const { name, default: standard, identity, generated, collation } = definition;
  return {
    name,
    type: base ?? definition.type,
    notNull: definition.notNull || base !== undefined,
    ...(standard && !isNothing(standard, base ?? definition.type, schema) && { default: standard }),
    ...(identity && { identity }),
    ...(generated && { generated }),
    ...(collation && { collation }),
    origin,
  };
}

/**
 * Whether a default is NULL, which PostgreSQL does not keep; one that is cast to a length or a domain's type it does
 * (AddRelationNewConstraints in catalog/heap.c).
 */
export function isNothing({ tree }: Expression, type: TypeName, schema: Schema): boolean {
  if (type.modifiers.length > 0 || ['char', 'bit'].includes(type.name)) return false;
  const isNull = (node: Node): boolean =>
    'A_Const' in node
      ? node.A_Const.isnull === true
      : 'TypeCast' in node && node.TypeCast.arg !== undefined && isNull(node.TypeCast.arg);
  if (!isNull(tree)) return false;
  const named = type.schema === undefined ? ['public', ...schema.schemas.keys()] : [type.schema];
  return !named.some((space) => schema.types.get(keyOf(space, type.name))?.kind === 'domain');
}

/** The sequence behind a serial or identity column, and a serial's default. */
export function addSequence(schema: Schema, key: Key, definition: ColumnDefinition, context: Context): Schema {
  const isSerial = serialBase(definition.type) !== undefined;
  if (!isSerial && definition.identity === undefined) return schema;
  return ownSequence(schema, key, definition.name, { context, isSerial, type: serialBase(definition.type) });
}

/** The sequence behind an identity that a column gets, or loses. */
export function setIdentity(schema: Schema, change: ChangeOf<'set-identity' | 'drop-identity'>, context: Context): Schema {
  const key = resolve(change.table, schema, context.session);
  const column = tableAt(schema, key)?.columns.find(({ name }) => name === change.column);
  if (column === undefined) return schema;
  if (change.kind === 'set-identity') {
    return column.identity === undefined ? ownSequence(schema, key, change.column, { context, isSerial: false }) : schema;
  }
  const owned = dependentsOf(schema, key).filter(
    (relation) => relation.kind === 'sequence' && relation.ownedBy?.table === key && relation.ownedBy.column === change.column,
  );
  return withoutRelations(
    schema,
    owned.map((sequence) => sequence.key),
  );
}

function ownSequence(
  schema: Schema,
  table: Key,
  column: string,
  { context, isSerial, type }: { readonly context: Context; readonly isSerial: boolean; readonly type?: TypeName | undefined },
): Schema {
  const { schema: namespace, name } = partsOf(table);
  const chosen = chooseName({ table: name, columns: column, label: 'seq' }, relationTaken(schema, table));
  const sequence: Sequence = {
    kind: 'sequence',
    key: keyOf(namespace, chosen),
    ...(type && { type }),
    ownedBy: { table, column },
    origin: context.origin,
  };
  const next = withRelations(schema, sequence);
  if (!isSerial) return next;
  const text = `nextval('${sequence.key.replaceAll("'", "''")}'::regclass)`;
  const tree = { FuncCall: { funcname: [{ String: { sval: 'nextval' } }] } };
  return editTable(next, table, (edited) => editColumn(edited, column, (it) => ({ ...it, default: { text, tree } })));
}

export function editColumn(table: Table, name: string, edit: (column: Column) => Column): Table {
  return { ...table, columns: table.columns.map((column) => (column.name === name ? edit(column) : column)) };
}

export function addColumn(schema: Schema, change: ChangeOf<'add-column'>, context: Context): Schema {
  return addColumnTo(schema, resolve(change.table, schema, context.session), change, context);
}

function addColumnTo(schema: Schema, key: Key, change: ChangeOf<'add-column'>, context: Context): Schema {
  const table = tableAt(schema, key);
  if (table === undefined) return schema;
  if (table.columns.some((column) => column.name === change.column.name)) return schema;
  let next = editTable(schema, key, (edited) => ({
    ...edited,
    columns: [...edited.columns, columnOf(schema, change.column, context)],
  }));
  next = addSequence(next, key, change.column, context);
  for (const constraint of change.column.constraints) next = addConstraint(next, key, constraint, context);
  // Children and partitions get the column too.
  return change.only === true
    ? next
    : childrenOf(schema, key).reduce((left, child) => addColumnTo(left, child, change, context), next);
}

export function dropColumn(schema: Schema, change: ChangeOf<'drop-column'>, { session }: Context): Schema {
  return dropColumnOf(schema, resolve(change.table, schema, session), change);
}

/** With the column go its constraints, its indexes and the sequences that it owns; with CASCADE, foreign keys to it. */
function dropColumnOf(schema: Schema, key: Key, change: ChangeOf<'drop-column'>): Schema {
  const { column, cascade } = change;
  if (tableAt(schema, key) === undefined) return schema;
  let next = removeConstraints(schema, key, (constraint) => constraint.columns.includes(column), cascade);
  for (const relation of dependentsOf(schema, key)) {
    if (relation.kind === 'index' && relation.table === key && usesColumn(relation, column)) next = dropIndex(next, relation.key);
    if (relation.kind === 'sequence' && relation.ownedBy?.table === key && relation.ownedBy.column === column) {
      next = withoutRelations(next, [relation.key]);
    }
  }
  if (cascade) {
    const drop = (relation: Relation): Relation => {
      if (relation.kind !== 'table' && relation.kind !== 'foreign-table') return relation;
      const kept = relation.constraints.filter(
        ({ references }) => references?.table !== key || !references.columns.includes(column),
      );
      return kept.length === relation.constraints.length ? relation : { ...relation, constraints: kept };
    };
    next = mapRelations(next, drop, dependentsOf(next, key));
    next = dropViewsReading(next, key, column);
  }
  next = editTable(next, key, (table) => withoutColumn(table, column));
  return change.only === true ? next : childrenOf(schema, key).reduce((left, child) => dropColumnOf(left, child, change), next);
}

/** What still names the column can only be there because CASCADE takes it along. */
function withoutColumn(table: Table, column: string): Table {
  const word = wordPattern(column);
  const names = (expression: Expression | undefined) => expression !== undefined && word.test(expression.text);
  return {
    ...table,
    columns: table.columns.filter((it) => it.name !== column),
    triggers: table.triggers.filter(({ columns, when }) => !columns.includes(column) && !names(when)),
    policies: table.policies.filter(({ using, check }) => !names(using) && !names(check)),
  };
}

function usesColumn(
  index: { readonly columns: readonly string[]; readonly predicate?: { readonly text: string } },
  column: string,
): boolean {
  const word = wordPattern(column);
  return (
    index.columns.some((it) => it === column || (it.startsWith('(') && word.test(it))) ||
    (index.predicate !== undefined && word.test(index.predicate.text))
  );
}

/** Views that read a table, and those that read them; with `column`, those whose text names it or a star. */
export function dropViewsReading(schema: Schema, key: Key, column?: string): Schema {
  const word = column === undefined ? undefined : wordPattern(column);
  let next = schema;
  for (const relation of dependentsOf(schema, key)) {
    if ((relation.kind !== 'view' && relation.kind !== 'materialized-view') || !relation.reads.includes(key)) continue;
    if (word !== undefined && !word.test(relation.text) && !relation.text.includes('*')) continue;
    next = dropRelationOfView(next, relation.key);
  }
  return next;
}

function dropRelationOfView(schema: Schema, key: Key): Schema {
  const indexes = dependentsOf(schema, key).filter((relation) => relation.kind === 'index');
  return dropViewsReading(withoutRelations(schema, [key, ...indexes.map((index) => index.key)]), key);
}

function wordPattern(word: string): RegExp {
  return new RegExp(`(?<![\\w$])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`, 'i');
}
