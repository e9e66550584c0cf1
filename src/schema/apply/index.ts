import type { ChangeOf, IndexColumn } from '../change';
import { keyOf, partsOf } from '../names';
import type { Index, Key, Schema } from '../schema';
import { resolve } from '../session';
import { dependentsOf, withRelations, withoutRelations, type Context } from './edit';
import { expressionName } from '../figure';
import { chooseName, joinColumns, relationTaken } from './naming';

export function createIndex(schema: Schema, change: ChangeOf<'create-index'>, context: Context): Schema {
  const table = resolve(change.table, schema, context.session);
  const name =
    change.index ??
    chooseName(
      { table: partsOf(table).name, columns: joinColumns(uniqueNames(change.columns.map(columnName))), label: 'idx' },
      relationTaken(schema, table),
    );
  const index: Index = {
    kind: 'index',
    key: keyOf(partsOf(table).schema, name),
    table,
    method: change.method,
    unique: change.unique,
    columns: change.columns.map(columnText),
    ...(change.include && { include: change.include }),
    ...(change.columns.some(({ manner }) => manner !== undefined) && {
      manners: change.columns.map(({ manner = '' }) => manner),
    }),
    ...(change.predicate && { predicate: change.predicate }),
    hasExpressions: change.columns.some((column) => 'expression' in column),
    concurrently: change.concurrently,
    origin: context.origin,
  };
  if (change.ifNotExists && schema.relations.has(index.key)) return schema;
  const names = uniqueNames(change.columns.map(columnName));
  const made = withRelations(schema, index);
  return change.only ? made : addToPartitions(made, index, names);
}

/** A partitioned table's index is built on every partition, under a name that the server chooses. */
function addToPartitions(schema: Schema, index: Index, names: readonly string[]): Schema {
  let next = schema;
  for (const relation of dependentsOf(schema, index.table)) {
    if (relation.kind !== 'table' || relation.partitionOf?.parent !== index.table) continue;
    next = addToPartition(next, { index, names, partition: relation.key });
  }
  return next;
}

/** The part of an index on one partition, and on that one's own; an index that fits already is taken instead. */
export function addToPartition(
  schema: Schema,
  { index, names, partition }: { readonly index: Index; readonly names: readonly string[]; readonly partition: Key },
): Schema {
  const fitting = indexesOf(schema, partition).find((other) => other.partitionOf === undefined && isLike(other, index));
  if (fitting !== undefined) return withRelations(schema, { ...fitting, partitionOf: index.key });
  const name = chooseName(
    { table: partsOf(partition).name, columns: joinColumns(names), label: 'idx' },
    relationTaken(schema, partition),
  );
  const part: Index = { ...index, key: keyOf(partsOf(partition).schema, name), table: partition, partitionOf: index.key };
  return addToPartitions(withRelations(schema, part), part, names);
}

function isLike(one: Index, other: Index): boolean {
  return (
    one.method === other.method &&
    one.unique === other.unique &&
    one.predicate?.text === other.predicate?.text &&
    one.columns.join() === other.columns.join()
  );
}

/** The indexes of a table or materialized view. */
export function indexesOf(schema: Schema, table: Key): readonly Index[] {
  return dependentsOf(schema, table).flatMap((relation) =>
    relation.kind === 'index' && relation.table === table ? [relation] : [],
  );
}

/** A column as an Index lists it. */
export function columnText(column: IndexColumn): string {
  return 'column' in column ? column.column : `(${column.expression.text})`;
}

/** What the columns of an index are called, as its name joins them. */
export function indexColumnNames(index: Index): readonly string[] {
  return uniqueNames(index.columns.map((column) => (column.startsWith('(') ? 'expr' : column)));
}

export function columnName(column: IndexColumn): string {
  return 'column' in column ? column.column : expressionName(column.expression.tree);
}

/** Two columns of one name are told apart by a number (ChooseIndexColumnNames). */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken: string[] = [];
  for (const name of names) {
    let unique = name;
    for (let n = 1; taken.includes(unique); n++) unique = `${name}${n}`;
    taken.push(unique);
  }
  return taken;
}

export function dropIndex(schema: Schema, key: Key): Schema {
  const index = schema.relations.get(key);
  if (index?.kind !== 'index') return schema;
  const parts = dependentsOf(schema, key).filter((other) => other.kind === 'index' && other.partitionOf === key);
  return parts.reduce((next, part) => dropIndex(next, part.key), withoutRelations(schema, [key]));
}
