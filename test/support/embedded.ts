/** The embedded server's process, built from the sources once a test process, and databases of it in directories of their own. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { tmpdir } from 'node:os';
import { build } from 'esbuild';
import { Databases } from '../../src/database/databases';
import type { Target } from '../../src/database/target';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const directory = join(root, '.cache', 'embedded');

let built: Promise<string> | undefined;

/** The path of the built child script, with all files that it needs beside it. */
function childScript(): Promise<string> {
  built ??= buildChild();
  return built;
}

async function buildChild(): Promise<string> {
  const { prepareEmbedded } = (await import(pathToFileURL(join(root, 'scripts', 'prepare-embedded.mjs')).href)) as {
    prepareEmbedded: (directory: string) => Promise<void>;
  };
  await prepareEmbedded(directory);
  const pglite = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
  for (const name of readdirSync(pglite).filter((file) => /\.(wasm|data|tar\.gz)$/.test(file))) {
    copyFileSync(join(pglite, name), join(directory, name));
  }
  const outfile = join(directory, `embedded-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, 'src', 'database', 'embedded', 'child.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
  });
  process.on('exit', () => rmSync(outfile, { force: true }));
  return outfile;
}

/** Databases whose embedded servers are built from the sources. */
export async function testDatabases(options: { idleMs?: number; holder?: string; keptChains?: string } = {}): Promise<Databases> {
  return new Databases({ childScript: await childScript(), holder: 'a test', ...options });
}

const homes: string[] = [];

/** A target in a new, empty directory, which ends with this process. */
export function embeddedTarget(): Extract<Target, { kind: 'embedded' }> {
  const home = mkdtempSync(join(tmpdir(), 'lockkeeper-embedded-'));
  homes.push(home);
  if (homes.length === 1) {
    process.on('exit', () => {
      for (const each of homes) rmSync(each, { recursive: true, force: true });
    });
  }
  return { kind: 'embedded', name: 'embedded', role: 'embedded', from: 'a test', directory: join(home, 'database') };
}
