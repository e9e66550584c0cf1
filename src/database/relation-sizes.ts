import type { Connection } from './connection';

/** A table or materialized view with all that belongs to it: indexes, TOAST, partitions. */
export interface RelationSize {
  /** `schema.name`, quoted where needed. */
  readonly name: string;
  readonly bytes: number;
}

/** The sizes of the tables that bear one of these names, in any schema, or that have an index of such a name; largest first. */
export async function relationSizes(connection: Connection, names: readonly string[]): Promise<readonly RelationSize[]> {
  const { rows } = await connection.query({
    text: `SELECT format('%I.%I', n.nspname, c.relname) AS name,
                  greatest(pg_total_relation_size(c.oid),
                           (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree(c.oid)))::float8 AS bytes
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND (c.relname = ANY ($1) OR EXISTS (
                SELECT FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid AND x.relname = ANY ($1)))
            ORDER BY bytes DESC`,
    values: [names],
  });
  return rows.map(({ name, bytes }) => ({ name: String(name), bytes: Number(bytes) }));
}
