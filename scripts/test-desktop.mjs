// Runs the same compiled suite as test-host.mjs in a desktop VS Code: the one that VSCODE_EXECUTABLE names, or one that
// @vscode/test-electron downloads (VSCODE_VERSION, "stable" unless set). On Linux without a display: xvfb-run -a.
import { runTests } from '@vscode/test-electron';
import { fileURLToPath } from 'node:url';
import { copySample, root, temporaryFolder } from './host.mjs';
import { outcomeOf, reportFiles, suite } from './test-report.mjs';

/** Mocha's report goes to the console of VS Code, which test-electron passes on. */
export async function runDesktopTests() {
  const { results, env } = reportFiles();
  const workspace = copySample();
  const profile = temporaryFolder('profile');
  try {
    const code = await runTests({
      ...(process.env.VSCODE_EXECUTABLE
        ? { vscodeExecutablePath: process.env.VSCODE_EXECUTABLE }
        : { version: process.env.VSCODE_VERSION ?? 'stable' }),
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      launchArgs: [workspace.path, '--disable-extensions', '--disable-workspace-trust', '--user-data-dir', profile.path],
      extensionTestsEnv: { ...env, TEST_LOG: '' },
    });
    return outcomeOf(results, code);
  } catch (error) {
    console.error(`[desktop] ${error}`);
    return outcomeOf(results, 1);
  } finally {
    workspace.remove();
    profile.remove();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed, code } = await runDesktopTests();
  console.log(`[desktop] ${passed} passed, ${failed} failed`);
  process.exitCode = code;
}
