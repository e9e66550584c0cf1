import type { LogOutputChannel } from 'vscode';

/** Lets work go on that nobody waits for; what goes wrong in it is logged. */
export function inBackground(log: LogOutputChannel, what: string, work: Thenable<unknown>): void {
  work.then(undefined, (error: unknown) => {
    log.error(`${what} failed.`, error instanceof Error ? error : String(error));
  });
}
