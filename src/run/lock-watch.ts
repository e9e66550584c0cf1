import { blockersOf } from '../database/blocking';
import type { Connection } from '../database/connection';
import { failureOf } from '../database/failure';
import { pause } from '../database/pause';
import type { RunError } from './events';

/** Milliseconds after which a statement is worth a look, and between two looks: less than a lock is waited for. */
const interval = 400;

/** What a run waits for, in words. */
export function lockKeptBy(blockers: string): string {
  return `a lock that is kept by ${blockers}`;
}

/** A lock that was not had in time, with who kept it. */
export function withBlockers(error: RunError, blockers: string | undefined): RunError {
  if (error.sqlstate !== '55P03' || blockers === undefined) return error;
  return { ...error, advice: `It was waited for ${blockers}. End that session, or wait for it, then run again.` };
}

/** How a second session is had, to look at the first one. */
export type OpenSecond = () => Promise<Connection | undefined>;

/**
 * Tells who keeps a session waiting for a lock, as a second session sees it. That one is opened when the first
 * statement takes its time, and used for all that follow.
 */
export class LockWatch {
  /** Who kept the last statement waiting, when that was last looked at. */
  #last: string | undefined;
  /** Counts statements, so that what was found out of one is not said of the next. */
  #statement = 0;
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

  /** Does `work` of the session `pid`, and looks at it meanwhile. `next` is to be called where another statement begins. */
  async during<T>(pid: number, work: (next: () => void) => Promise<T>): Promise<T> {
    // Made only for the few statements that take so long: there are thousands of the others.
    let looking: { readonly over: AbortController; readonly end: Promise<void> } | undefined;
    const timer = setTimeout(() => {
      const over = new AbortController();
      looking = { over, end: this.#look(pid, over.signal) };
    }, interval);
    this.#forget();
    try {
      return await work(() => {
        this.#forget();
        if (looking === undefined) timer.refresh();
      });
    } finally {
      clearTimeout(timer);
      looking?.over.abort();
      await looking?.end;
    }
  }

  /** Ends the second session. */
  async close(): Promise<void> {
    await (await this.#second)?.close();
  }

  #forget(): void {
    this.#last = undefined;
    this.#statement += 1;
  }

  async #look(pid: number, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      this.#second ??= this.#open();
      const second = await this.#second;
      const statement = this.#statement;
      const found = second === undefined ? undefined : await this.#ask(second, pid);
      if (found === undefined) return;
      if (found.length > 0 && statement === this.#statement) {
        this.#last = found.join('; ');
        this.#onWait(this.#last);
      }
      await pause(interval, over);
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
