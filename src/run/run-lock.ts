import type { Connection } from '../database/connection';
import { type HeldLease, takeLease } from '../database/lease';
import {
  type LockKeys,
  type LockWait,
  proofOf,
  proofRefused,
  releaseLock,
  takeLock,
  tryTransactionLock,
  waitForLock,
} from '../database/lock';
import { failureOf } from '../database/failure';
import type { HistoryLease, HistoryLock, Query } from '../migrations/history';
import type { RunError } from './events';

/** What a run holds to keep others out. */
export interface RunLock {
  /**
   * To be called first in each transaction: where the lock lasts for one only, it is taken here. Answers who has it, if
   * that is not us.
   */
  enter(): Promise<string | undefined>;
  /**
   * To be sent as the last one before a COMMIT: fails with `proofRefused` where the lock is lost. Absent where the lock was
   * taken for the transaction, which cannot lose it.
   */
  readonly proof?: Query;
  /** To be called before a COMMIT: how what is renewed from time to time was lost, if it was. */
  renew(): Promise<RunError | undefined>;
  /** Asked outside a transaction: how the lock was lost, if it was. */
  lost(): Promise<RunError | undefined>;
  release(): Promise<void>;
}

export type RunLockAnswer =
  | { readonly ok: true; readonly lock: RunLock }
  /** `no-room`: the lease needs a second session, which the server did not let in. */
  | { readonly ok: false; readonly why: 'taken' | 'cancelled' | 'no-room'; readonly holder: string };

/** How a run's lock is taken. */
export interface RunLockRequest {
  readonly lock: HistoryLock;
  readonly wait: LockWait;
  /** A second session that may write, for a lease; absent where the target takes one session only, which is a lock itself. */
  readonly second?: () => Promise<Connection | undefined>;
}

/** Takes the advisory locks, then the lease where the runner has one: while it is waited for, the locks are kept. */
export async function takeRunLock(connection: Connection, { lock, wait, second }: RunLockRequest): Promise<RunLockAnswer> {
  const { keys, lease } = lock;
  const until = wait.now() + wait.deadlineMs;
  const taken = await (connection.pooled ? waitForLock(connection, keys, wait) : takeLock(connection, keys, wait));
  if (!taken.ok) return taken;
  if (lease === undefined || second === undefined) return { ok: true, lock: heldLock(connection, keys) };
  const session = await second();
  if (session === undefined) {
    await letGo(connection, keys);
    return { ok: false, why: 'no-room', holder: lease.table };
  }
  try {
    const answer = await takeLease(session, lease, { ...wait, deadlineMs: Math.max(0, until - wait.now()) });
    if (answer.ok) return { ok: true, lock: heldLock(connection, keys, { lease, held: answer.lease }) };
    await session.close();
    await letGo(connection, keys);
    return answer;
  } catch (thrown) {
    await session.close();
    throw thrown;
  }
}

function heldLock(
  connection: Connection,
  keys: LockKeys,
  leased?: { readonly lease: HistoryLease; readonly held: HeldLease },
): RunLock {
  const proof = connection.pooled ? undefined : proofOf(keys);
  const renew = async (): Promise<RunError | undefined> =>
    leased === undefined || (await leased.held.moveOn()) ? undefined : lostLease(leased.lease);
  return {
    ...(proof !== undefined && { proof }),
    renew,
    enter: () => (connection.pooled ? tryTransactionLock(connection, keys) : Promise.resolve(undefined)),
    async lost() {
      try {
        if (proof !== undefined) await connection.query(proof);
      } catch (thrown) {
        if (failureOf(thrown).sqlstate === proofRefused) return lostLock;
        throw thrown;
      }
      return renew();
    },
    async release() {
      await leased?.held.end();
      await letGo(connection, keys);
    },
  };
}

/** Gives the locks back, which have gone with the session where that is over: no reason to forget what was done. */
async function letGo(connection: Connection, keys: LockKeys): Promise<void> {
  if (connection.pooled) return;
  try {
    await releaseLock(connection, keys);
  } catch (thrown) {
    failureOf(thrown);
  }
}

export const lostLock: RunError = {
  message: 'The lock that keeps other runs out was lost during the migration, so it was rolled back.',
  advice: 'A statement such as pg_advisory_unlock_all or DISCARD ALL gives it back: remove it.',
};

function lostLease({ table }: HistoryLease): RunError {
  return {
    message: `The row of ${table} that keeps other runs out was lost during the migration, so it was rolled back.`,
    advice:
      'Another runner took it, somebody deleted it, or the session that moves its end on broke: see who migrates, then run again.',
  };
}
