import { quoteIdentifier } from '../sql/quote';
import type { Connection } from './connection';
import { failureOf } from './failure';
import { pause } from './pause';

/** What the comment of a database begins with that was made to be thrown away. */
const token = 'lockkeeper:shadow';

/** The first half of the advisory locks that whoever uses such a database holds: «shdw» in ASCII. */
const lockClass = 0x73_68_64_77;

/** The comment by which a database, or a role that was made for it, is known again. */
export function mark(id: string): string {
  return `${token} ${id}: made by Lockkeeper to be thrown away`;
}

/** Shows all sessions of the server that the database of this id is in use, for as long as this session lives. */
export async function takeMark(connection: Connection, id: string): Promise<void> {
  await connection.query({ text: 'SELECT pg_advisory_lock($1, $2)', values: [lockClass, lockOf(id)] });
}

/** Of all shadows of a server, each of which has a lock of its own besides. */
const turn = 0;

/** Milliseconds that one shadow waits for another one of the same server, and between two questions. */
const longestTurn = 60_000;
const betweenTurns = 250;

/**
 * Waits until no other shadow is made by way of this database, for as long as this session lives: the roles that a chain makes
 * belong to the whole server, and one must not meet, or drop, those of another. False where that took too long.
 */
export async function takeTurn(connection: Connection, signal?: AbortSignal): Promise<boolean> {
  const query = { text: 'SELECT pg_try_advisory_lock($1, $2) AS taken', values: [lockClass, turn] };
  for (let waited = 0; waited <= longestTurn && signal?.aborted !== true; waited += betweenTurns) {
    const { rows } = await connection.query(query);
    if (rows[0]?.['taken'] === true) return true;
    await pause(betweenTurns, signal);
  }
  return false;
}

const lockOf = (id: string): number => Number.parseInt(id.slice(0, 8), 16) & 0x7f_ff_ff_ff;

interface Leftover {
  readonly kind: 'DATABASE' | 'ROLE';
  readonly name: string;
  readonly id: string;
}

/**
 * Drops databases and roles that bear our mark and that nobody uses: those of processes that were killed. What bears none is
 * left alone, whatever its name is, and so is what somebody is connected to.
 */
export async function removeLeftovers(connection: Connection): Promise<void> {
  const leftovers = await markedBy(connection);
  if (leftovers.length === 0) return;
  const { rows } = await connection.query({
    text: `SELECT objid::bigint::int AS id FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2`,
    values: [lockClass],
  });
  const used = new Set(rows.map(({ id }) => Number(id)));
  for (const { kind, name, id } of leftovers) {
    if (used.has(lockOf(id))) continue;
    try {
      await connection.query({ text: `DROP ${kind} IF EXISTS ${quoteIdentifier(name)}` });
    } catch (thrown) {
      // In use by somebody else, or not ours to drop: it stays.
      if (failureOf(thrown).kind === 'connection') throw thrown;
    }
  }
}

/** Databases before roles, which may own something there. */
async function markedBy(connection: Connection): Promise<readonly Leftover[]> {
  const { rows } = await connection.query({
    text: `SELECT 'DATABASE' AS kind, datname::text AS name, shobj_description(oid, 'pg_database') AS comment
             FROM pg_catalog.pg_database WHERE datname LIKE 'lockkeeper\\_shadow\\_%'
           UNION ALL
           SELECT 'ROLE', rolname, shobj_description(oid, 'pg_authid') FROM pg_catalog.pg_roles
            WHERE shobj_description(oid, 'pg_authid') LIKE $1
            ORDER BY 1`,
    values: [`${token} %`],
  });
  return rows.flatMap(({ kind, name, comment }) => {
    const id = new RegExp(`^${token} ([0-9a-f]{16}):`).exec(String(comment))?.[1];
    return id === undefined ? [] : [{ kind: kind === 'ROLE' ? 'ROLE' : 'DATABASE', name: String(name), id }];
  });
}
