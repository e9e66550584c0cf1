import type { Granting, GrantTarget } from '../access-change';
import type { Change, ChangeOf } from '../change';
import { partsOf } from '../names';
import type { FunctionObject, Governed, Relation, Role, RoleAttribute, Schema, Table } from '../schema';
import { resolve } from '../session';
import { dependentsOf, mapRelations, omit, withFunctions, withRelations, withType, type Context } from './edit';
import { granted, owned, type Sort } from './grants';
import { editSubject, sortOf } from './subject';

export function comment(schema: Schema, { on, text }: ChangeOf<'comment'>, { session }: Context): Schema {
  if (on === undefined) return schema;
  return editSubject(schema, on, session, (it) =>
    text === undefined ? (omit<Governed>(it, 'comment') as typeof it) : { ...it, comment: text },
  );
}

/** OWNER TO; a table's sequences and indexes are its owner's too. */
export function setTableOwner(schema: Schema, { table, to }: ChangeOf<'set-table-owner'>, { session }: Context): Schema {
  const key = resolve(table, schema, session);
  const relation = schema.relations.get(key);
  if (relation === undefined) return schema;
  const along = dependentsOf(schema, key).filter(
    (it) => (it.kind === 'index' && it.table === key) || (it.kind === 'sequence' && it.ownedBy?.table === key),
  );
  return withRelations(schema, ...[relation, ...along].map((it) => owned(it, sortOf(it), to)));
}

export function setOwner(schema: Schema, { on, to }: ChangeOf<'set-owner'>, { session }: Context): Schema {
  return editSubject(schema, on, session, (it, sort) => (sort === undefined ? it : owned(it, sort, to)));
}

export function grant(schema: Schema, change: ChangeOf<'grant'>, context: Context): Schema {
  return change.on.reduce((next, target) => grantOn(next, target, { granting: change, context }), schema);
}

function grantOn(
  schema: Schema,
  target: GrantTarget,
  { granting, context }: { readonly granting: Granting; readonly context: Context },
): Schema {
  if (target.what !== 'all') {
    return editSubject(schema, target, context.session, (it, sort) => (sort === undefined ? it : given(it, sort, granting)));
  }
  const isIn = (key: string) => partsOf(key).schema === target.schema;
  if (target.of === 'functions') {
    return [...schema.functions]
      .filter(([key]) => isIn(key))
      .reduce(
        (next, [key, functions]) =>
          withFunctions(
            next,
            key,
            functions.map((it) => granted(it, 'function', granting)),
          ),
        schema,
      );
  }
  const isMeant = ({ kind, key }: Relation) =>
    isIn(key) && kind !== 'index' && (kind === 'sequence') === (target.of === 'sequences');
  return mapRelations(schema, (it) => (isMeant(it) ? given(it, sortOf(it), granting) : it));
}

/** An object and, of a table, its columns. What is taken from the whole table is taken from each column. */
function given<T extends Governed>(it: T, sort: Sort, granting: Granting): T {
  const whole = granted(it, sort, granting);
  return hasColumns(whole) ? withColumnsGranted(whole, granting) : whole;
}

function withColumnsGranted<T extends Table>(whole: T, granting: Granting): T {
  const columns = whole.columns.map((column) => {
    const names = granting.privileges
      .filter(({ columns: named }) => named.includes(column.name) || (granting.revoke && named.length === 0))
      .map(({ privilege }) => privilege);
    const isTouched = names.length > 0 || (granting.revoke && granting.privileges.length === 0 && column.grants !== undefined);
    return isTouched ? granted(column, 'column', granting, names) : column;
  });
  return columns.every((column, i) => column === whole.columns[i]) ? whole : { ...whole, columns };
}

function hasColumns<T extends Governed>(it: T): it is T & Table {
  return 'kind' in it && (it.kind === 'table' || it.kind === 'foreign-table');
}

/** ALTER DEFAULT PRIVILEGES of other roles says nothing of what the chain itself makes. */
export function defaultPrivileges(schema: Schema, change: ChangeOf<'default-privileges'>): Schema {
  const { of, schemas, roles, privileges, to, revoke, grantOption } = change;
  if (roles.some((role) => role !== 'current_user' && role !== 'session_user')) return schema;
  const granting = { privileges, to, revoke, grantOption };
  const said = schemas.length === 0 ? [{ of, granting }] : schemas.map((name) => ({ schema: name, of, granting }));
  return { ...schema, defaultPrivileges: [...schema.defaultPrivileges, ...said] };
}

/** What a change has made gets the privileges that new objects are given. */
export function withDefaults(before: Schema, after: Schema, change: Change): Schema {
  if (after.defaultPrivileges.length === 0 || !/^(create|add)-/.test(change.kind)) return after;
  let next = after;
  for (const key of after.relations.keysNotIn(before.relations)) {
    const relation = after.relations.get(key);
    if (relation === undefined || relation.kind === 'index') continue;
    const of = relation.kind === 'sequence' ? 'sequences' : 'tables';
    next = withRelations(next, defaultsFor(after, relation, { of, sort: sortOf(relation), space: partsOf(key).schema }));
  }
  for (const key of after.types.keysNotIn(before.types)) {
    const type = after.types.get(key);
    if (type !== undefined) {
      next = withType(next, defaultsFor(after, type, { of: 'types', sort: 'type', space: partsOf(key).schema }));
    }
  }
  if (change.kind !== 'create-function') return next;
  for (const [key, functions] of after.functions) {
    const former = before.functions.get(key) ?? [];
    if (former === functions) continue;
    const isNew = (it: FunctionObject) => !former.some((other) => other.arguments.join() === it.arguments.join());
    const space = partsOf(key).schema;
    next = withFunctions(
      next,
      key,
      functions.map((it) => (isNew(it) ? defaultsFor(after, it, { of: 'functions', sort: 'function', space }) : it)),
    );
  }
  return next;
}

/** Those said of all schemas change what PostgreSQL gives; those of one schema only add to that. */
function defaultsFor<T extends Governed>(
  schema: Schema,
  it: T,
  { of, sort, space }: { readonly of: ChangeOf<'default-privileges'>['of']; readonly sort: Sort; readonly space: string },
): T {
  const said = schema.defaultPrivileges.filter((each) => each.of === of);
  const everywhere = said.filter((each) => each.schema === undefined);
  const here = said.filter((each) => each.schema === space && !each.granting.revoke);
  return [...everywhere, ...here].reduce((next, { granting }) => granted(next, sort, granting), it);
}

export function createRole(schema: Schema, change: ChangeOf<'create-role'>, { origin }: Context): Schema {
  const { role: name, attributes, memberOf, members } = change;
  const made = withAttributes({ name, attributes: ['inherit'], memberOf, origin }, attributes);
  const next = { ...schema, roles: new Map(schema.roles).set(name, made) };
  return members.length === 0 ? next : join(next, [name], members, false);
}

export function alterRole(schema: Schema, change: ChangeOf<'alter-role'>): Schema {
  const role = schema.roles.get(change.role);
  if (role === undefined) return schema;
  return { ...schema, roles: new Map(schema.roles).set(role.name, withAttributes(role, change.attributes)) };
}

function withAttributes(role: Role, said: ChangeOf<'create-role'>['attributes']): Role {
  const has = new Set<RoleAttribute>(role.attributes);
  for (const [attribute, isOn] of Object.entries(said) as [RoleAttribute, boolean][]) {
    if (isOn) has.add(attribute);
    else has.delete(attribute);
  }
  return { ...role, attributes: [...has].sort() };
}

export function dropRole(schema: Schema, change: ChangeOf<'drop-role'>): Schema {
  const roles = new Map(schema.roles);
  roles.delete(change.role);
  return { ...schema, roles };
}

export function renameRole(schema: Schema, change: ChangeOf<'rename-role'>): Schema {
  const to = (name: string) => (name === change.role ? change.to : name);
  const roles = [...schema.roles.values()].map((role) => ({
    ...role,
    name: to(role.name),
    memberOf: role.memberOf.map(to),
  }));
  return { ...schema, roles: new Map(roles.map((role) => [role.name, role])) };
}

export function grantRole(schema: Schema, { roles, to, revoke }: ChangeOf<'grant-role'>): Schema {
  return join(schema, roles, to, revoke);
}

function join(schema: Schema, roles: readonly string[], members: readonly string[], isLeaving: boolean): Schema {
  const next = new Map(schema.roles);
  for (const name of members) {
    const member = next.get(name);
    if (member === undefined) continue;
    const others = member.memberOf.filter((role) => !roles.includes(role));
    next.set(name, { ...member, memberOf: isLeaving ? others : [...others, ...roles].sort() });
  }
  return { ...schema, roles: next };
}
