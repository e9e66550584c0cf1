import { blockersOf } from '../database/blocking';
import type { Connection } from '../database/connection';
import { failureOf } from '../database/failure';
import { pause } from '../database/pause';

/** Milliseconds after which a statement is worth a look, and between two looks: less than a lock is waited for. */
const interval = 400;

/** How a second session is had, to look at the first one. */
export type OpenSecond = () => Promise<Connection | undefined>;

/**
 * Tells who keeps a session waiting for a lock, as a second session sees it. That one is opened when the first
 * statement takes its time, and used for all that follow.
 */
export class LockWatch {
  /** Who kept the last statement waiting, when that was last looked at. */
  #last: string | undefined;
  #second: Promise<Connection | undefined> | undefined;
  readonly #open: OpenSecond;
  readonly #onWait: (blockers: string) => void;

  constructor(open: OpenSecond, onWait: (blockers: string) => void) {
    this.#open = open;
    this.#onWait = onWait;
  }

  /** Who kept the last statement waiting; undefined where nobody did. */
  get blockers(): string | undefined {
    return this.#last;
  }

  /** Does `work` of the session `pid`, and looks at it meanwhile. */
  async during<T>(pid: number, work: () => Promise<T>): Promise<T> {
    this.#last = undefined;
    const over = new AbortController();
    const looking = this.#look(pid, over.signal);
    try {
      return await work();
    } finally {
      over.abort();
      await looking;
    }
  }

  /** Ends the second session. */
  async close(): Promise<void> {
    await (await this.#second)?.close();
  }

  async #look(pid: number, over: AbortSignal): Promise<void> {
    for (;;) {
      await pause(interval, over);
      if (over.aborted) return;
      this.#second ??= this.#open();
      const second = await this.#second;
      const found = second === undefined ? undefined : await this.#ask(second, pid);
      if (found === undefined) return;
      if (found.length === 0) continue;
      this.#last = found.join('; ');
      this.#onWait(this.#last);
    }
  }

  /** Undefined where the second session cannot say: it is a help, and no run fails for want of it. */
  async #ask(second: Connection, pid: number): Promise<readonly string[] | undefined> {
    try {
      return await blockersOf(second, pid);
    } catch (thrown) {
      failureOf(thrown);
      return undefined;
    }
  }
}
