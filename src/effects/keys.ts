import type { ConstraintDefinition } from '../schema/definitions';
import { keyOf, partsOf } from '../schema/names';
import type { Key, PartitionKey } from '../schema/schema';

/** The schema that a relation lives in. Its indexes live there too. */
export function schemaOf(key: Key): string {
  return partsOf(key).schema;
}

/** The key of the index behind a unique constraint, by its name or by the one that PostgreSQL would choose first. */
export function indexKey(table: Key, constraint: ConstraintDefinition, columns: readonly string[]): Key {
  if (constraint.name !== undefined) return keyOf(schemaOf(table), constraint.name);
  const suffix = constraint.kind === 'primary-key' ? 'pkey' : `${columns.join('_')}_key`;
  return keyOf(schemaOf(table), `${partsOf(table).name}_${suffix}`);
}

/** Each partition can only watch over its own rows, so a key must have all columns of the partition key; an expression is none. */
export function lacksPartitionKey(partitionBy: PartitionKey | undefined, columns: readonly string[]): boolean {
  if (partitionBy === undefined) return false;
  return partitionBy.hasExpressions === true || partitionBy.columns.some((each) => !columns.includes(each));
}
