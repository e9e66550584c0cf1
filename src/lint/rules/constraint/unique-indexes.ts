import type { Index, Key, Schema } from '../../../schema/schema';

/** The unique indexes of a table, those behind its constraints too. */
export function uniqueIndexes(schema: Schema, table: Key): readonly Index[] {
  return [...(schema.dependents.get(table) ?? [])].flatMap((key) => {
    const index = schema.relations.get(key);
    return index?.kind === 'index' && index.unique && index.table === table ? [index] : [];
  });
}
