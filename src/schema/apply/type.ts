import type { ChangeOf } from '../change';
import type { AttributeAction, DomainAction } from '../definitions';
import { keyOf, partsOf } from '../names';
import type { Attribute, Key, Schema, Table, TypeObject } from '../schema';
import { creationKey, resolve } from '../session';
import { dropColumn, editColumn } from './column';
import { editTable, mapRelations, omit, withoutTypes, withType, type Context } from './edit';
import { chooseName } from './naming';
import { renameColumn } from './rename';

type Domain = Extract<TypeObject, { kind: 'domain' }>;

export function createEnum(schema: Schema, change: ChangeOf<'create-enum'>, { session, origin }: Context): Schema {
  return withType(schema, { kind: 'enum', key: creationKey(change.type, schema, session), values: change.values, origin });
}

export function createPlainType(schema: Schema, change: ChangeOf<'create-type'>, { session, origin }: Context): Schema {
  return withType(schema, { kind: change.what, key: creationKey(change.type, schema, session), origin });
}

export function createComposite(schema: Schema, change: ChangeOf<'create-composite'>, { session, origin }: Context): Schema {
  const { attributes } = change;
  return withType(schema, { kind: 'composite', key: creationKey(change.type, schema, session), attributes, origin });
}

export function alterComposite(schema: Schema, change: ChangeOf<'alter-composite'>, context: Context): Schema {
  const type = schema.types.get(resolve(change.type, schema, context.session, 'type'));
  if (type?.kind !== 'composite') return schema;
  const next = withType(schema, { ...type, attributes: attributesAfter(type.attributes, change.action) });
  return change.cascade ? alterTyped(next, type.key, change.action, context) : next;
}

/** With CASCADE the columns of tables OF the type follow. */
function alterTyped(schema: Schema, type: Key, action: AttributeAction, context: Context): Schema {
  let next = schema;
  for (const table of schema.relations.values()) {
    if (table.kind !== 'table' || table.ofType !== type) continue;
    const name = partsOf(table.key);
    if (action.kind === 'rename') next = renameColumn(next, table.key, action.attribute, action.to);
    else if (action.kind === 'drop') {
      const change = { kind: 'drop-column', table: name, column: action.attribute, ifExists: false, cascade: true } as const;
      next = dropColumn(next, { ...change, at: { start: 0, end: 0 } }, context);
    } else next = editTable(next, table.key, (it) => withAttribute(it, action, context));
  }
  return next;
}

function withAttribute(
  table: Table,
  { kind, attribute: { name, type, collation } }: Extract<AttributeAction, { kind: 'add' | 'change-type' }>,
  { origin }: Context,
): Table {
  const given = { type, ...(collation && { collation }) };
  if (kind === 'add') return { ...table, columns: [...table.columns, { name, notNull: false, ...given, origin }] };
  return editColumn(table, name, (column) => ({ ...omit(column, 'collation'), ...given }));
}

function attributesAfter(attributes: readonly Attribute[], action: AttributeAction): readonly Attribute[] {
  const edit = (name: string, to: (attribute: Attribute) => Attribute) =>
    attributes.map((attribute) => (attribute.name === name ? to(attribute) : attribute));
  switch (action.kind) {
    case 'add':
      return [...attributes, action.attribute];
    case 'drop':
      return attributes.filter(({ name }) => name !== action.attribute);
    case 'change-type':
      return edit(action.attribute.name, ({ comment }) => ({ ...action.attribute, ...(comment !== undefined && { comment }) }));
    case 'rename':
      return edit(action.attribute, (attribute) => ({ ...attribute, name: action.to }));
  }
}

export function createDomain(schema: Schema, change: ChangeOf<'create-domain'>, { session, origin }: Context): Schema {
  const key = creationKey(change.type, schema, session);
  const empty: Domain = {
    kind: 'domain',
    key,
    base: change.base,
    notNull: change.notNull,
    ...(change.default && { default: change.default }),
    constraints: [],
    origin,
  };
  const domain = change.checks.reduce((next, check) => withCheck(next, { ...check, notValid: false }), empty);
  return withType(schema, domain);
}

function withCheck(
  domain: Domain,
  check: Pick<Extract<DomainAction, { kind: 'add-check' }>, 'name' | 'expression' | 'notValid'>,
): Domain {
  const isTaken = (name: string) => domain.constraints.some((constraint) => constraint.name === name);
  const name = check.name ?? chooseName({ table: partsOf(domain.key).name, columns: '', label: 'check' }, isTaken);
  return { ...domain, constraints: [...domain.constraints, { name, expression: check.expression, validated: !check.notValid }] };
}

export function alterDomain(schema: Schema, change: ChangeOf<'alter-domain'>, { session }: Context): Schema {
  const domain = schema.types.get(resolve(change.type, schema, session, 'type'));
  return domain?.kind === 'domain' ? withType(schema, altered(domain, change.action)) : schema;
}

function altered(domain: Domain, action: DomainAction): Domain {
  switch (action.kind) {
    case 'set-default':
      return { ...domain, default: action.default };
    case 'drop-default':
      return omit(domain, 'default');
    case 'set-not-null':
      return { ...domain, notNull: true };
    case 'drop-not-null':
      return { ...domain, notNull: false };
    case 'add-check':
      return withCheck(domain, action);
    case 'validate-constraint':
      return {
        ...domain,
        constraints: domain.constraints.map((it) => (it.name === action.constraint ? { ...it, validated: true } : it)),
      };
    case 'rename-constraint':
      return {
        ...domain,
        constraints: domain.constraints.map((it) => (it.name === action.constraint ? { ...it, name: action.to } : it)),
      };
    case 'drop-constraint':
      return { ...domain, constraints: domain.constraints.filter((it) => it.name !== action.constraint) };
  }
}

export function addEnumValue(schema: Schema, change: ChangeOf<'add-enum-value'>, { session }: Context): Schema {
  const { value, place } = change;
  return editEnum(schema, resolve(change.type, schema, session, 'type'), (values) => {
    if (values.includes(value)) return values;
    const at = place === undefined ? -1 : values.indexOf(place.value);
    if (place === undefined || at < 0) return [...values, value];
    return values.toSpliced(place.where === 'before' ? at : at + 1, 0, value);
  });
}

export function renameEnumValue(schema: Schema, change: ChangeOf<'rename-enum-value'>, { session }: Context): Schema {
  return editEnum(schema, resolve(change.type, schema, session, 'type'), (values) =>
    values.map((value) => (value === change.value ? change.to : value)),
  );
}

function editEnum(schema: Schema, key: Key, edit: (values: readonly string[]) => readonly string[]): Schema {
  const type = schema.types.get(key);
  return type?.kind === 'enum' ? withType(schema, { ...type, values: edit(type.values) }) : schema;
}

/** A type under another key; columns of it name it anew. */
export function moveType(schema: Schema, from: Key, to: Key): Schema {
  const type = schema.types.get(from);
  if (type === undefined) return schema;
  const moved = withType(withoutTypes(schema, [from]), { ...type, key: to });
  const old = partsOf(from);
  const next = partsOf(to);
  return mapRelations(moved, (relation) => {
    if (relation.kind !== 'table' && relation.kind !== 'foreign-table') return relation;
    const isOf = (name: string, schemaName: string | undefined) => name === old.name && (schemaName ?? old.schema) === old.schema;
    const typed = relation.ofType === from ? { ...relation, ofType: to } : relation;
    if (!relation.columns.some(({ type }) => isOf(type.name, type.schema))) return typed;
    const columns = relation.columns.map((column) => {
      if (!isOf(column.type.name, column.type.schema)) return column;
      const isQualified = column.type.schema !== undefined || next.schema !== old.schema;
      return { ...column, type: { ...column.type, name: next.name, ...(isQualified && { schema: next.schema }) } };
    });
    return { ...typed, columns };
  });
}

export function renameType(schema: Schema, change: ChangeOf<'rename-type'>, { session }: Context): Schema {
  const key = resolve(change.type, schema, session, 'type');
  return moveType(schema, key, keyOf(partsOf(key).schema, change.to));
}
