import type { Connection } from './connection';

/** What the rows of one table come to. */
export interface RowDigest {
  /** `schema.name`, quoted where SQL needs it. */
  readonly table: string;
  readonly rows: number;
  /** The same for the same rows in any order, of columns of the same names in any order. */
  readonly digest: string;
}

/** Ordinary tables, each with its columns by name; generated ones follow from the others. */
const tables = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name,
         coalesce(string_agg(format('%I', a.attname), ', ' ORDER BY a.attname), '') AS columns
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
   WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   GROUP BY n.nspname, c.relname
   ORDER BY n.nspname, c.relname`;

/** Reads all rows of the tables that `isMeant` takes, by `schema.name`. */
export async function rowDigests(connection: Connection, isMeant: (table: string) => boolean): Promise<readonly RowDigest[]> {
  const { rows } = await connection.query({ text: tables });
  const digests: RowDigest[] = [];
  for (const row of rows) {
    const [table, columns] = [String(row['name']), String(row['columns'])];
    if (!isMeant(table)) continue;
    // A sum does not depend on the order, and, other than XOR, not on pairs of equal rows being nothing.
    const text = `SELECT count(*) AS rows, coalesce(sum(hashtextextended(ROW(${columns})::text, 0)), 0)::text AS digest FROM ONLY ${table}`;
    const [answer] = (await connection.query({ text })).rows;
    digests.push({ table, rows: Number(answer?.['rows']), digest: String(answer?.['digest']) });
  }
  return digests;
}
