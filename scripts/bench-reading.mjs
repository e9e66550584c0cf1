// Measures reading, the model and the linter in a process of its own, which has the memory to itself.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './build.mjs';

/** The figures that test/bench/reading.ts prints: megabytes a second, milliseconds, megabytes. */
export async function measureReading() {
  const outfile = join(root, 'dist', 'bench', 'reading.js');
  // Bundled as the product is: what runs a test's TypeScript reaches every constant of another file by a getter.
  await build({
    absWorkingDir: root,
    entryPoints: ['test/bench/reading.ts'],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['libpg-query'],
    logLevel: 'warning',
  });
  const run = spawnSync(process.execPath, ['--expose-gc', outfile], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) throw new Error(`test/bench/reading.ts ended with ${run.status ?? run.signal}.`);
  return JSON.parse(run.stdout);
}
