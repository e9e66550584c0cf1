// Installs what a real VS Code without a desktop needs: the VS Code server that lies in the npm package of code-server, a
// Node for it, playwright-core, and a Chromium. Nothing is compiled, no install script runs, nothing is downloaded but npm
// packages and, on Debian as root, the packages of Chromium and a font.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aptInstall, canUseApt, findProgram } from './apt.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder whose lockfile says which VS Code: `test/host` (newest) or `test/host-min` (the floor of `engines.vscode`). */
export const hostFolder = resolve(root, process.env.VSHOST_DIR ?? 'test/host');

/** The VS Code server inside code-server. Its own flags apply; code-server's HTTP layer is not used. */
export const vscodeFolder = join(hostFolder, 'node_modules', 'code-server', 'lib', 'vscode');

const isPlatform = process.platform === 'linux' && process.arch === 'x64';

/** Built-in extensions with code that stay: they wake only for a document of their language. */
const keptBuiltIns = ['markdown-language-features', 'json-language-features'];

/** Parts of the server that no test needs, about 350 MB. */
const droppedModules = ['@github', '@microsoft/mxc-sdk', '@vscode/sandbox-runtime', '@devcontainers'];

/** Installs once for each lockfile; later calls only compare a hash. Without `browser` no Chromium is looked for. */
export function installHost({ browser = true } = {}) {
  if (!isPlatform) throw new Error('The VS Code server from npm runs on Linux on x64 only; elsewhere use a desktop VS Code.');
  if (browser) installChromium();
  const wanted = hostHash();
  const marker = join(hostFolder, 'node_modules', '.ready');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  const start = performance.now();
  console.log(`[host] installing a VS Code server into ${hostFolder} …`);
  npm(hostFolder, 'ci');
  // Not `npm ci`: the server's own lockfile does not agree with its package.json.
  npm(vscodeFolder, 'install', '--omit=dev');
  dropUnused();
  putStandIns();
  putRipgrep();
  writeFileSync(marker, wanted);
  console.log(`[host] installed in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** What the installed tree is made from: the lockfile, and this very recipe. */
function hostHash() {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(hostFolder, 'package-lock.json')));
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of readdirSync(standIns)) hash.update(readFileSync(join(standIns, file)));
  return hash.digest('hex');
}

const standIns = join(root, 'scripts', 'stand-ins');

function npm(folder, ...args) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', [...args, ...quiet], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} in ${folder} ended with ${status}`);
}

/** Built-in extensions with code would be activated before the first test, five seconds on two cores. Grammars, themes and
 *  languages (SQL among them) have no code and stay. */
function dropUnused() {
  for (const name of droppedModules) rmSync(join(vscodeFolder, 'node_modules', name), { recursive: true, force: true });
  const extensions = join(vscodeFolder, 'extensions');
  for (const name of readdirSync(extensions)) {
    const manifest = join(extensions, name, 'package.json');
    if (keptBuiltIns.includes(name) || !existsSync(manifest)) continue;
    if (JSON.parse(readFileSync(manifest, 'utf8')).main !== undefined) {
      rmSync(join(extensions, name), { recursive: true, force: true });
    }
  }
}

/** The native modules that come without a binary, in JavaScript. */
function putStandIns() {
  for (const [name, file] of [
    ['@vscode/spdlog', 'spdlog.cjs'],
    ['@vscode/native-watchdog', 'native-watchdog.cjs'],
    ['native-watchdog', 'native-watchdog.cjs'],
  ]) {
    const target = join(vscodeFolder, 'node_modules', name);
    if (existsSync(target)) copyFileSync(join(standIns, file), join(target, 'index.js'));
  }
}

/** Older servers download ripgrep in an install script; here it comes from a package of its own. */
function putRipgrep() {
  const binary = join(hostFolder, 'node_modules', '@vscode', 'ripgrep-linux-x64', 'bin', 'rg');
  const wanted = join(vscodeFolder, 'node_modules', '@vscode', 'ripgrep');
  if (!existsSync(binary) || !existsSync(wanted)) return;
  mkdirSync(join(wanted, 'bin'), { recursive: true });
  copyFileSync(binary, join(wanted, 'bin', 'rg'));
}

/** The path of a Chromium or Chrome: `CHROMIUM`, or the first on PATH. */
export function findChromium() {
  return process.env.CHROMIUM || findProgram('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}

/** Whether this machine can run the VS Code server, or be made to. */
export function canRunServer() {
  return isPlatform && (findChromium() !== undefined || canUseApt());
}

function installChromium() {
  if (findChromium() !== undefined) return;
  if (!canUseApt()) throw new Error('No Chromium found: install chromium, or set CHROMIUM to the path of one.');
  aptInstall('chromium', 'fonts-dejavu-core');
}
