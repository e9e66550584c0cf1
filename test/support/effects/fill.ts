import type { Connection } from '../../../src/database/connection';
import { failureOf } from '../../../src/database/failure';

/** Tables that hold rows themselves, partitioned ones in their partitions' stead, with the columns that must be given. */
const tablesQuery = `
  SELECT c.oid::regclass::text AS table,
         coalesce(json_agg(json_build_object(
           'name', quote_ident(a.attname),
           'type', format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), coalesce(nullif(t.typtypmod, -1), a.atttypmod)),
           'value', coalesce((SELECT quote_literal(min(e.enumlabel)) FROM pg_enum e WHERE e.enumtypid = a.atttypid), ''),
           'category', t.typcategory) ORDER BY a.attnum)
           FILTER (WHERE a.attname IS NOT NULL), '[]')::text AS columns
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '' AND a.attgenerated = ''
  LEFT JOIN pg_type t ON t.oid = a.atttypid
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information_schema)'
  GROUP BY c.oid`;

interface Column {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly category: string;
}

/** Values by the category of their type (`pg_type.typcategory`); row \`g\` has a number of its own. */
function valueOf({ type, value, category }: Column): string {
  if (value !== '') return value;
  if (category === 'A') return `'{}'`;
  if (category === 'N') return `(g % 30000)::${type}`;
  if (category === 'B') return 'g % 2 = 0';
  if (category === 'S') return `left('v' || g, 8)::${type}`;
  if (category === 'D')
    return type.startsWith('time') && !type.includes('stamp') ? `'00:00'` : `(date '2025-01-01' + g)::${type}`;
  if (type === 'uuid') return 'md5(g::text)::uuid';
  if (/^jsonb?$/.test(type)) return `'{}'`;
  if (type === 'bytea') return "convert_to(g::text, 'UTF8')";
  return 'NULL';
}

/** Puts 100 rows into each table that has none and takes them; foreign keys and triggers are left out of it. */
export async function fillTables(connection: Connection): Promise<void> {
  await connection.script('SET session_replication_role = replica');
  const { rows } = await connection.query({ text: tablesQuery });
  for (const row of rows) {
    const [table, columns] = [String(row['table']), JSON.parse(String(row['columns'])) as readonly Column[]];
    const { rows: known } = await connection.query({ text: `SELECT 1 FROM ${table} LIMIT 1` });
    if (known.length > 0 || columns.length === 0) continue;
    const names = columns.map(({ name }) => name).join(', ');
    const values = columns.map(valueOf).join(', ');
    const insert = `INSERT INTO ${table} (${names}) SELECT ${values} FROM generate_series(1, 100) AS g`;
    // What has a check, a bound or a type of its own may refuse them, and stays empty.
    try {
      await connection.script(insert);
    } catch (error) {
      if (failureOf(error).sqlstate === undefined) throw error;
    }
  }
  await connection.script('RESET session_replication_role');
}

/** Takes all rows out again; tells whether there were some. */
export async function emptyTables(connection: Connection): Promise<boolean> {
  const { rows } = await connection.query({ text: tablesQuery });
  const tables = rows.map((row) => String(row['table']));
  const full: string[] = [];
  for (const table of tables) {
    const { rows: known } = await connection.query({ text: `SELECT 1 FROM ${table} LIMIT 1` });
    if (known.length > 0) full.push(table);
  }
  if (full.length > 0) await connection.script(`TRUNCATE ${full.join(', ')} CASCADE`);
  return full.length > 0;
}
