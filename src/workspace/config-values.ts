/** A value of `lockkeeper.json`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A member's value, null where it is missing, and where its name stands. */
export type Member = { readonly value: Json; readonly offset: number };

/** Hears what is wrong, and where. */
export type Fault = (offset: number, message: string) => void;

export const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a path, in the way of any system, stays in the folder that it starts from. */
export function isWithin(path: string): boolean {
  return path !== '' && !/^(?:[/\\]|[a-z]:)/i.test(path) && !path.split(/[/\\]/).includes('..');
}
