import { blockersOf, waitersFor } from '../database/blocking';
import type { Connection } from '../database/connection';
import { failureOf } from '../database/failure';
import { pause } from '../database/pause';
import type { RunTools } from './context';
import { lockKeptBy } from './lock-watch';
import { secondSession } from './second-session';
import { isAborted } from './signals';

/** Milliseconds between two looks at who waits for a trace. */
const interval = 100;

/** What ends a trace before its time. */
export interface TraceGuard {
  /** Aborted by the user's wish, by another session that waits, or by the clock. */
  readonly signal: AbortSignal;
  /** Why it was given up, where that was not the user's wish. */
  readonly why: string | undefined;
  /** Who kept it waiting for a lock, when that was last seen. */
  readonly blockers: string | undefined;
  /** Waits until a cancel that was sent can no longer meet the next command. */
  settled(): Promise<void>;
  /** Looks no longer. */
  end(): Promise<void>;
}

/** Gives a trace on a server up as soon as another session waits for it: nobody is to notice a rehearsal. */
export function guardTrace(connection: Connection, tools: RunTools, limitMs: number): TraceGuard {
  const stop = new AbortController();
  let why: string | undefined;
  let blockers: string | undefined;
  let cancelling: Promise<void> = Promise.resolve();
  const giveUp = (reason?: string): void => {
    if (stop.signal.aborted) return;
    why = reason;
    stop.abort();
    cancelling = connection.cancel();
  };
  const byUser = (): void => giveUp();
  tools.signal.addEventListener('abort', byUser, { once: true });
  if (tools.signal.aborted) byUser();
  const clock = setTimeout(() => giveUp(`It took longer than ${limitMs / 1000} s, so it was given up.`), limitMs);
  const over = new AbortController();
  const looking = look(connection, tools, {
    over: over.signal,
    found: (who) => giveUp(`It was given up, because ${who} waited for it.`),
    blocked: (by) => {
      blockers = by;
      tools.on({ kind: 'waiting', for: lockKeptBy(by) });
    },
  });
  return {
    signal: stop.signal,
    get why() {
      return why;
    },
    get blockers() {
      return blockers;
    },
    settled: () => cancelling,
    async end() {
      tools.signal.removeEventListener('abort', byUser);
      clearTimeout(clock);
      over.abort();
      await looking;
      await cancelling;
    },
  };
}

interface Findings {
  readonly over: AbortSignal;
  /** Somebody waits for the trace. */
  readonly found: (who: string) => void;
  /** The trace waits for somebody. */
  readonly blocked: (by: string) => void;
}

/** Milliseconds in which a trace whose server is gone says so itself. */
const patience = 1000;

async function look({ pid, target }: Connection, tools: RunTools, { over, found, blocked }: Findings): Promise<void> {
  let isAgain = false;
  while (!over.aborted) {
    const second = await secondSession(target, tools);
    if (second === undefined) {
      if (isAgain) await pause(patience, over);
      if (!isAborted(over)) found('it could not be seen who');
      return;
    }
    try {
      while (!isAborted(over)) {
        const [first] = await waitersFor(second, pid);
        if (first !== undefined) {
          found(first);
          return;
        }
        const before = await blockersOf(second, pid);
        if (before.length > 0) blocked(before.join('; '));
        await pause(interval, over);
      }
    } catch (thrown) {
      // Its session was ended, or was given no time for an answer: nobody may wait unseen, so another one looks.
      failureOf(thrown);
      isAgain = true;
      await pause(interval, over);
    } finally {
      await second.close();
    }
  }
}
