import type { Connection } from './connection';

/** How much a database holds. */
export interface DatabaseSize {
  /** Tables of users; a partitioned table counts once. */
  readonly tables: number;
  readonly bytes: number;
}

/** Counts what is there; reads the catalog only. */
export async function sizeOf(connection: Connection): Promise<DatabaseSize> {
  const { rows } = await connection.query({
    text: `SELECT (SELECT count(*) FROM pg_catalog.pg_class c
                     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)')::float8 AS tables,
                  pg_catalog.pg_database_size(pg_catalog.current_database())::float8 AS bytes`,
  });
  const [row] = rows;
  return { tables: Number(row?.['tables']), bytes: Number(row?.['bytes']) };
}
