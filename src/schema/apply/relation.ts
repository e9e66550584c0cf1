import type { Node } from '@pgsql/types';
import type { ChangeOf } from '../change';
import { partsOf } from '../names';
import type { Schema, Sequence, View } from '../schema';
import { type ColumnsOf, outputColumns, renamed } from '../output-columns';
import { creationKey, resolve, type Session } from '../session';
import { omit, withoutRelations, withRelations, type Context } from './edit';

export function createView(schema: Schema, change: ChangeOf<'create-view'>, { session, origin }: Context): Schema {
  const key = creationKey(change.view, schema, session);
  if (change.ifNotExists && schema.relations.has(key)) return schema;
  const columns = viewColumns(change, schema, session);
  const former = schema.relations.get(key);
  const view: View = {
    // What is said of a view outlasts its replacement.
    ...(former?.comment !== undefined && { comment: former.comment }),
    ...(former?.owner !== undefined && { owner: former.owner }),
    ...(former?.grants && { grants: former.grants }),
    kind: change.materialized ? 'materialized-view' : 'view',
    key,
    reads: change.reads.map((name) => resolve(name, schema, session)),
    ...(columns !== undefined && { columns }),
    text: change.text,
    populated: change.populated,
    mentions: mentionsIn(change.query),
    origin,
  };
  return withRelations(schema, view);
}

/** The names of the columns that a view gets; undefined where they are not known. */
export function viewColumns(change: ChangeOf<'create-view'>, schema: Schema, session: Session): readonly string[] | undefined {
  return renamed(outputColumns(change.query, columnsOf(schema, session)), change.columns);
}

function columnsOf(schema: Schema, session: Session): ColumnsOf {
  return (name) => {
    const relation = schema.relations.get(resolve(name, schema, session));
    switch (relation?.kind) {
      case 'table':
      case 'foreign-table':
        return relation.partlyKnown ? undefined : relation.columns.map((column) => column.name);
      case 'view':
      case 'materialized-view':
        return relation.columns;
      default:
        return undefined;
    }
  };
}

/** The columns that a query names, without the names that it gives itself: those may stand for anything. */
function mentionsIn(query: unknown): readonly string[] {
  const named = new Set<string>();
  const given = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    if ('ColumnRef' in node) {
      const last = node.ColumnRef.fields?.at(-1);
      if (last !== undefined) named.add('String' in last ? (last.String.sval ?? '') : '*');
      return;
    }
    if ('ResTarget' in node && node.ResTarget.name !== undefined) given.add(node.ResTarget.name);
    Object.values(value).forEach(visit);
  };
  visit(query);
  return [...named].filter((name) => !given.has(name));
}

export function refreshView(schema: Schema, change: ChangeOf<'refresh-view'>, { session }: Context): Schema {
  const view = schema.relations.get(resolve(change.view, schema, session));
  return view?.kind === 'materialized-view' ? withRelations(schema, { ...view, populated: change.withData }) : schema;
}

export function createSequence(schema: Schema, change: ChangeOf<'create-sequence'>, { session, origin }: Context): Schema {
  const key = creationKey(change.sequence, schema, session);
  if (change.ifNotExists && schema.relations.has(key)) return schema;
  const { ownedBy, type } = change;
  const sequence: Sequence = {
    kind: 'sequence',
    key,
    ...(type && { type }),
    ...(ownedBy && { ownedBy: { table: resolve(ownedBy.table, schema, session), column: ownedBy.column } }),
    origin,
  };
  return withRelations(schema, sequence);
}

export function alterSequence(schema: Schema, change: ChangeOf<'alter-sequence'>, { session }: Context): Schema {
  const sequence = schema.relations.get(resolve(change.sequence, schema, session));
  const { ownedBy, type } = change;
  if (sequence?.kind !== 'sequence') return schema;
  const counting = type === undefined ? sequence : { ...sequence, type };
  if (ownedBy === undefined) return counting === sequence ? schema : withRelations(schema, counting);
  const free = omit(counting, 'ownedBy');
  if (ownedBy === 'none') return withRelations(schema, free);
  return withRelations(schema, {
    ...free,
    ownedBy: { table: resolve(ownedBy.table, schema, session), column: ownedBy.column },
  });
}

/** DROP SEQUENCE; with CASCADE the defaults that draw from it go too. */
export function dropSequence(schema: Schema, change: ChangeOf<'drop-sequence'>, { session }: Context): Schema {
  const key = resolve(change.sequence, schema, session);
  const sequence = schema.relations.get(key);
  const left = withoutRelations(schema, [key]);
  if (!change.cascade || sequence?.kind !== 'sequence') return left;
  const named = [`'${key}'`, `'${partsOf(key).name}'`];
  const edited = [...left.relations.values()].flatMap((relation) => {
    if (relation.kind !== 'table') return [];
    const columns = relation.columns.map((column) => {
      const { default: standard, ...rest } = column;
      return standard !== undefined && /^nextval\(/i.test(standard.text) && named.some((it) => standard.text.includes(it))
        ? rest
        : column;
    });
    return columns.every((column, i) => column === relation.columns[i]) ? [] : [{ ...relation, columns }];
  });
  return withRelations(left, ...edited);
}
