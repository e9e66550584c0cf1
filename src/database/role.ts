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
  return typeof comment === 'string' ? roleIn(comment) : undefined;
}

const roles = ['local', 'shared', 'production'] as const;

/**
 * The role that a comment names; of several the most careful one. Who meant to mark a database must not get less care by a
 * slip of the pen, so what cannot be read counts as production.
 */
export function roleIn(comment: string): Role | undefined {
  const said = [...comment.matchAll(/lockkeeper\s*:\s*role\b\s*=?\s*([^\s,;]*)/gi)];
  if (said.length === 0) return undefined;
  const words = said.map(([, word = '']) => word.toLowerCase().replace(/[.'"`]+$/, ''));
  const isRead = (word: string): boolean => roles.some((role) => role === word);
  return words.every(isRead) ? roles.findLast((role) => words.includes(role)) : 'production';
}
