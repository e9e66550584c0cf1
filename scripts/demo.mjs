// Opens Lockkeeper on a sample workspace and leaves it running.
//   npm run demo                 a VS Code in the browser: prints its address; PORT=8099, Ctrl+C ends it
//   npm run demo -- --desktop    the `code` on PATH
//   VSIX=lockkeeper.vsix         the packaged extension instead of this checkout
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installHost, installVsix, outFolder, root, sample, startServer } from './host.mjs';

const workspace = join(outFolder, 'demo-workspace');
if (!existsSync(workspace)) cpSync(sample, workspace, { recursive: true });
const vsix = process.env.VSIX === undefined ? undefined : resolve(process.env.VSIX);
if (vsix === undefined) run(process.execPath, [join(root, 'scripts', 'build.mjs')]);
await (process.argv.includes('--desktop') ? openDesktop() : openServer());

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error?.code === 'ENOENT') throw new Error(`There is no "${command}" on PATH.`);
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}

function openDesktop() {
  if (vsix !== undefined) run('code', ['--install-extension', vsix, '--force']);
  run('code', ['--new-window', ...(vsix === undefined ? [`--extensionDevelopmentPath=${root}`] : []), workspace]);
  console.log(`\n  VS Code opens ${workspace}\n`);
}

async function openServer() {
  installHost({ browser: false });
  const dataFolder = join(outFolder, 'demo');
  mkdirSync(dataFolder, { recursive: true });
  if (vsix !== undefined) installVsix(dataFolder, vsix);
  const develop = vsix === undefined;
  const server = await startServer({ port: Number(process.env.PORT ?? 8099), dataFolder, testing: develop });
  console.log(`\n  Lockkeeper in VS Code, on a sample workspace with the embedded database:\n`);
  console.log(`  ${server.url({ folder: workspace, develop })}\n\n  Ctrl+C ends it.`);
}
