import type { Connection, Failure } from '../database/connection';
import type { ErrorPage } from '../database/explained';
import { failureOf } from '../database/failure';
import { describeTarget } from '../database/redact';
import type { Target } from '../database/target';
import type { Source } from '../migrations/project';
import type { RunTools } from './context';
import type { RunReport } from './events';
import { guardWrites, type Wish } from './guards';
import { type RunLock, takeRunLock } from './run-lock';
import { secondSession } from './second-session';
import { secretsOfTarget } from './signals';
import { sentences } from './sentences';

/** What is to be changed, and by whose consent. */
export interface LockedInput extends Wish {
  readonly source: Source;
  readonly target: Target;
  /** Milliseconds to wait for another run to end; 30,000 unless given. */
  readonly lockDeadlineMs?: number;
}

/** Why a target was not changed, or where its change broke off. */
export interface BrokenOff {
  readonly outcome: Exclude<RunReport['outcome'], 'done' | 'nothing-to-do'>;
  readonly message: string;
  /** Where more is said of it. */
  readonly page?: ErrorPage;
}

/** A session that may write, and what keeps others out meanwhile. */
export interface LockedSession {
  readonly connection: Connection;
  readonly lock: RunLock;
}

/** Does `work` on a target that may be written to, under its history's lock. Never rejects for what a server says. */
export async function underLock<T>(
  input: LockedInput,
  tools: RunTools,
  work: (session: LockedSession) => Promise<T>,
): Promise<T | BrokenOff> {
  const { target } = input;
  tools.on({ kind: 'waiting', for: `a connection to ${describeTarget(target)}` });
  const answer = await tools.connect(target, { purpose: 'write', signal: tools.signal });
  if (!answer.ok) {
    if (tools.signal.aborted) return { outcome: 'cancelled', message: 'Cancelled before anything was begun.' };
    return brokenOff(answer.failure, 'no-connection');
  }
  const { connection } = answer;
  try {
    return await guarded(input, tools, { connection, work });
  } catch (thrown) {
    // A driver's error that no step expected: reading the history, taking the lock.
    const failure = failureOf(thrown, secretsOfTarget(input));
    if (tools.signal.aborted) return { outcome: 'cancelled', message: 'Cancelled.' };
    return brokenOff(failure, 'failed');
  } finally {
    await connection.close();
  }
}

/** The end that a failure makes of a change: what is no matter of the connection counts as `otherwise`. */
export function brokenOff({ kind, message, advice, page }: Failure, otherwise: 'failed' | 'no-connection'): BrokenOff {
  return {
    outcome: kind === 'locked' ? 'locked' : kind === 'connection' ? 'no-connection' : otherwise,
    message: sentences(message, advice),
    ...(page !== undefined && { page }),
  };
}

async function guarded<T>(
  input: LockedInput,
  tools: RunTools,
  { connection, work }: { readonly connection: Connection; readonly work: (session: LockedSession) => Promise<T> },
): Promise<T | BrokenOff> {
  const refused = await guardWrites(connection, input.target, input);
  if (refused !== undefined) return { outcome: 'refused', message: refused.reason };
  const { target, source } = input;
  const answer = await takeRunLock(connection, {
    lock: source.convention.history.lock(connection),
    wait: {
      deadlineMs: input.lockDeadlineMs ?? 30_000,
      onWait: (holder) => tools.on({ kind: 'waiting', for: `the lock that ${holder} holds` }),
      ...{ random: tools.random, now: tools.now, signal: tools.signal },
    },
    ...(target.kind === 'server' && { second: () => secondSession(target, tools, 'write') }),
  });
  if (answer.ok) {
    try {
      return await work({ connection, lock: answer.lock });
    } finally {
      await answer.lock.release();
    }
  }
  switch (answer.why) {
    case 'cancelled':
      return { outcome: 'cancelled', message: 'Cancelled before anything was begun.' };
    case 'taken':
      return { outcome: 'locked', message: `Another run holds the lock: ${answer.holder}.`, page: 'lock-held' };
    case 'no-room':
      return {
        outcome: 'no-connection',
        message: `A second session is needed to hold the lock in ${answer.holder}, and the server did not let one in. Close other connections, then run again.`,
      };
  }
}
