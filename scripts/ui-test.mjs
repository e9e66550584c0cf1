// Runs the browser tests (test/ui/*.test.mjs): the panel alone, and VS Code driven as a user drives it.
//   VSIX=lockkeeper.vsix   the packaged extension instead of this checkout
//   VSHOST_DIR=test/host-min   the oldest VS Code that we support
//   THEME='Dark Modern'   another theme, for its screenshots
//   TEST_GREP=words        only tests whose names match
import Mocha from 'mocha';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installHost, outFolder, root } from './host.mjs';

/**
 * Prints mocha's report. Needs a built `dist/`.
 * @returns {Promise<{ readonly passed: number, readonly failed: number }>}
 */
export async function runUiTests() {
  installHost();
  mkdirSync(outFolder, { recursive: true });
  const mocha = new Mocha({ color: false, timeout: 60_000, forbidOnly: true, forbidPending: true });
  if (process.env.TEST_GREP) mocha.grep(process.env.TEST_GREP);
  const folder = join(root, 'test', 'ui');
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.test.mjs')) mocha.addFile(join(folder, name));
  }
  await mocha.loadFilesAsync();
  const { passes, failures } = await new Promise((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
  });
  return { passed: passes, failed: passes === 0 ? Math.max(1, failures) : failures };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed } = await runUiTests();
  console.log(`[ui] ${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
