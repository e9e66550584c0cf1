import { printable } from '../report/colour';
import { describeDuration } from '../report/describe';
import { nameOf } from '../run/plan';
import type { RunEvent } from '../run/events';
import type { Io } from './command';

/** How long something is waited for before that is said, in milliseconds: a connection takes less. */
const patience = 1000;

/** What goes on, a line each, on the error stream, so that what is printed can be piped. */
export class Progress {
  readonly #io: Io;
  #waiting: NodeJS.Timeout | undefined;
  /** What is waited for, without numbers that grow. */
  #for: string | undefined;

  constructor(io: Io) {
    this.#io = io;
  }

  tell(event: RunEvent): void {
    if (event.kind === 'waiting') {
      this.#wait(event.for);
      return;
    }
    this.end();
    switch (event.kind) {
      case 'migration':
        this.#io.err(`[${event.index + 1}/${event.total}] ${printable(nameOf(event.migration))}\n`);
        return;
      case 'step':
        this.#io.err(`        ${event.result.outcome} in ${describeDuration(event.result.ms)}\n`);
        return;
      case 'started':
      case 'statement':
      case 'finished':
    }
  }

  end(): void {
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
