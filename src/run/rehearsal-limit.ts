import type { ThrowAway } from '../database/throw-away';
import type { RunTools } from './context';

/** Milliseconds that a whole rehearsal may take, unless another limit is given. */
export const longestRehearsal = 120_000;

/** What ends a rehearsal before its time. */
export interface RehearsalLimit {
  /** Why it was ended, where that was not the user's wish: a sentence. */
  readonly why: string | undefined;
  /** Starts the clock: the time that the server itself needs to start is nobody's fault. */
  begin(): void;
  /** Looks no longer. */
  end(): void;
}

/**
 * Ends a throw-away database by the user's wish, or when its time is up: the embedded server heeds no
 * `statement_timeout`, so that only the end of its process ends a statement that never does.
 */
export function limitRehearsal(
  database: ThrowAway,
  { signal }: Pick<RunTools, 'signal'>,
  limitMs = longestRehearsal,
): RehearsalLimit {
  let why: string | undefined;
  const dispose = (): void => void database.dispose();
  let clock: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', dispose, { once: true });
  return {
    get why() {
      return why;
    },
    begin() {
      clock = setTimeout(() => {
        why = `It took longer than ${limitMs / 1000} s on ${database.place}, so it was given up.`;
        dispose();
      }, limitMs);
    },
    end() {
      clearTimeout(clock);
      signal.removeEventListener('abort', dispose);
    },
  };
}
