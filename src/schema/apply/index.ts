import type { ChangeOf } from '../change';
import type { IndexColumn } from '../definitions';
import { keyOf, partsOf } from '../names';
import type { Index, Key, Schema } from '../schema';
import { resolve } from '../session';
import { childrenOf, type Context, dependentsOf, plain, tableAt, withoutRelations, withRelations } from './edit';
import { expressionName } from '../figure';
import { chooseName, joinColumns, relationTaken } from './naming';

export function createIndex(schema: Schema, change: ChangeOf<'create-index'>, context: Context): Schema {
  const table = resolve(change.table, schema, context.session);
  const names = uniqueNames([...change.columns.map(columnName), ...change.include]);
  const name =
    change.index ??
    chooseName({ table: partsOf(table).name, columns: joinColumns(names), label: 'idx' }, relationTaken(schema, table));
  const index: Index = {
    kind: 'index',
    key: keyOf(partsOf(table).schema, name),
    table,
    method: change.method,
    unique: change.unique,
    columns: change.columns.map(columnText),
    include: change.include,
    nullsNotDistinct: change.nullsNotDistinct,
    ...(change.columns.some(({ manner }) => manner !== undefined) && {
      manners: change.columns.map(({ manner = '' }) => manner),
    }),
    ...(change.predicate && { predicate: change.predicate }),
    hasExpressions: change.columns.some((column) => 'expression' in column),
    valid: !change.only || !lacksParts(schema, table),
    concurrently: change.concurrently,
    origin: context.origin,
  };
  if (change.ifNotExists && schema.relations.has(index.key)) return schema;
  const made = withRelations(schema, index);
  return change.only ? made : addToPartitions(made, index, names);
}

/** Without its partitions' an index finds nothing, and waits for them to be attached; partitions may be there unseen. */
function lacksParts(schema: Schema, table: Key): boolean {
  return tableAt(schema, table)?.partitionBy !== undefined && (schema.partlyKnown || childrenOf(schema, table).length > 0);
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
  const part: Index = {
    ...plain(index),
    key: keyOf(partsOf(partition).schema, name),
    table: partition,
    partitionOf: index.key,
    valid: true,
  };
  return addToPartitions(withRelations(schema, part), part, names);
}

function isLike(one: Index, other: Index): boolean {
  return (
    one.method === other.method &&
    one.unique === other.unique &&
    one.nullsNotDistinct === other.nullsNotDistinct &&
    one.predicate?.text === other.predicate?.text &&
    one.include.join() === other.include.join() &&
    one.columns.join() === other.columns.join()
  );
}

/** ALTER INDEX … ATTACH PARTITION: with the last partition's, the index is valid. */
export function attachIndex(schema: Schema, change: ChangeOf<'attach-index'>, { session }: Context): Schema {
  const parent = resolve(change.index, schema, session);
  const part = indexAt(schema, resolve(change.partition, schema, session));
  return part === undefined ? schema : validated(withRelations(schema, { ...part, partitionOf: parent }), parent);
}

/** A partitioned table's index is valid once every partition has a valid part of it. */
function validated(schema: Schema, key: Key): Schema {
  const index = indexAt(schema, key);
  if (index === undefined || index.valid) return schema;
  const parts = dependentsOf(schema, key).filter((other) => other.kind === 'index' && other.partitionOf === key && other.valid);
  if (schema.partlyKnown || parts.length < childrenOf(schema, index.table).length) return schema;
  const next = withRelations(schema, { ...index, valid: true });
  return index.partitionOf === undefined ? next : validated(next, index.partitionOf);
}

export function indexAt(schema: Schema, key: Key): Index | undefined {
  const relation = schema.relations.get(key);
  return relation?.kind === 'index' ? relation : undefined;
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
  return uniqueNames([...index.columns.map((column) => (column.startsWith('(') ? 'expr' : column)), ...index.include]);
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
