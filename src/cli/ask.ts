import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** The terminal, as Node's streams. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Asks one question. The answer is empty where the terminal is closed or the user interrupts: Ctrl+D and Ctrl+C are no consent. */
export async function ask(question: string, { input, output, signal }: Terminal): Promise<string> {
  const lines = createInterface({ input, output });
  const over = once(lines, 'close').then(() => '');
  const stop = (): void => lines.close();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    output.write(question);
    return await Promise.race([once(lines, 'line').then(([line]) => String(line)), over]);
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
  }
}
