import type { Connection } from './connection';
import { pause } from './pause';

/** How long and how a lock is waited for. */
export interface LockWait {
  /** Milliseconds until the wait is given up. */
  readonly deadlineMs: number;
  /** Told each time that the lock was found taken; `holder` in words. */
  readonly onWait: (holder: string) => void;
  /** 0 to 1, so that two who wait do not keep step. */
  readonly random: () => number;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export type LockAnswer =
  { readonly ok: true } | { readonly ok: false; readonly why: 'taken' | 'cancelled'; readonly holder: string };

/**
 * Takes the session's advisory lock by asking again and again. A session that waited within `pg_advisory_lock` would
 * hold a snapshot, for which a CREATE INDEX CONCURRENTLY of the lock's holder waits: a deadlock.
 */
export async function takeLock(connection: Connection, key: string, wait: LockWait): Promise<LockAnswer> {
  const until = wait.now() + wait.deadlineMs;
  for (let ms = 50; ; ms = Math.min(ms * 1.5, 1000)) {
    if (await tryLock(connection, key)) return { ok: true };
    const holder = await holderOf(connection, key);
    if (wait.signal.aborted) return { ok: false, why: 'cancelled', holder };
    const left = until - wait.now();
    if (left <= 0) return { ok: false, why: 'taken', holder };
    wait.onWait(holder);
    await pause(Math.min(ms * (0.5 + wait.random()), left), wait.signal);
  }
}

/** Gives the lock back; it would end with the session anyway. */
export async function releaseLock(connection: Connection, key: string): Promise<void> {
  await connection.query({ text: 'SELECT pg_advisory_unlock($1)', values: [key] });
}

/** What is asked at the end of a transaction: whether it still has the lock, and its own number. */
export interface Standing {
  readonly isLocked: boolean;
  /** Absent where the transaction has written nothing. */
  readonly xid?: string;
}

export async function standing(connection: Connection, key: string): Promise<Standing> {
  const [high, low] = halves(key);
  const { rows } = await connection.query({
    text: `SELECT pg_current_xact_id_if_assigned()::text AS xid, EXISTS (
             SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted
                AND classid = $1::bigint::oid AND objid = $2::bigint::oid AND objsubid = 1) AS held`,
    values: [high, low],
  });
  const xid = rows[0]?.['xid'];
  return { isLocked: rows[0]?.['held'] === true, ...(typeof xid === 'string' && { xid }) };
}

async function tryLock(connection: Connection, key: string): Promise<boolean> {
  const { rows } = await connection.query({ text: 'SELECT pg_try_advisory_lock($1) AS taken', values: [key] });
  return rows[0]?.['taken'] === true;
}

async function holderOf(connection: Connection, key: string): Promise<string> {
  const [high, low] = halves(key);
  const { rows } = await connection.query({
    text: `SELECT a.pid, a.application_name AS application, a.usename AS username,
                  extract(epoch FROM now() - a.backend_start)::int AS seconds
             FROM pg_locks l JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND l.classid = $1::bigint::oid AND l.objid = $2::bigint::oid
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    values: [high, low],
  });
  const [row] = rows;
  if (row === undefined) return 'a session that has just ended';
  const application = typeof row['application'] === 'string' && row['application'] !== '' ? row['application'] : 'a session';
  return `${application} of ${String(row['username'])}, pid ${String(row['pid'])}, connected for ${String(row['seconds'])} s`;
}

/** The two halves by which pg_locks shows a 64-bit key, each as an unsigned number. */
function halves(key: string): readonly [string, string] {
  const bits = BigInt.asUintN(64, BigInt(key));
  return [(bits >> 32n).toString(), (bits & 0xffffffffn).toString()];
}
