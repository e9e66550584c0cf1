// Runs the browser tests (test/ui/*.test.mjs): the panel alone, and VS Code driven as a user drives it.
//   node scripts/ui-test.mjs [panel|window]   the panel alone, or what drives VS Code; both unless named
//   VSIX=lockkeeper.vsix   the packaged extension instead of this checkout
//   VSHOST_DIR=test/host-min   the oldest VS Code that we support
//   THEME='Dark Modern'   another theme, for its screenshots
//   TEST_GREP=words        only tests whose names match
import Mocha from 'mocha';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installHost, outFolder, root } from './host.mjs';

const kinds = {
  panel: (name) => name.startsWith('panel-'),
  window: (name) => !name.startsWith('panel-'),
};

/**
 * Prints mocha's report. Needs a built `dist/`.
 * @param {keyof typeof kinds | undefined} kind
 * @returns {Promise<{ readonly passed: number, readonly failed: number }>}
 */
async function runUiTests(kind) {
  installHost();
  mkdirSync(outFolder, { recursive: true });
  const mocha = new Mocha({ color: false, timeout: 60_000, forbidOnly: true, forbidPending: true });
  if (process.env.TEST_GREP) mocha.grep(process.env.TEST_GREP);
  const folder = join(root, 'test', 'ui');
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.test.mjs') && (kind === undefined || kinds[kind](name))) mocha.addFile(join(folder, name));
  }
  await mocha.loadFilesAsync();
  const { passes, failures } = await new Promise((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
  });
  return { passed: passes, failed: passes === 0 ? Math.max(1, failures) : failures };
}

const [, , kind] = process.argv;
if (kind !== undefined && !(kind in kinds)) throw new Error(`There are ${Object.keys(kinds).join(' and ')}, and not ${kind}.`);
const { passed, failed } = await runUiTests(kind);
console.log(`[ui] ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
