import type { Key } from './schema';

/** The key of an object: `schema.name`. */
export function keyOf(schema: string, name: string): Key {
  return `${schema}.${name}`;
}

/** The schema and name of a key; the name may hold dots, the schema is taken to have none. */
export function partsOf(key: Key): { readonly schema: string; readonly name: string } {
  const dot = key.indexOf('.');
  return { schema: key.slice(0, dot), name: key.slice(dot + 1) };
}

/** The schema that temporary relations live in, by the alias that every session has for its own. */
export const temporarySchema = 'pg_temp';
