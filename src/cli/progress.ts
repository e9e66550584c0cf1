import { printable } from '../report/colour';
import { describeDuration } from '../report/describe';
import type { RunEvent } from '../run/events';
import type { Io } from './command';

/** How long something is waited for before that is said, in milliseconds: a connection takes less. */
const patience = 1000;

/** What goes on, a line each, on the error stream, so that what is printed can be piped. */
export class Progress {
  readonly #io: Io;
  #waiting: NodeJS.Timeout | undefined;

  constructor(io: Io) {
    this.#io = io;
  }

  tell(event: RunEvent): void {
    clearTimeout(this.#waiting);
    switch (event.kind) {
      case 'waiting':
        this.#waiting = setTimeout(() => this.#io.err(`waiting for ${printable(event.for)}\n`), patience).unref();
        return;
      case 'migration':
        this.#io.err(`[${event.index + 1}/${event.total}] ${printable(`${event.migration.version} ${event.migration.title}`)}\n`);
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
  }
}
