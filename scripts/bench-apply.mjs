// Measures how long 1,000 small migrations take on a server, beside psql, which only runs the same files, and beside
// other runners. `node scripts/bench-apply.mjs [MIGRATIONS]`; psql is used where it is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { register } from 'tsx/cjs/api';
import { buildAll, root } from './build.mjs';

const repeats = 3;

const up = (n) => `CREATE TABLE depot_${n} (id bigint PRIMARY KEY, code text NOT NULL);
CREATE INDEX depot_${n}_code ON depot_${n} (code);
INSERT INTO depot_${n} VALUES (1, 'first');
`;
const stamp = (n) => new Date(Date.UTC(2020, 0, 1) + n * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Each writes its folder once, and says how its files are applied to a database. */
const runners = {
  psql(folder, count) {
    const script = [`\\set ON_ERROR_STOP 1`];
    for (let n = 1; n <= count; n++) {
      const path = join(folder, `${n}.sql`);
      writeFileSync(path, up(n));
      script.push('BEGIN;', `\\i ${path}`, 'COMMIT;');
    }
    writeFileSync(join(folder, 'all'), script.join('\n'));
    return (url) => ['psql', ['-X', '-q', '-f', join(folder, 'all'), url]];
  },
  lockkeeper(folder, count) {
    mkdirSync(join(folder, 'migrations'));
    for (let n = 1; n <= count; n++) writeFileSync(join(folder, 'migrations', `${stamp(n)}_depot_${n}.sql`), up(n));
    return (url) => [process.execPath, [join(root, 'dist', 'cli.js'), 'up', '--target', url]];
  },
  dbmate(folder, count) {
    mkdirSync(join(folder, 'db', 'migrations'), { recursive: true });
    for (let n = 1; n <= count; n++) {
      writeFileSync(join(folder, 'db', 'migrations', `${stamp(n)}_depot_${n}.sql`), `-- migrate:up\n${up(n)}\n-- migrate:down\n`);
    }
    return (url) => [bin('dbmate'), ['--url', `${url}?sslmode=disable`, '--no-dump-schema', 'up']];
  },
  'node-pg-migrate'(folder, count) {
    mkdirSync(join(folder, 'migrations'));
    for (let n = 1; n <= count; n++) {
      writeFileSync(
        join(folder, 'migrations', `${1_577_836_800_000 + n}_depot-${n}.sql`),
        `-- Up Migration\n${up(n)}\n-- Down Migration\n`,
      );
    }
    // Each in its own transaction, as the others have it.
    return (url) => [bin('node-pg-migrate'), ['up', '--no-single-transaction'], { DATABASE_URL: url }];
  },
  'graphile-migrate'(folder, count) {
    mkdirSync(join(folder, 'migrations', 'committed'), { recursive: true });
    writeFileSync(join(folder, '.gmrc'), '{}');
    let previous = '-';
    for (let n = 1; n <= count; n++) {
      const body = up(n).trim();
      const hash = `sha1:${createHash('sha1')
        .update(`${n === 1 ? '' : `${previous}\n`}${body}\n`)
        .digest('hex')}`;
      const name = `${String(n).padStart(6, '0')}.sql`;
      writeFileSync(join(folder, 'migrations', 'committed', name), `--! Previous: ${previous}\n--! Hash: ${hash}\n\n${body}\n`);
      previous = hash;
    }
    return (url) => [
      bin('graphile-migrate'),
      ['migrate'],
      { DATABASE_URL: url, ROOT_DATABASE_URL: `${url}_root`, SHADOW_DATABASE_URL: `${url}_shadow` },
    ];
  },
};

/** Milliseconds from a process's start to its end. */
function measure([command, words, more = {}], cwd) {
  const env = { ...process.env, ...more, LOCKKEEPER_DATA_DIR: join(cwd, 'data') };
  const started = performance.now();
  const { status, stderr, stdout } = spawnSync(command, words, { cwd, env, encoding: 'utf8', maxBuffer: 1e9 });
  const waited = performance.now() - started;
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${(stderr + stdout).slice(0, 500)}`);
  return waited;
}

/** Milliseconds that so many migrations take with each runner, the least of some turns, one after the other. */
export async function measureApply(count = 1000) {
  register();
  const { startServer } = createRequire(import.meta.url)('../test/support/servers.ts');
  const home = mkdtempSync(join(tmpdir(), 'lockkeeper-bench-apply-'));
  // A run of a thousand migrations would otherwise take as many locks and as much catalog as the machine pleases.
  const server = await startServer(15, { settings: { shared_buffers: '128MB' } });
  try {
    const commands = {};
    for (const [name, prepare] of Object.entries(runners)) {
      if (name === 'psql' && spawnSync('psql', ['--version']).status !== 0) continue;
      mkdirSync(join(home, name));
      commands[name] = prepare(join(home, name), count);
    }
    const least = {};
    for (let turn = 0; turn < repeats; turn++) {
      for (const [name, command] of Object.entries(commands)) {
        const url = await server.createDatabase(`turn_${turn}_${name.replaceAll('-', '_')}`);
        least[name] = Math.min(least[name] ?? Infinity, measure(command(url), join(home, name)));
      }
    }
    return least;
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildAll({ production: true });
  console.log(`load ${loadavg()[0].toFixed(1)}`);
  const least = await measureApply(Number(process.argv[2] ?? 1000));
  for (const [name, ms] of Object.entries(least)) {
    const ratio = least.psql === undefined ? '' : `, ${(ms / least.psql).toFixed(2)} times psql`;
    console.log(`${name.padEnd(18)} ${ms.toFixed(0)} ms${ratio}`);
  }
}
