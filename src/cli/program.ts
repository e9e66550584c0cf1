import { openEngine } from '../system/open-engine';
import type { World } from '../system/observer';
import { ask } from './ask';
import { runCommandLine } from './run';

export { exit } from './command';

/** How the program was started. */
export interface Start {
  readonly words: readonly string[];
  readonly version: string;
  readonly color: boolean;
  readonly distDirectory: string;
  readonly world?: World;
  /** Told what is printed. */
  readonly printed?: (text: string) => void;
}

/** The program behind `main`: everything that is loaded when there is something to do. Returns the exit code. */
export function runProgram({ words, version, color, distDirectory, world, printed }: Start): Promise<number> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  return runCommandLine(words, version, {
    cwd: process.cwd(),
    environment: process.env,
    out: (text) => {
      printed?.(text);
      process.stdout.write(text);
    },
    err: (text) => void process.stderr.write(text),
    ...(process.stdout.isTTY && { columns: process.stdout.columns }),
    color,
    // Asked on the error stream, so that what is printed can be piped.
    ...(process.stdin.isTTY &&
      process.stderr.isTTY && {
        ask: (question) => ask(question, { input: process.stdin, output: process.stderr, signal: interrupted.signal }),
      }),
    signal: interrupted.signal,
    openEngine: (root, added) =>
      openEngine({
        root,
        distDirectory,
        holder: 'the command line',
        environment: process.env,
        added: () => Promise.resolve(added),
        ...(world !== undefined && { world }),
      }),
  });
}
