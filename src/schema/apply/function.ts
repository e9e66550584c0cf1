import type { ChangeOf } from '../change';
import { keyOf, partsOf } from '../names';
import type { FunctionObject, Key, Schema } from '../schema';
import { creationKey, resolve } from '../session';
import type { Context } from './edit';

export function createFunction(schema: Schema, change: ChangeOf<'create-function'>, { session, origin }: Context): Schema {
  const key = creationKey(change.function, schema, session);
  const { arguments: args, language, volatility, isProcedure, text } = change;
  const made: FunctionObject = { key, arguments: args, language, volatility, isProcedure, text, origin };
  const others = (schema.functions.get(key) ?? []).filter((other) => !sameArguments(other.arguments, args));
  return { ...schema, functions: new Map(schema.functions).set(key, [...others, made]) };
}

export function dropFunction(schema: Schema, change: ChangeOf<'drop-function'>, { session }: Context): Schema {
  const key = resolve(change.function, schema, session, 'function');
  const { arguments: args } = change;
  return withFunctions(schema, key, (it) => args !== undefined && !sameArguments(it.arguments, args));
}

export function renameFunction(schema: Schema, change: ChangeOf<'rename-function'>, { session }: Context): Schema {
  const key = resolve(change.function, schema, session, 'function');
  const { arguments: args } = change;
  return moveFunctions(schema, key, keyOf(partsOf(key).schema, change.to), args);
}

/** The overloads of one name, or the one with these arguments, under another key. */
export function moveFunctions(schema: Schema, from: Key, to: Key, args?: readonly string[]): Schema {
  const moving = (schema.functions.get(from) ?? []).filter((it) => args === undefined || sameArguments(it.arguments, args));
  if (moving.length === 0) return schema;
  const left = withFunctions(schema, from, (it) => !moving.includes(it));
  const there = left.functions.get(to) ?? [];
  const moved = moving.map((it) => ({ ...it, key: to }));
  return { ...left, functions: new Map(left.functions).set(to, [...there, ...moved]) };
}

function withFunctions(schema: Schema, key: Key, isKept: (it: FunctionObject) => boolean): Schema {
  const kept = (schema.functions.get(key) ?? []).filter(isKept);
  const next = new Map(schema.functions);
  if (kept.length === 0) next.delete(key);
  else next.set(key, kept);
  return { ...schema, functions: next };
}

function sameArguments(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((type, i) => type === other[i]);
}
