#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEngine } from '../system/open-engine';
import { ask } from './ask';
import { runCommandLine } from './run';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());
// A reader that leaves early, such as `head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };

void runCommandLine(process.argv.slice(2), version, {
  cwd: process.cwd(),
  environment: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  ...(process.stdout.isTTY && { columns: process.stdout.columns }),
  color: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
  // Asked on the error stream, so that what is printed can be piped.
  ...(process.stdin.isTTY &&
    process.stderr.isTTY && {
      ask: (question) => ask(question, { input: process.stdin, output: process.stderr, signal: interrupted.signal }),
    }),
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
