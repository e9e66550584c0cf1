#!/usr/bin/env node
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { cacheDirectory } from '../system/data-directory';
import { KeptAnswers } from '../system/kept-answers';
import { nodeWorld } from '../system/node-world';
import { Observer } from '../system/observer';

// A reader that leaves early, such as `head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// A run is over within a second or two: better machine code, be it of the program or of the parser, would cost more
// processor time than it could save. Half of the time went there.
for (const flag of ['--interrupt-budget=1000000', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);

const words = process.argv.slice(2);
const color = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;

/** What is linted again unchanged is answered without loading the rest of the program. */
async function main(): Promise<number> {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string };
  const start = { words, version, color, distDirectory: __dirname };
  if (!isKept()) return (await import('./program')).runProgram(start);
  const answers = new KeptAnswers(join(cacheDirectory(process.env, process.platform), 'lint'), nodeWorld);
  const { size, mtimeMs } = statSync(join(__dirname, 'program.js'));
  const question = JSON.stringify([version, size, mtimeMs, process.cwd(), color, words]);
  const known = await answers.find(question);
  if (known !== undefined) {
    process.stdout.write(known.out);
    return known.code;
  }
  const { runProgram, exit } = await import('./program');
  const observer = new Observer(nodeWorld);
  const printed: Buffer[] = [];
  const code = await runProgram({ ...start, world: observer.world, printed: (text) => printed.push(Buffer.from(text)) });
  const seen = observer.seen();
  if (seen !== undefined && (code === exit.fine || code === exit.failed))
    answers.keep(question, seen, { out: Buffer.concat(printed), code });
  return code;
}

/** What changes files, or asks git for more than the default branch, is done each time. */
function isKept(): boolean {
  return words[0] === 'lint' && !words.some((word) => /^--(no-cache|fix|since|help)(=|$)/.test(word));
}

void main().then((code) => {
  process.exitCode = code;
});
