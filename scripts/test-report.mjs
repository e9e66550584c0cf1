// What the suite in the extension host leaves behind for whoever started it, on the server and on a desktop alike.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { outFolder, root } from './host.mjs';

/** @typedef {{ readonly passed: number, readonly failed: number, readonly code: number }} Outcome */

/** The entry of the compiled suite, as `node scripts/build.mjs --tests` writes it. */
export const suite = join(root, 'dist', 'test', 'suite', 'index.js');

/** The files that the suite in the extension host writes, and the variables that name them to it. */
export function reportFiles() {
  if (!existsSync(suite)) throw new Error(`${suite} is missing: run "node scripts/build.mjs --tests" first.`);
  mkdirSync(outFolder, { recursive: true });
  const results = join(outFolder, 'results.json');
  const log = join(outFolder, 'mocha.log');
  for (const file of [results, log]) rmSync(file, { force: true });
  return { results, log, env: { TEST_RESULTS: results, TEST_LOG: log, TEST_GREP: process.env.TEST_GREP ?? '' } };
}

/** What the suite reported, joined with the code that the host ended with. */
export function outcomeOf(results, code) {
  if (!existsSync(results)) {
    // VS Code ends a run with 0 when its extension host crashed.
    if (code === 0) console.error('[host] VS Code ended, but no test reported anything');
    return { passed: 0, failed: 1, code: code === 0 ? 71 : code };
  }
  const { passes, failures } = JSON.parse(readFileSync(results, 'utf8'));
  const isWrong = code !== 0 || failures > 0;
  return { passed: passes, failed: isWrong ? Math.max(1, failures) : 0, code: isWrong && code === 0 ? 1 : code };
}
