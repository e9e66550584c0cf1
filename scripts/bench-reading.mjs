// Measures reading, the model and the linter in a process of its own, which has the memory to itself.
import { spawnSync } from 'node:child_process';
import { root } from './build.mjs';

/** The figures that test/bench/reading.ts prints: megabytes a second, milliseconds, megabytes. */
export function measureReading() {
  const run = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', 'test/bench/reading.ts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) throw new Error(`test/bench/reading.ts ended with ${run.status ?? run.signal}.`);
  return JSON.parse(run.stdout);
}
