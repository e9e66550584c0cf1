import type { Connection } from '../database/connection';
import { pause } from '../database/pause';
import { secretsOf } from '../database/redact';
import type { RunContext } from './context';

/** Milliseconds after which a statement that goes on is cancelled again. */
const betweenCancels = 500;

/** Asked anew each time: a signal changes while others work. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Passwords that no message may hold. */
export function secretsOfTarget({ target }: Pick<RunContext, 'target'>): readonly string[] {
  return target.kind === 'server' ? secretsOf(target.url) : [];
}

/**
 * While `work` goes on, an abort asks the server to give up the statement in hand. The signal is not aborted yet. A
 * server that is between two statements at that moment takes no notice of it, so it is asked until the work is over.
 */
export async function cancellable<T>(connection: Connection, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  let cancelling: { readonly over: AbortController; readonly end: Promise<void> } | undefined;
  const cancel = (): void => {
    const over = new AbortController();
    cancelling = { over, end: cancelUntil(over.signal, connection) };
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', cancel);
    cancelling?.over.abort();
    await cancelling?.end;
  }
}

async function cancelUntil(over: AbortSignal, connection: Connection): Promise<void> {
  while (!over.aborted) {
    await connection.cancel();
    await pause(betweenCancels, over);
  }
}
