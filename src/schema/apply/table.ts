import type { ChangeOf } from '../change';
import type { ConstraintDefinition, LikeClause } from '../definitions';
import { keyOf, partsOf, temporarySchema } from '../names';
import type { Attribute, Column, Key, Name, Schema, Table } from '../schema';
import { creationKey, resolve } from '../session';
import { addConstraint, addKeyToPartition, keyDefinition } from './constraint';
import { addSequence, columnOf } from './column';
import { type Context, editTable, omit, plain, tableAt, withRelations } from './edit';
import { addToPartition, indexColumnNames, indexesOf } from './index';
import { chooseName, joinColumns, relationTaken } from './naming';

export function createTable(schema: Schema, change: ChangeOf<'create-table'>, context: Context): Schema {
  const { session, origin } = context;
  const key =
    change.persistence === 'temporary' ? keyOf(temporarySchema, change.table.name) : creationKey(change.table, schema, session);
  if (change.ifNotExists && schema.relations.has(key)) return schema;
  const parent = change.partitionOf === undefined ? undefined : resolve(change.partitionOf.parent, schema, session);
  const sources = [
    ...change.inherits.map((name) => tableAt(schema, resolve(name, schema, session))),
    ...(parent === undefined ? [] : [tableAt(schema, parent)]),
    ...change.like.map((name) => tableAt(schema, resolve(name, schema, session))),
  ];
  const table: Table = {
    kind: change.foreign ? 'foreign-table' : 'table',
    key,
    persistence: change.persistence,
    columns: columnsOf(schema, change, context),
    constraints: [],
    triggers: [],
    policies: [],
    rules: [],
    ...(change.partitionBy && { partitionBy: change.partitionBy }),
    ...(change.partitionOf && parent !== undefined && { partitionOf: { ...change.partitionOf, parent } }),
    inherits: change.inherits.map((name) => resolve(name, schema, session)),
    ...(change.ofType && { ofType: resolve(change.ofType, schema, session, 'type') }),
    rowSecurity: false,
    rowSecurityForced: false,
    // A query's columns are known to the server alone, and so are those of a source that is not known.
    partlyKnown: isUnread(change, context, schema) || sources.some((source) => source === undefined || source.partlyKnown),
    origin,
  };
  let next = withRelations(schema, table);
  for (const column of change.columns) next = addSequence(next, key, column, context);
  for (const like of change.like) next = copyLike(next, key, like, context);
  for (const constraint of ownConstraints(change)) next = addConstraint(next, key, constraint, context);
  next = inheritChecks(next, table);
  return parent === undefined ? next : joinPartition(next, parent, key);
}

/** CREATE TABLE AS has no columns of its own and copies none; OF has those of a type, which may not be known. */
function isUnread(change: ChangeOf<'create-table'>, context: Context, schema: Schema): boolean {
  const { columns, like, inherits, partitionOf, ofType, foreign, filled } = change;
  if (ofType !== undefined) return attributesOf(ofType, schema, context) === undefined;
  return filled || (columns.length === 0 && like.length === 0 && inherits.length === 0 && partitionOf === undefined && !foreign);
}

function attributesOf(type: Name, schema: Schema, { session }: Context): readonly Attribute[] | undefined {
  const found = schema.types.get(resolve(type, schema, session, 'type'));
  return found?.kind === 'composite' ? found.attributes : undefined;
}

/** Columns of a type or of parents first, then copied ones, then its own; one of the same name is merged into the earlier. */
function columnsOf(schema: Schema, change: ChangeOf<'create-table'>, context: Context): readonly Column[] {
  const { session, origin } = context;
  const merged = new Map<string, Column>();
  const parents = change.partitionOf === undefined ? change.inherits : [change.partitionOf.parent];
  for (const { name, type, collation } of change.ofType === undefined
    ? []
    : (attributesOf(change.ofType, schema, context) ?? [])) {
    merged.set(name, { name, type, notNull: false, ...(collation && { collation }), origin });
  }
  for (const name of parents) {
    for (const { identity, ...column } of tableAt(schema, resolve(name, schema, session))?.columns.map(plain) ?? []) {
      // A partition shares its parent's identity; a child that inherits does not.
      const own = identity !== undefined && change.partitionOf !== undefined ? { ...column, identity } : column;
      const earlier = merged.get(column.name);
      merged.set(column.name, { ...own, notNull: column.notNull || earlier?.notNull === true, origin });
    }
  }
  for (const like of change.like) {
    for (const column of tableAt(schema, resolve(like, schema, session))?.columns ?? []) {
      merged.set(column.name, { ...likeColumn(column, like), origin });
    }
  }
  for (const definition of change.columns) {
    const own = columnOf(schema, definition, context);
    const inherited = merged.get(own.name);
    if (inherited === undefined) merged.set(own.name, own);
    else {
      // A column of a partition or of a type may be listed without its type, to add a default.
      const type = own.type.name === '' ? inherited.type : own.type;
      merged.set(own.name, { ...inherited, ...own, type, notNull: own.notNull || inherited.notNull });
    }
  }
  return [...merged.values()];
}

function likeColumn(column: Column, { including }: LikeClause): Column {
  const { name, type, notNull, collation, origin, default: standard, identity, generated, comment } = column;
  return {
    name,
    type,
    notNull,
    ...(collation && { collation }),
    ...(standard && including.includes('defaults') && { default: standard }),
    ...(identity && including.includes('identity') && { identity }),
    ...(generated && including.includes('generated') && { generated }),
    ...(comment !== undefined && including.includes('comments') && { comment }),
    origin,
  };
}

/** CHECKs and indexes that LIKE copies: constraints keep their kind but get names of their own, CHECKs keep theirs. */
function copyLike(schema: Schema, key: Key, like: LikeClause, context: Context): Schema {
  const source = tableAt(schema, resolve(like, schema, context.session));
  if (source === undefined) return schema;
  let next = schema;
  for (const constraint of source.constraints) {
    if (constraint.kind === 'check' && like.including.includes('constraints')) {
      next = editTable(next, key, (table) => ({
        ...table,
        constraints: [
          ...table.constraints,
          { ...(like.including.includes('comments') ? constraint : plain(constraint)), origin: context.origin },
        ],
      }));
    }
  }
  if (like.including.includes('identity')) {
    for (const { name, type, identity } of source.columns) {
      if (identity === undefined) continue;
      const definition = { name, type, identity, notNull: true, constraints: [], at: nowhere, typeAt: nowhere };
      next = addSequence(next, key, definition, context);
    }
  }
  return like.including.includes('indexes') ? copyIndexes(next, source, key, context) : next;
}

const nowhere = { start: 0, end: 0 };

function copyIndexes(schema: Schema, source: Table, key: Key, context: Context): Schema {
  let next = schema;
  for (const index of indexesOf(schema, source.key)) {
    const constraint = source.constraints.find((candidate) => candidate.index === index.key);
    if (constraint !== undefined) {
      next = addConstraint(next, key, keyDefinition(constraint, index), context);
      continue;
    }
    const copied = plain(omit(index, 'partitionOf'));
    const columns = joinColumns(indexColumnNames(index));
    const name = chooseName({ table: partsOf(key).name, columns, label: 'idx' }, relationTaken(next, key));
    next = withRelations(next, { ...copied, key: keyOf(partsOf(key).schema, name), table: key, origin: context.origin });
  }
  return next;
}

/**
 * The constraints in the order that PostgreSQL makes and names them: CHECKs first, then the primary key and what else
 * has an index, foreign keys last; one that repeats an earlier one's columns as UNIQUE is the same index.
 */
function ownConstraints(change: ChangeOf<'create-table'>): readonly ConstraintDefinition[] {
  const all = [...change.columns.flatMap((column) => column.constraints), ...change.constraints];
  const rank = ({ kind }: ConstraintDefinition) =>
    kind === 'check' || kind === 'not-null' ? 0 : kind === 'primary-key' ? 1 : kind === 'foreign-key' ? 3 : 2;
  // Table-level CHECKs and those with names are known before names are chosen for the rest.
  const ranked = [...all].sort((a, b) => rank(a) - rank(b) || named(b) - named(a) * checksOnly(a));
  const kept = new Map<string, ConstraintDefinition>();
  for (const definition of ranked) {
    const { kind, columns, name } = definition;
    const isKey = kind === 'primary-key' || kind === 'unique';
    const id = isKey ? columns.join() : `${kept.size} ${kind}`;
    const earlier = kept.get(id);
    // The first one without a name takes that of the next.
    if (earlier === undefined) kept.set(id, definition);
    else if (earlier.name === undefined && name !== undefined) kept.set(id, { ...earlier, name });
  }
  return [...kept.values()];
}

function named({ name }: ConstraintDefinition): number {
  return name === undefined ? 0 : 1;
}

function checksOnly({ kind }: ConstraintDefinition): number {
  return kind === 'check' ? 1 : 0;
}

/** CHECKs hold for the children too, under the same name. */
function inheritChecks(schema: Schema, table: Table): Schema {
  const parents = table.partitionOf === undefined ? table.inherits : [table.partitionOf.parent];
  const checks = parents.flatMap(
    (parent) => tableAt(schema, parent)?.constraints.filter(({ kind, noInherit }) => kind === 'check' && !noInherit) ?? [],
  );
  return editTable(schema, table.key, (edited) => ({
    ...edited,
    constraints: [
      ...edited.constraints,
      ...checks.map(plain).filter(({ name }) => !edited.constraints.some((own) => own.name === name)),
    ],
  }));
}

/** What a table gets when it becomes a partition: the parent's keys with indexes, foreign keys, indexes and row triggers. */
export function joinPartition(schema: Schema, parent: Key, key: Key): Schema {
  const root = tableAt(schema, parent);
  if (root === undefined) return schema;
  let next = schema;
  for (const index of indexesOf(schema, parent)) {
    const constraint = root.constraints.find((candidate) => candidate.index === index.key);
    if (constraint === undefined) {
      next = addToPartition(next, { index, names: indexColumnNames(index), partition: key });
      continue;
    }
    next = addKeyToPartition(next, key, { constraint, index });
  }
  return editTable(next, key, (table) => ({
    ...table,
    constraints: [
      ...table.constraints,
      ...root.constraints.map(plain).filter(({ kind, columns }) => kind === 'foreign-key' && !hasKeyOf(table, columns)),
    ],
    triggers: [
      ...table.triggers,
      ...root.triggers
        .map(plain)
        .filter(({ name, forEachRow }) => forEachRow && !table.triggers.some((own) => own.name === name)),
    ],
  }));
}

function hasKeyOf(table: Table, columns: readonly string[]): boolean {
  return table.constraints.some((own) => own.kind === 'foreign-key' && own.columns.join() === columns.join());
}
