// Measures `lockkeeper lint` from start to end, beside what the same Node cannot do without, and beside other linters.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMigrations } from './bench-files.mjs';
import { root } from './build.mjs';

const repeats = 5;

/** What parses the files of a folder, and does nothing else. */
const bareParser = `
const { readFileSync, readdirSync } = require('node:fs');
const { loadModule, parseSync } = require(process.env.PARSER);
loadModule().then(() => {
  for (const name of readdirSync('migrations')) parseSync(readFileSync('migrations/' + name, 'utf8'));
});`;

/** Other linters of SQL migrations on npm, at the versions that were compared. */
const peers = [{ name: 'squawk-cli', version: '2.66.0', command: (bin, files) => [join(bin, 'squawk'), ...files] }];

/**
 * Milliseconds of processor time and of waiting, and megabytes, of 500 files and of 20,000; with `withPeers` the peers'
 * waiting, which are installed for it.
 */
export function measureLint({ withPeers = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lockkeeper-bench-lint-'));
  const parser = createRequire(import.meta.url).resolve('libpg-query');
  const env = {
    ...process.env,
    LOCKKEEPER_CACHE_DIR: join(folder, 'cache'),
    USAGE_FILE: join(folder, 'usage.json'),
    PARSER: parser,
  };
  const node = (cwd, words, times = repeats) => least(() => runNode(words, { cwd, env }), times);
  const lint = [join(root, 'dist', 'cli.js'), 'lint'];
  try {
    const some = join(folder, 'some');
    const files = writeMigrations(join(some, 'migrations'), 500);
    const many = join(folder, 'many');
    writeMigrations(join(many, 'migrations'), 20_000);
    const cold = node(some, [...lint, '--no-cache']);
    runNode(lint, { cwd: some, env });
    return {
      empty: node(some, ['-e', '']),
      bare: node(some, ['-e', bareParser]),
      cold,
      again: node(some, lint),
      many: node(many, [...lint, '--no-cache'], 1),
      peers: withPeers ? measurePeers(join(folder, 'peers'), some, files) : [],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runNode(words, { cwd, env }) {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, ['--require', join(root, 'scripts', 'bench-usage.cjs'), ...words], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0 && status !== 1) throw new Error(`node ${words.join(' ')} ended with ${status}.`);
  return { ...JSON.parse(readFileSync(env.USAGE_FILE, 'utf8')), waited: performance.now() - started };
}

/** What else runs on the machine only adds. */
function least(measure, times) {
  const runs = Array.from({ length: times }, measure);
  const of = (what) => Math.min(...runs.map((run) => run[what]));
  return { cpu: of('cpu'), waited: of('waited'), memory: Math.max(...runs.map(({ memory }) => memory)) };
}

/** The first run of each, and the least of those that follow. */
function measurePeers(directory, cwd, files) {
  return peers.map(({ name, version, command }) => {
    execFileSync('npm', ['install', '--prefix', directory, '--no-audit', '--no-fund', `${name}@${version}`], { stdio: 'ignore' });
    const [program, ...words] = command(join(directory, 'node_modules', '.bin'), files);
    const run = () => {
      const started = performance.now();
      const { error } = spawnSync(program, words, { cwd, stdio: 'ignore' });
      if (error) throw error;
      return performance.now() - started;
    };
    return { name: `${name} ${version}`, first: run(), again: Math.min(...Array.from({ length: repeats }, run)) };
  });
}
