import type { Connection } from './connection';

/** A function of the database that a script may call, by itself or through another one. */
export interface ReachedFunction {
  /** `schema.name`. */
  readonly name: string;
  readonly language: string;
  readonly body: string;
}

/** Triggers on tables are set off by rows that are written. */
const writing = /^(insert|update|delete|merge|copy|truncate)$/i;
/** A body may call others, and so on; nobody nests them deeper. */
const deepest = 10;

/**
 * The functions that these words may set off: those that bear such a name, those of triggers on tables of such a name, on
 * their parts and on tables that refer to any of them, and those of event triggers. Members of extensions are left out: their names say what they do.
 */
export async function reachedFunctions(connection: Connection, names: readonly string[]): Promise<readonly ReachedFunction[]> {
  const found = new Map<string, ReachedFunction>();
  let wanted = [...names];
  let isWriting = false;
  for (let depth = 0; depth < deepest && wanted.length > 0; depth++) {
    isWriting ||= wanted.some((word) => writing.test(word));
    const { rows } = await connection.query({ text: query(connection.version), values: [wanted, isWriting] });
    const fresh = rows.filter(({ oid }) => !found.has(String(oid)));
    for (const { oid, name, language, body } of fresh) {
      found.set(String(oid), { name: String(name), language: String(language), body: typeof body === 'string' ? body : '' });
    }
    const words = fresh.flatMap(({ body }) => (typeof body === 'string' ? body.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) : null) ?? []);
    // A body may name what was named in quotes.
    wanted = [...new Set(words.flatMap((word) => [word.toLowerCase(), word]))];
  }
  return [...found.values()];
}

/** The bodies of functions in standard SQL are kept apart since 14. */
function query(version: number): string {
  const body = version >= 140_000 ? 'coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc)' : 'p.prosrc';
  return `
    WITH RECURSIVE named AS (
      SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relname = ANY ($1) AND c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    ), touched AS (
      SELECT oid FROM named
      UNION
      SELECT next.oid FROM touched CROSS JOIN LATERAL (
        SELECT conrelid AS oid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND confrelid = touched.oid
        UNION ALL SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = touched.oid
      ) AS next
    )
    SELECT p.oid::text AS oid, n.nspname || '.' || p.proname AS name, l.lanname AS language, ${body} AS body
      FROM pg_catalog.pg_proc p
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      JOIN pg_catalog.pg_language l ON l.oid = p.prolang
     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
       AND (p.proname = ANY ($1)
         OR $2 AND p.oid IN (SELECT tgfoid FROM pg_catalog.pg_trigger WHERE tgenabled <> 'D' AND tgrelid IN (SELECT oid FROM touched))
         OR p.oid IN (SELECT evtfoid FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D'))`;
}
