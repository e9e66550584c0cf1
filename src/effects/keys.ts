import type { ConstraintDefinition } from '../schema/change';
import type { Key } from '../schema/schema';

/** The schema part of a key. Names of indexes and constraints live beside their table. */
export function schemaOf(key: Key): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('.')));
}

/** The last part of a key. */
export function nameOf(key: Key): string {
  return key.slice(key.lastIndexOf('.') + 1);
}

/** The key of the index behind a unique constraint, by its name or by the one that PostgreSQL would choose first. */
export function indexKey(table: Key, constraint: ConstraintDefinition, columns: readonly string[]): Key {
  if (constraint.name !== undefined) return `${schemaOf(table)}.${constraint.name}`;
  const suffix = constraint.kind === 'primary-key' ? 'pkey' : `${columns.join('_')}_key`;
  return `${schemaOf(table)}.${nameOf(table)}_${suffix}`;
}
