// Packs the extension into lockkeeper.vsix, after holding the list of its files against test/vsix-files.txt:
// what is shipped changes only on purpose (`--accept` writes the list anew).
import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildAll, root } from './build.mjs';

const committed = join(root, 'test', 'vsix-files.txt');

function vsce(...args) {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', 'vsce', ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`vsce ${args[0]} failed:\n${stdout}${stderr}`);
  return stdout;
}

export async function packageExtension({ accept = false } = {}) {
  await buildAll({ production: true, clean: true });
  const files = `${vsce('ls', '--no-dependencies').trim().split('\n').sort().join('\n')}\n`;
  if (accept) writeFileSync(committed, files);
  else if (files !== readFileSync(committed, 'utf8')) {
    throw new Error(
      `The package would hold other files than test/vsix-files.txt lists:\n${files}\nIf that is meant: npm run package -- --accept`,
    );
  }
  const out = join(root, 'lockkeeper.vsix');
  vsce('package', '--no-dependencies', '--out', out);
  return out;
}

if (process.argv[1]?.endsWith('package.mjs')) {
  console.log(`packed ${await packageExtension({ accept: process.argv.includes('--accept') })}`);
}
