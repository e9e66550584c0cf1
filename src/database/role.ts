import type { Connection } from './connection';
import type { Role } from './target';

/**
 * The role that a database claims for itself by a token in its comment: `COMMENT ON DATABASE app IS
 * 'lockkeeper:role=production'`. Its owner may set it, everyone can read it, and no connection option overrides it.
 */
export async function markedRole(connection: Connection, database = connection.database): Promise<Role | undefined> {
  const { rows } = await connection.query({
    text: `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`,
    values: [database],
  });
  const comment = rows[0]?.['comment'];
  const said =
    typeof comment === 'string' ? /(?:^|[\s,;])lockkeeper:role=(local|shared|production)\b/.exec(comment)?.[1] : undefined;
  return said as Role | undefined;
}
