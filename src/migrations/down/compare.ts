import { temporarySchema } from '../../schema/names';
import type { Relation, Schema } from '../../schema/schema';
import { shown } from './undoing';

/**
 * Whether two objects are alike to PostgreSQL: where they come from, how their text is broken into lines and the order
 * of a table's columns and constraints are left aside.
 */
function isAlike(one: unknown, other: unknown): boolean {
  return one === other || printed(one) === printed(other);
}

function printed(value: unknown): string {
  return JSON.stringify(value, (key, member: unknown) => {
    if (key === 'origin' || key === 'tree' || key === 'concurrently') return undefined;
    if (key === 'text' && typeof member === 'string') return member.replace(/\s+/g, ' ').replace(/^create (or replace )?/i, '');
    if (['columns', 'constraints', 'triggers', 'policies', 'rules'].includes(key) && isListOfNamed(member)) {
      return [...member].sort((a, b) => (a.name < b.name ? -1 : 1)).map((each) => ({ ...each, name: each.name }));
    }
    return typeof member === 'object' && member !== null && !Array.isArray(member) ? sorted(member) : member;
  });
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isListOfNamed(value: unknown): value is readonly { readonly name: string }[] {
  return Array.isArray(value) && value.every((each: unknown) => typeof each === 'object' && each !== null && 'name' in each);
}

/** What one Schema has otherwise than the other, by names for people. */
export function differences(one: Schema, other: Schema): readonly string[] {
  const found = new Set<string>();
  const compare = (what: string, a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): void => {
    for (const [key, value] of a) if (!isAlike(value, b.get(key))) found.add(`${what} ${shown(key)}`);
    for (const key of b.keys()) if (!a.has(key)) found.add(`${what} ${shown(key)}`);
  };
  for (const key of new Set([...one.relations.keys(), ...other.relations.keys()])) {
    // What is temporary goes with its session.
    if (key.startsWith(`${temporarySchema}.`)) continue;
    const [a, b] = [one.relations.get(key), other.relations.get(key)];
    if (!isAlike(a, b)) found.add(`${kindOf(a ?? b)} ${shown(key)}`);
  }
  compare('type', one.types, other.types);
  compare('function', one.functions, other.functions);
  compare('schema', one.schemas, other.schemas);
  compare('extension', one.extensions, other.extensions);
  compare('object', one.others, other.others);
  compare('role', one.roles, other.roles);
  return [...found];
}

function kindOf(relation: Relation | undefined): string {
  return relation?.kind.replace('-', ' ') ?? 'relation';
}
