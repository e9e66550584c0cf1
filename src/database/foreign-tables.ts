import type { Connection } from './connection';

/** The foreign tables that bear one of these names, as `schema.name`. */
export async function foreignTables(connection: Connection, names: readonly string[]): Promise<readonly string[]> {
  const { rows } = await connection.query({
    text: `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_catalog.pg_class c
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'f' AND c.relname = ANY ($1) ORDER BY 1`,
    values: [names],
  });
  return rows.map(({ name }) => String(name));
}
