import type { Query } from '../migrations/history';
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

/** The 64-bit keys of the advisory locks that a run holds together, signed, in decimal. */
export type LockKeys = readonly string[];

/**
 * Takes the session's advisory locks, all or none, by asking again and again. A session that waited within
 * `pg_advisory_lock` would hold a snapshot, for which a CREATE INDEX CONCURRENTLY of the lock's holder waits: a deadlock.
 */
export async function takeLock(connection: Connection, keys: LockKeys, wait: LockWait): Promise<LockAnswer> {
  return untilTaken(wait, async () => {
    const taken = await tryAll(connection, keys);
    return taken === undefined ? { ok: true, value: undefined } : { ok: false, holder: await holderOf(connection, taken) };
  });
}

/**
 * Waits until the locks are free, and takes none: behind a pooler a lock of the session would be lost to us, and never
 * be given back. Each transaction takes it for itself with `tryTransactionLock`.
 */
export async function waitForLock(connection: Connection, keys: LockKeys, wait: LockWait): Promise<LockAnswer> {
  return untilTaken(wait, async () => {
    const holder = await tryTransactionLock(connection, keys);
    return holder === undefined ? { ok: true, value: undefined } : { ok: false, holder };
  });
}

/** Takes the locks until the end of the transaction that is open; answers who has one of them, if not all are to be had. */
export async function tryTransactionLock(connection: Connection, keys: LockKeys): Promise<string | undefined> {
  for (const key of keys) {
    const { rows } = await connection.query({ text: 'SELECT pg_try_advisory_xact_lock($1) AS taken', values: [key] });
    if (rows[0]?.['taken'] !== true) return holderOf(connection, key);
  }
  return undefined;
}

/** Tries again and again, ever less often, until `attempt` has what it wants or the wait is over. */
export async function untilTaken<T>(
  wait: LockWait,
  attempt: () => Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly holder: string }>,
): Promise<{ readonly ok: true; readonly value: T } | Extract<LockAnswer, { ok: false }>> {
  const until = wait.now() + wait.deadlineMs;
  for (let ms = 50; ; ms = Math.min(ms * 1.5, 1000)) {
    const answer = await attempt();
    if (answer.ok) return answer;
    const { holder } = answer;
    if (wait.signal.aborted) return { ok: false, why: 'cancelled', holder };
    const left = until - wait.now();
    if (left <= 0) return { ok: false, why: 'taken', holder };
    wait.onWait(holder);
    await pause(Math.min(ms * (0.5 + wait.random()), left), wait.signal);
  }
}

/** Gives the locks back; they would end with the session anyway. */
export async function releaseLock(connection: Connection, keys: LockKeys): Promise<void> {
  for (const key of keys) await connection.query({ text: 'SELECT pg_advisory_unlock($1)', values: [key] });
}

/** The SQLSTATE with which `proofOf` fails. */
export const proofRefused = '22012';

/**
 * A query that fails where this session has not the locks any more, and so forbids the COMMIT that is sent right behind it.
 * Only giving a lock back tells whether it was there; the same lock for the length of the transaction, which nothing in it
 * can give back, keeps others out meanwhile, until the COMMIT is through. pg_locks would tell as well, at ten times the
 * price.
 */
export function proofOf(keys: LockKeys): Query {
  const proofs = keys.map((_, index) => {
    const key = `$${index + 1}::bigint`;
    return `1 / CASE WHEN pg_catalog.pg_try_advisory_xact_lock(${key})
                     THEN CASE WHEN pg_catalog.pg_advisory_unlock(${key}) THEN pg_catalog.pg_try_advisory_lock(${key})::int ELSE 0 END
                     ELSE 0 END`;
  });
  return { text: `SELECT ${proofs.join(', ')}`, values: keys };
}

/** Undefined when all are taken now; else the key that another session holds, and none is kept. */
async function tryAll(connection: Connection, keys: LockKeys): Promise<string | undefined> {
  for (const [index, key] of keys.entries()) {
    const { rows } = await connection.query({ text: 'SELECT pg_try_advisory_lock($1) AS taken', values: [key] });
    if (rows[0]?.['taken'] === true) continue;
    await releaseLock(connection, keys.slice(0, index));
    return key;
  }
  return undefined;
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
