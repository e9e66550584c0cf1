import type { ChangeOf } from '../change';
import { keyOf, partsOf } from '../names';
import type { FunctionObject, Key, Name, Relation, Schema } from '../schema';
import { creationKey, resolve, type Session } from '../session';
import { mapRelations, withFunctions, type Context } from './edit';

export function createFunction(schema: Schema, change: ChangeOf<'create-function'>, { session, origin }: Context): Schema {
  const key = creationKey(change.function, schema, session);
  const { routine: kind, arguments: args, returns, language, volatility, securityDefiner, setsSearchPath, text } = change;
  const all = schema.functions.get(key) ?? [];
  const former = all.find((other) => sameArguments(other.arguments, args));
  const made: FunctionObject = {
    // What is said of a function outlasts its replacement.
    ...(former?.comment !== undefined && { comment: former.comment }),
    ...(former?.owner !== undefined && { owner: former.owner }),
    ...(former?.grants && { grants: former.grants }),
    kind,
    key,
    arguments: args,
    ...(returns !== undefined && { returns }),
    language,
    volatility,
    securityDefiner,
    setsSearchPath,
    text,
    origin,
  };
  return withFunctions(schema, key, [...all.filter((other) => other !== former), made]);
}

export function alterFunction(schema: Schema, change: ChangeOf<'alter-function'>, { session }: Context): Schema {
  const { volatility, securityDefiner, setsSearchPath } = change;
  const key = resolve(change.function, schema, session, 'function');
  const edit = (it: FunctionObject): FunctionObject => ({
    ...it,
    ...(volatility && { volatility }),
    ...(securityDefiner !== undefined && { securityDefiner }),
    ...(setsSearchPath !== undefined && { setsSearchPath }),
  });
  return editFunctions(schema, key, change.arguments, edit);
}

/** The overloads of one name, or the one with these arguments, through `edit`. */
export function editFunctions(
  schema: Schema,
  key: Key,
  args: readonly string[] | undefined,
  edit: (it: FunctionObject) => FunctionObject,
): Schema {
  const all = schema.functions.get(key) ?? [];
  const edited = all.map((it) => (isMeant(it, args) ? edit(it) : it));
  return all.length === 0 ? schema : withFunctions(schema, key, edited);
}

/** DROP FUNCTION; with CASCADE the triggers that run it go too. */
export function dropFunction(schema: Schema, change: ChangeOf<'drop-function'>, { session }: Context): Schema {
  const key = resolve(change.function, schema, session, 'function');
  const all = schema.functions.get(key) ?? [];
  const gone = all.filter((it) => isMeant(it, change.arguments));
  if (gone.length === 0) return schema;
  const left = withFunctions(
    schema,
    key,
    all.filter((it) => !gone.includes(it)),
  );
  if (!change.cascade || !gone.some((it) => it.returns === 'trigger')) return left;
  return mapRelations(left, (relation) => {
    if (!hasTriggers(relation)) return relation;
    const triggers = relation.triggers.filter((trigger) => resolve(trigger.function, schema, session, 'function') !== key);
    return triggers.length === relation.triggers.length ? relation : { ...relation, triggers };
  });
}

export function renameFunction(schema: Schema, change: ChangeOf<'rename-function'>, { session }: Context): Schema {
  const key = resolve(change.function, schema, session, 'function');
  return moveFunctions(schema, { from: key, to: keyOf(partsOf(key).schema, change.to), args: change.arguments }, session);
}

/** The overloads of one name, or the one with these arguments, under another key, and the triggers that run them. */
export function moveFunctions(
  schema: Schema,
  { from, to, args }: { readonly from: Key; readonly to: Key; readonly args?: readonly string[] | undefined },
  session: Context['session'],
): Schema {
  const all = schema.functions.get(from) ?? [];
  const moving = all.filter((it) => isMeant(it, args));
  if (moving.length === 0) return schema;
  const left = withFunctions(
    schema,
    from,
    all.filter((it) => !moving.includes(it)),
  );
  const moved = withFunctions(left, to, [...(left.functions.get(to) ?? []), ...moving.map((it) => ({ ...it, key: to }))]);
  if (!moving.some((it) => it.returns === 'trigger')) return moved;
  return mapRelations(moved, (relation) => {
    if (!hasTriggers(relation)) return relation;
    const isRun = (name: Name) => resolve(name, schema, session, 'function') === from;
    if (!relation.triggers.some((trigger) => isRun(trigger.function))) return relation;
    const triggers = relation.triggers.map((it) => (isRun(it.function) ? { ...it, function: partsOf(to) } : it));
    return { ...relation, triggers };
  });
}

function hasTriggers(relation: Relation): relation is Extract<Relation, { triggers: readonly unknown[] }> {
  return 'triggers' in relation && relation.triggers.length > 0;
}

function isMeant(it: FunctionObject, args: readonly string[] | undefined): boolean {
  return args === undefined || sameArguments(it.arguments, args);
}

function sameArguments(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((type, i) => type === other[i]);
}

/** Whether a function of the chain's own holds statements that make or change objects: which, only running it tells. */
export function makesObjects(name: Name, schema: Schema, session: Session): boolean {
  const functions = schema.functions.get(resolve(name, schema, session, 'function')) ?? [];
  return functions.some(({ text }) => /\b(create|alter|drop)\b/i.test(text.replace(/^\s*create\b/i, '')));
}
