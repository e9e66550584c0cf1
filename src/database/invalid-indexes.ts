import type { Connection } from './connection';

/** Indexes that a concurrent build left unfinished, as `schema.name`, quoted where needed. */
export async function invalidIndexes(connection: Connection): Promise<ReadonlySet<string>> {
  const { rows } = await connection.query({
    text: `SELECT format('%I.%I', n.nspname, c.relname) AS name
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT i.indisvalid AND c.relkind = 'i'`,
  });
  return new Set(rows.map((row) => String(row['name'])));
}
