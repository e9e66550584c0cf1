import type { ChangeOf } from '../change';
import { keyOf, partsOf } from '../names';
import type { Key, OtherKind, OtherObject, Rule, Schema, Table } from '../schema';
import { creationKey, resolve } from '../session';
import { editTable, type Context } from './edit';
import { chooseName, joinColumns } from './naming';

export function createRule(schema: Schema, change: ChangeOf<'create-rule'>, { session, origin }: Context): Schema {
  const { rule: name, event, instead } = change;
  const made: Rule = { name, event, instead, enabled: 'origin', origin };
  return editTable(schema, resolve(change.table, schema, session), (table) => ({
    ...table,
    rules: [...table.rules.filter((other) => other.name !== name), made],
  }));
}

export function changeRule(
  schema: Schema,
  change: ChangeOf<'drop-rule' | 'rename-rule' | 'set-rule-state'>,
  { session }: Context,
): Schema {
  const edit = (rule: Rule): readonly Rule[] => {
    if (rule.name !== change.rule) return [rule];
    if (change.kind === 'drop-rule') return [];
    return [change.kind === 'rename-rule' ? { ...rule, name: change.to } : { ...rule, enabled: change.state }];
  };
  const edited = (table: Table): Table => ({ ...table, rules: table.rules.flatMap(edit) });
  return editTable(schema, resolve(change.table, schema, session), edited);
}

/** Kinds whose objects stand in a schema. */
const inSchemas: ReadonlySet<OtherKind> = new Set(['statistics', 'collation', 'text search configuration']);

export function isInSchema(kind: OtherKind): boolean {
  return inSchemas.has(kind);
}

export function createObject(schema: Schema, change: ChangeOf<'create-object'>, { session, origin }: Context): Schema {
  const { what: kind } = change;
  const on = change.table === undefined ? undefined : resolve(change.table, schema, session);
  const key = isInSchema(kind) ? creationKey(nameFor(schema, change, on), schema, session) : change.name.name;
  if (schema.others.has(`${kind} ${key}`)) return schema;
  return withOther(schema, {
    kind,
    key,
    ...(on !== undefined && { on }),
    ...(change.nondeterministic && { nondeterministic: true }),
    origin,
  });
}

/** Statistics may be left without a name, which the server then chooses as it does an index's. */
function nameFor(
  schema: Schema,
  { name, columns = [] }: ChangeOf<'create-object'>,
  on: Key | undefined,
): ChangeOf<'create-object'>['name'] {
  if (name.name !== '' || on === undefined) return name;
  const { schema: space, name: table } = partsOf(on);
  const isTaken = (chosen: string) => schema.others.has(`statistics ${keyOf(space, chosen)}`);
  return { schema: space, name: chooseName({ table, columns: joinColumns(columns), label: 'stat' }, isTaken) };
}

export function dropObject(schema: Schema, { what, name }: ChangeOf<'drop-object'>, context: Context): Schema {
  const found = find(schema, what, { name, context });
  return found === undefined ? schema : withoutOthers(schema, (it) => it === found);
}

export function renameObject(schema: Schema, { what, name, to }: ChangeOf<'rename-object'>, context: Context): Schema {
  const found = find(schema, what, { name, context });
  if (found === undefined) return schema;
  const key = isInSchema(what) ? keyOf(partsOf(found.key).schema, to) : to;
  return withOther(
    withoutOthers(schema, (it) => it === found),
    { ...found, key },
  );
}

function find(
  schema: Schema,
  what: OtherKind,
  { name, context }: { readonly name: ChangeOf<'drop-object'>['name']; readonly context: Context },
): OtherObject | undefined {
  if (!isInSchema(what)) return schema.others.get(`${what} ${name.name}`);
  const spaces = name.schema === undefined ? context.session.searchPath : [name.schema];
  return spaces.map((space) => schema.others.get(`${what} ${keyOf(space, name.name)}`)).find((it) => it !== undefined);
}

function withOther(schema: Schema, it: OtherObject): Schema {
  return { ...schema, others: new Map(schema.others).set(`${it.kind} ${it.key}`, it) };
}

/** The Schema without some objects, such as the statistics of a table that is gone. */
export function withoutOthers(schema: Schema, isGone: (it: OtherObject) => boolean): Schema {
  const kept = [...schema.others].filter(([, it]) => !isGone(it));
  return kept.length === schema.others.size ? schema : { ...schema, others: new Map(kept) };
}
