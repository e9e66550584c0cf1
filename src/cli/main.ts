#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { openEngine } from '../system/open-engine';
import { runCommandLine } from './run';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());
// A reader that leaves early, such as `head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Asks on the error stream, so that what is printed can be piped. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question, { signal: interrupted.signal });
  } finally {
    terminal.close();
  }
}

const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };

void runCommandLine(process.argv.slice(2), version, {
  cwd: process.cwd(),
  environment: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  color: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
  ...(process.stdin.isTTY && process.stderr.isTTY && { ask }),
  signal: interrupted.signal,
  openEngine: (root, added) =>
    openEngine({
      root,
      distDirectory: __dirname,
      holder: 'the command line',
      environment: process.env,
      added: () => Promise.resolve(added),
    }),
}).then((code) => {
  process.exitCode = code;
});
