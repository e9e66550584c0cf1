import { pause } from './pause';

/** Milliseconds without an answer after which the server is asked, by another connection, what became of the session. */
export const usualSilenceMs = 15_000;

/** What another connection says of a session that does not answer. */
export type SessionState =
  /** It works on the statement, or nobody may know what it does. */
  | 'busy'
  /** It waits for its client, which waits for it, or it is no more: the answer was lost on its way. */
  | 'silent'
  /** No connection can be had, or it does not answer either. */
  | 'unreachable';

/** How often in a row a session must be found silent or the server unreachable before it is believed. */
const doubts = 3;

/**
 * Watches over statements that are not answered. A network that swallows everything, as after a fail-over or behind a
 * firewall that forgot the connection, breaks nothing: a client would wait for ever. So another connection asks, and
 * where the answer is not going to come, `cut` breaks what is broken.
 */
export class Pulse {
  readonly #ask: () => Promise<SessionState>;
  readonly #cut: () => void;
  readonly #silenceMs: number;

  constructor(options: { readonly ask: () => Promise<SessionState>; readonly cut: () => void; readonly silenceMs: number }) {
    this.#ask = options.ask;
    this.#cut = options.cut;
    this.#silenceMs = options.silenceMs;
  }

  /** Does `work`, which waits for the server, and looks after it for as long as it takes. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    // Made only for the few statements that take so long: there are thousands of the others.
    let over: AbortController | undefined;
    const timer = setTimeout(() => {
      over = new AbortController();
      void this.#watch(over.signal);
    }, this.#silenceMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      over?.abort();
    }
  }

  async #watch(over: AbortSignal): Promise<void> {
    let doubted = 0;
    while (!over.aborted) {
      doubted = (await this.#ask()) === 'busy' ? 0 : doubted + 1;
      if (isOver(over)) return;
      if (doubted === doubts) {
        this.#cut();
        return;
      }
      await pause(doubted > 0 ? this.#silenceMs / 3 : this.#silenceMs, over);
    }
  }
}

/** Asked anew each time: a signal changes while others work. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
