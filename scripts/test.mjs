// Runs everything, or the parts named: `npm test`, `npm test -- unit server`.
// The last line is `N passed, N failed`; the exit code is 1 if anything failed.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { buildAll } from './build.mjs';
import { canRunServer, installHost } from './host.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the project's root, shows its output unless told not to, and returns its exit code and what it printed. */
function run(command, args, env = {}, isShown = true) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (isShown) process.stdout.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** A check is one test: it passes or fails as a whole. */
const check =
  (command, ...args) =>
  async (isShown) => {
    const { code, output } = await run(command, args, {}, isShown);
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
  };

function mochaCounts({ code, output }) {
  const count = (word) => Number(new RegExp(`^ +(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0);
  const passed = count('passing');
  const failed = count('failing');
  // A run that dies before its summary, or that finds no test, has failed.
  return { passed, failed: failed > 0 || (code === 0 && passed > 0) ? failed : 1 };
}

const mochaOf = (files, env, isShown) => run('npx', ['--no-install', 'mocha', '--color=false', ...files], env, isShown);

const mocha = (pattern) => async (isShown) => {
  const ended = await mochaOf([pattern], {}, isShown);
  return { ...mochaCounts(ended), output: ended.output };
};

/** In two processes side by side, since most of its time a test of a server waits for one. The second's output comes last. */
async function serverTests() {
  await buildAll();
  const folder = join(root, 'test', 'server');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  // Those that install Debian's packages stay together: apt works for one at a time.
  const isDebians = (name) => /debian-program|support\/pooler/.test(readFileSync(join(folder, name), 'utf8'));
  const halves = [[], []];
  for (const [index, name] of files.sort().entries()) halves[isDebians(name) ? 0 : index % 2].push(join('test', 'server', name));
  const env = { LOCKKEEPER_BUILT: 'yes' };
  const [first, second] = await Promise.all(halves.map((half, nth) => mochaOf(half, env, nth === 0)));
  process.stdout.write(second.output);
  const [one, other] = [mochaCounts(first), mochaCounts(second)];
  return { passed: one.passed + other.passed, failed: one.failed + other.failed };
}

/** The tests of the browser that are of a kind; one that could not even begin has failed. */
const ui =
  (kind, env = {}) =>
  async (isShown) => {
    const { output } = await run('node', ['scripts/ui-test.mjs', ...(kind === undefined ? [] : [kind])], env, isShown);
    const [, passed, failed] = /^\[ui\] (\d+) passed, (\d+) failed$/m.exec(output) ?? [undefined, 0, 1];
    return { passed: Number(passed), failed: Number(failed), output };
  };

/** The packaged extension, installed as a user installs it, driven along the main line. */
const vsix = ui('window', { VSIX: 'lockkeeper.vsix', TEST_GREP: 'the line from tree to rollback on the embedded database' });

/** The colours of every convention's directives, held against snapshots on the SQL grammar that VS Code has. */
async function grammar(isShown) {
  const tool = fileURLToPath(import.meta.resolve('vscode-tmgrammar-test/dist/snapshot.js'));
  const sql = fileURLToPath(import.meta.resolve('tm-grammars/grammars/sql.json'));
  return check('node', tool, '--scope', 'source.sql', '--grammar', sql, 'test/grammar/*.sql')(isShown);
}

const parts = {
  format: check('npx', '--no-install', 'prettier', '--check', '--log-level', 'warn', '.'),
  types: check('npx', '--no-install', 'tsc', '-p', '.'),
  'panel-types': check('npx', '--no-install', 'tsc', '-p', 'src/panel'),
  lint: check('npx', '--no-install', 'eslint', '--max-warnings', '0', '.'),
  unused: check('npx', '--no-install', 'knip'),
  grammar,
  generated: check('node', 'scripts/generate.mjs', '--check'),
  unit: mocha('test/unit/**/*.test.ts'),
  server: serverTests,
  // After the tests on servers, which build for themselves.
  build: check('node', 'scripts/build.mjs', '--production', '--tests'),
  host: async () => (await import('./test-host.mjs')).runHostTests(),
  panel: ui('panel'),
  window: ui('window'),
  // Last, because it builds anew without the tests.
  package: check('node', 'scripts/package.mjs'),
  vsix,
};

/** Each takes one processor, and writes nothing that another one reads: they go on beside each other. */
const besides = ['format', 'types', 'panel-types', 'lint', 'unused', 'grammar', 'generated', 'unit'];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. Known are: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
const wanted = Object.keys(parts).filter((name) => named.length === 0 || named.includes(name));
const total = { passed: 0, failed: 0 };
const lines = new Map();

/** Runs a part, and keeps its counts; one that is not shown while it runs is shown when it has ended. */
async function carryOut(name, isShown) {
  if (isShown) console.log(`\n== ${name}`);
  const started = performance.now();
  const { passed, failed, output = '' } = await parts[name](isShown);
  if (!isShown) process.stdout.write(`\n== ${name}\n${output}`);
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const counts = `${String(passed).padStart(5)} passed ${String(failed).padStart(3)} failed`;
  lines.set(name, `${name.padEnd(12)} ${counts} ${seconds.padStart(7)} s`);
}

const waiting = wanted.filter((name) => besides.includes(name));
async function carryOutWaiting() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await carryOut(name, false);
}
await Promise.all([carryOutWaiting(), carryOutWaiting()]);
// What both need is installed once.
if (canRunServer() && ['host', 'panel', 'window', 'vsix'].some((name) => wanted.includes(name))) installHost();
for (const name of wanted) {
  if (besides.includes(name) || (name === 'panel' && wanted.includes('host'))) continue;
  // Each of the two leaves the other a processor.
  const companion = name === 'host' && wanted.includes('panel') ? carryOut('panel', false) : undefined;
  await carryOut(name, true);
  await companion;
}
console.log(`\n${wanted.map((name) => lines.get(name)).join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
