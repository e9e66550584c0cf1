// Builds dist/. `--tests` adds the suite that runs inside the extension host, `--production` minifies.
import { build } from 'esbuild';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareEmbedded } from './prepare-embedded.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** Loaded at first use, so each is a file of its own beside the bundles; a dynamic import names it. */
const lateLibraries = ['libpg-query', 'pgsql-ast-parser', 'pg', 'pgpass', 'pg-connection-string', 'jsonc-parser'];

/** What a bundle loads late stays outside it: heavy libraries, and the engine and the commands for the extension. */
const lateLoading = {
  name: 'late-loading',
  setup({ onResolve }) {
    onResolve({ filter: /^[a-z@]/ }, ({ path, kind }) =>
      kind === 'dynamic-import' && lateLibraries.includes(path) ? { path: `./${path}.js`, external: true } : undefined,
    );
    onResolve({ filter: /\/system\/open-engine$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './engine.js', external: true } : undefined,
    );
    onResolve({ filter: /^\.\/commands$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './commands.js', external: true } : undefined,
    );
    onResolve({ filter: /^\.\/program$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './program.js', external: true } : undefined,
    );
  },
};

export async function buildAll({ production = false, tests = false, clean = false } = {}) {
  const dist = join(root, 'dist');
  if (clean) rmSync(dist, { recursive: true, force: true });
  const common = {
    absWorkingDir: root,
    bundle: true,
    sourcemap: production ? false : 'linked',
    minify: production,
    logLevel: 'warning',
    legalComments: 'none',
  };
  // `import()` becomes `require()`: every file beside the bundles is CommonJS, and its exports keep their names.
  const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', supported: { 'dynamic-import': false } };
  mkdirSync(dist, { recursive: true });

  await Promise.all([
    build({
      ...node,
      entryPoints: { extension: 'src/extension/extension.ts', commands: 'src/extension/commands.ts' },
      outdir: dist,
      external: ['vscode'],
      plugins: [lateLoading],
    }),
    build({
      ...node,
      entryPoints: { engine: 'src/system/open-engine.ts', cli: 'src/cli/main.ts', program: 'src/cli/program.ts' },
      outdir: dist,
      plugins: [lateLoading],
    }),
    ...lateLibraries.map((name) =>
      build({
        ...node,
        stdin: { contents: `module.exports = require('${name}')`, resolveDir: root },
        outfile: join(dist, `${name}.js`),
        external: ['pg-native'],
        // The CommonJS form of jsonc-parser requires its parts by names that no bundler sees.
        ...(name === 'jsonc-parser' && { mainFields: ['module', 'main'] }),
        sourcemap: false,
        minify: true,
      }),
    ),
    build({
      ...common,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      entryPoints: { embedded: 'src/database/embedded/child.ts' },
      outdir: dist,
      outExtension: { '.js': '.mjs' },
      banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    }),
    build({
      ...common,
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      entryPoints: { panel: 'src/panel/main.ts' },
      outdir: dist,
    }),
    prepareEmbedded(dist),
    tests && buildSuite(node, dist),
  ]);
  copyAssets(dist);
}

/** One file a suite, so that the runner finds them as the desktop VS Code's own test runner would. */
async function buildSuite(node, dist) {
  const out = join(dist, 'test', 'suite');
  rmSync(out, { recursive: true, force: true });
  await build({
    ...node,
    minify: false,
    entryPoints: readdirSync(join(root, 'test', 'suite'))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join('test', 'suite', name)),
    outdir: out,
    external: ['vscode', 'mocha'],
    plugins: [lateLoading],
  });
}

/** Files that libraries look for beside their code. */
function copyAssets(dist) {
  const copy = (from, to) => cpSync(from, join(dist, to), { recursive: true });
  const parser = dirname(require.resolve('libpg-query'));
  copy(join(parser, 'libpg-query.wasm'), 'libpg-query.wasm');
  const pglite = dirname(require.resolve('@electric-sql/pglite'));
  // initdb.wasm makes new data directories; a packed one is shipped instead.
  for (const name of readdirSync(pglite)) {
    if (/\.(wasm|data|tar\.gz)$/.test(name) && name !== 'initdb.wasm') copy(join(pglite, name), name);
  }
  const codicons = dirname(require.resolve('@vscode/codicons/dist/codicon.css'));
  for (const name of ['codicon.css', 'codicon.ttf']) copy(join(codicons, name), name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  await buildAll({ production: process.argv.includes('--production'), tests: process.argv.includes('--tests'), clean: true });
  console.log(`built dist/ in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
