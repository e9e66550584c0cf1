import { printable } from '../report/colour';
import { describeDuration } from '../report/describe';
import { nameOf } from '../run/plan';
import type { RunEvent } from '../run/events';
import type { Io } from './command';

/** How long something is waited for before that is said, in milliseconds: a connection takes less. */
const patience = 1000;
/** Of a long migration it is told how far it is: the first time after `patience`, then ever less often, but so often. */
const seldom = 30_000;

/** What goes on, a line each, on the error stream, so that what is printed can be piped. */
export class Progress {
  readonly #io: Io;
  #waiting: NodeJS.Timeout | undefined;
  /** What is waited for, without numbers that grow. */
  #for: string | undefined;
  #telling: NodeJS.Timeout | undefined;
  /** Where the migration in hand is. */
  #at: { readonly index: number; readonly total: number } | undefined;

  constructor(io: Io) {
    this.#io = io;
  }

  tell(event: RunEvent): void {
    if (event.kind === 'waiting') {
      this.#wait(event.for);
      return;
    }
    this.#endWait();
    switch (event.kind) {
      case 'migration':
        this.#io.err(`[${event.index + 1}/${event.total}] ${printable(nameOf(event.migration))}\n`);
        this.#tellWhere(patience);
        return;
      case 'statement':
        this.#at = { index: event.index, total: event.total };
        return;
      case 'step':
        this.#endTelling();
        this.#io.err(`        ${event.result.outcome} in ${describeDuration(event.result.ms)}\n`);
        return;
      case 'started':
      case 'finished':
    }
  }

  end(): void {
    this.#endWait();
    this.#endTelling();
  }

  #endTelling(): void {
    clearTimeout(this.#telling);
    this.#at = undefined;
  }

  #tellWhere(after: number): void {
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => {
      if (this.#at !== undefined) this.#io.err(`        statement ${this.#at.index + 1} of ${this.#at.total}\n`);
      this.#tellWhere(Math.min(after * 2, seldom));
    }, after).unref();
  }

  #endWait(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#for = undefined;
  }

  /** A wait is told again each time that it is looked at, with other numbers; it is said once. */
  #wait(what: string): void {
    const kind = what.replace(/\d+ s\b/g, '');
    if (this.#for === kind) return;
    clearTimeout(this.#waiting);
    this.#for = kind;
    this.#waiting = setTimeout(() => this.#io.err(`waiting for ${printable(what)}\n`), patience).unref();
  }
}
