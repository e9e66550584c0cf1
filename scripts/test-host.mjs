// Runs the compiled suite (dist/test/suite/*.test.js) with mocha inside the extension host of a real VS Code.
//   VSHOST=server     the VS Code server from npm, opened in Chromium
//   VSHOST=electron   a desktop VS Code through @vscode/test-electron (test-desktop.mjs)
// Unset: electron where VSCODE_EXECUTABLE names one, else server where this machine can run it, else electron.
// VSHOST_DIR=test/host-min   the oldest VS Code that we support
// TEST_GREP=words            only tests whose names match
// VSHOST_TIMEOUT_S=300       after which a run is given up
// Exit codes: 0 all passed; 1 tests failed or the suite could not be loaded; 70 the extension host died; 71 it vanished
// without a report; 124 no end in time.
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canRunServer, copySample, installHost, openBrowser, outFolder, startServer } from './host.mjs';
import { outcomeOf, reportFiles, suite } from './test-report.mjs';

/**
 * Prints mocha's report while it runs. `failed` is at least 1 where anything went wrong.
 * @returns {Promise<import('./test-report.mjs').Outcome>}
 */
export async function runHostTests() {
  if (chosenHost() === 'server') return runInServer();
  const { runDesktopTests } = await import('./test-desktop.mjs');
  return runDesktopTests();
}

function chosenHost() {
  const asked = process.env.VSHOST;
  if (asked === 'server' || asked === 'electron') return asked;
  if (asked !== undefined) throw new Error(`VSHOST is "server" or "electron", not "${asked}".`);
  return !process.env.VSCODE_EXECUTABLE && canRunServer() ? 'server' : 'electron';
}

async function runInServer() {
  installHost();
  const files = reportFiles();
  const workspace = copySample();
  const server = await startServer({ env: files.env });
  const browser = await openBrowser();
  const follow = followFile(files.log);
  try {
    const page = await browser.newPage();
    const errors = [];
    const end = await endOfRun(server, page, errors);
    await page.goto(
      server.url({ folder: workspace.path, develop: true, payload: [['extensionTestsPath', server.remote(suite)]] }),
    );
    const code = await end.code;
    if (code !== 0) await page.screenshot({ path: join(outFolder, 'failure.png'), timeout: 5000 }).catch(report);
    if (code !== 0 && !existsSync(files.results))
      console.error(`[host] last errors of VS Code:\n${errors.slice(-15).join('\n')}`);
    follow.stop();
    return outcomeOf(files.results, code);
  } finally {
    follow.stop();
    await browser.close();
    await server.stop();
    workspace.remove();
  }
}

function report(error) {
  console.error(`[host] ${error}`);
}

/** Watches for the end of the suite, in whatever way: `code` resolves then. `errors` collects what VS Code complains of. */
async function endOfRun(server, page, errors) {
  const end = {};
  const code = new Promise((resolve, reject) => Object.assign(end, { resolve, reject }));
  const limit = Number(process.env.VSHOST_TIMEOUT_S ?? 300);
  const timer = setTimeout(() => {
    console.error(`[host] no end within ${limit} s`);
    end.resolve(124);
  }, limit * 1000);
  server.onOutput((text) => {
    const death = /Extension Host Process exited with code: (\d+|null), signal: \w+/.exec(text);
    if (death === null || death[1] === '0') return;
    console.error(`[host] ${death[0]}`);
    // Where the workbench reports the end of a finished suite at the same moment, its word goes first.
    setTimeout(() => end.resolve(70), 1000);
  });
  page.on('crash', () => end.reject(new Error('The page crashed.')));
  await page.exposeFunction('codeAutomationExit', (code) => end.resolve(code));
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const text = args.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(' ');
    if (type === 'error') errors.push(text);
    if (process.env.VSHOST_VERBOSE) console.error(`[vscode ${type}] ${text}`);
  });
  return { code: code.finally(() => clearTimeout(timer)) };
}

/** Prints what is appended to a file: console.log of the suite would come mixed with VS Code's own log. */
function followFile(path) {
  let position = 0;
  const drain = () => {
    if (!existsSync(path)) return;
    const file = openSync(path, 'r');
    const bytes = Buffer.alloc(fstatSync(file).size - position);
    position += readSync(file, bytes, 0, bytes.length, position);
    closeSync(file);
    process.stdout.write(bytes);
  };
  const timer = setInterval(drain, 100);
  return {
    stop() {
      clearInterval(timer);
      drain();
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { passed, failed, code } = await runHostTests();
  console.log(`[host] ${passed} passed, ${failed} failed`);
  process.exitCode = code;
}
