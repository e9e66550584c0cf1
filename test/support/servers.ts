/**
 * Real PostgreSQL servers for tests, from the binaries that `test/servers` pins. A server lives in a directory of its own
 * under the system's temporary folder and ends with this process, however that ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { binaries, exists, type Major, owner } from './binaries';

export { allMajors, isThorough, type Major, outerMajors } from './binaries';

/** What a `before` hook that starts servers should allow, in milliseconds: the first one may install the binaries. */
export const serverTimeout = 300_000;

export interface ServerOptions {
  /** Asked of everyone who connects, so that a wrong one can be tried. Without it everyone is trusted. */
  readonly password?: string;
  /** Further settings of `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** One running server. The superuser is `postgres`. */
export interface TestServer {
  readonly major: Major;
  readonly port: number;
  /** Of the process that all others of the server belong to. */
  pid(): number;
  /** `postgres://…` of a database, `postgres` where none is named. */
  url(database?: string): string;
  /** Makes an empty database, with a name of its own where none is given, and returns its URL. */
  createDatabase(name?: string): Promise<string>;
  /** Breaks every connection at once and ends, as a crash would. */
  kill(): Promise<void>;
  /** Stops the server if it runs, and starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** Restarts the server, and starts another one that follows it and takes no writes until it is promoted. */
  standby(): Promise<TestServer>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** Settings that make a test's outcome depend on its statements alone. */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  jit: 'off',
  max_parallel_maintenance_workers: '0',
  max_prepared_transactions: '10',
  shared_buffers: '32MB',
  timezone: 'UTC',
  lc_messages: 'C',
};

/** Starts a server of one major version; several of one version may run side by side. */
export async function startServer(major: Major, options: ServerOptions = {}): Promise<TestServer> {
  const bin = await binaries(major);
  const home = await makeHome(major);
  const data = join(home, 'data');
  if (options.password === undefined) await copyOfTemplate(major, bin, data);
  else await initialise(bin, data, options.password);

  return serverOf({ major, bin, home, data, options });
}

async function makeHome(major: Major): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), `lockkeeper-pg${major}-`));
  const { uid, gid } = owner();
  if (uid !== undefined && gid !== undefined) await chown(home, uid, gid);
  return home;
}

/** Where a server lives. */
interface Place {
  readonly major: Major;
  readonly bin: string;
  readonly home: string;
  readonly data: string;
  readonly options: ServerOptions;
}

async function serverOf(place: Place): Promise<TestServer> {
  const { major, home, data, options } = place;
  let running = await launch(place);
  const { port } = running;
  const secret = options.password === undefined ? '' : `:${encodeURIComponent(options.password)}`;
  const url = (database = 'postgres'): string => `postgres://postgres${secret}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  let databases = 0;

  return {
    major,
    port,
    url,
    pid: () => running.pid,
    async createDatabase(name) {
      databases += 1;
      const database = name ?? `test_${process.pid}_${databases}`;
      const client = new Client({ connectionString: url() });
      await client.connect();
      try {
        await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
      } finally {
        await client.end();
      }
      return url(database);
    },
    async kill() {
      await running.end('SIGQUIT');
    },
    async restart() {
      await running.end('SIGINT');
      running.forget();
      running = await launch({ ...place, port });
    },
    async standby() {
      await running.end('SIGINT');
      running.forget();
      const copy = join(await makeHome(major), 'data');
      await finished(asOwner('cp', ['-R', data, copy]), 'cp');
      running = await launch({ ...place, port });
      await finished(asOwner('touch', [join(copy, 'standby.signal')]), 'touch');
      const primary = `host=127.0.0.1 port=${port} user=postgres`;
      const settings = { ...options.settings, primary_conninfo: primary };
      return serverOf({ ...place, home: dirname(copy), data: copy, options: { ...options, settings } });
    },
    async stop() {
      await running.end('SIGINT');
      running.forget();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const shared = new Map<Major, Promise<TestServer>>();

/** The one server of a major version that all test files of this process use, each with databases of its own. */
export function sharedServer(major: Major): Promise<TestServer> {
  const known = shared.get(major);
  if (known !== undefined) return known;
  const started = startServer(major);
  shared.set(major, started);
  return started;
}

interface Running {
  readonly port: number;
  readonly pid: number;
  /** Sends the signal if the server still runs, and waits until it has gone. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** Lets go of the guard that would remove the data directory when this process ends. */
  forget(): void;
}

async function launch(server: {
  bin: string;
  home: string;
  data: string;
  options: ServerOptions;
  port?: number;
}): Promise<Running> {
  for (let attempt = 1; ; attempt += 1) {
    const port = server.port ?? (await freePort());
    const all = { ...settings, ...server.options.settings, port: String(port) };
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = asOwner(join(server.bin, 'postgres'), ['-D', server.data, ...flags]);
    const said = collect(child);
    const guard = guardOf(child, server.home);
    child.unref();
    if (await isReady(child, server.data)) {
      return {
        port,
        pid: child.pid ?? 0,
        async end(signal) {
          if (child.exitCode !== null || child.signalCode !== null) return;
          child.ref();
          const gone = once(child, 'exit');
          child.kill(signal);
          await gone;
        },
        forget: () => guard.kill('SIGKILL'),
      };
    }
    guard.kill('SIGKILL');
    child.kill('SIGQUIT');
    // Somebody else may have taken the port between our looking and the server's binding.
    if (attempt === 3 || server.port !== undefined) throw new Error(`PostgreSQL did not start:\n${said()}`);
  }
}

/**
 * A process that waits for the end of this one, by a pipe that only this one holds open, and then ends the server and
 * removes its directory: nothing of a test run stays behind, even after a SIGKILL.
 */
function guardOf(child: ChildProcess, home: string): ChildProcess {
  const script = 'cat >/dev/null; kill -QUIT "$1" 2>/dev/null; sleep 0.5; rm -rf "$2"';
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(child.pid), home], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  const pipe: unknown = guard.stdin;
  if (hasUnref(pipe)) pipe.unref();
  return guard;
}

function hasUnref(value: unknown): value is { unref(): void } {
  return typeof value === 'object' && value !== null && 'unref' in value;
}

/** The last lines that a child wrote. */
function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      text = (text + chunk).slice(-4000);
    });
    if (hasUnref(stream)) stream.unref();
  }
  return () => text;
}

/** The postmaster writes its state into the eighth line of its lock file. */
async function isReady(child: ChildProcess, data: string): Promise<boolean> {
  const file = join(data, 'postmaster.pid');
  for (let waited = 0; waited < 30_000; waited += 20) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return true;
    await sleep(20);
  }
  return false;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No TCP port');
  return address.port;
}

/** PostgreSQL refuses to run as root: there, it runs as the unprivileged owner of its data. */
function asOwner(command: string, args: readonly string[]): ChildProcess {
  return spawn(command, args, {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...owner(),
  });
}

/** `initdb` takes seconds, a copy of what it made a fraction of one: the template is kept between runs. */
async function copyOfTemplate(major: Major, bin: string, data: string): Promise<void> {
  const { size, mtimeMs } = await stat(join(bin, 'postgres'));
  const who = owner().uid ?? process.getuid?.() ?? 0;
  const template = join(tmpdir(), `lockkeeper-initdb-${major}-${size}-${Math.round(mtimeMs)}-${who}`);
  if (!(await exists(template))) {
    const made = `${template}-${process.pid}`;
    await initialise(bin, made);
    // Two test runs may both have made one; the second finds the place taken, and the first one's is as good.
    await rename(made, template).catch(() => rm(made, { recursive: true }));
  }
  await finished(asOwner('cp', ['-R', template, data]), 'cp');
}

async function initialise(bin: string, data: string, password?: string): Promise<void> {
  const args = ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync'];
  if (password === undefined) {
    await finished(asOwner(join(bin, 'initdb'), [...args, '-A', 'trust']), 'initdb');
    return;
  }
  const file = `${data}.password`;
  await writeFile(file, `${password}\n`);
  await finished(asOwner(join(bin, 'initdb'), [...args, '-A', 'scram-sha-256', `--pwfile=${file}`]), 'initdb');
  await rm(file);
}

async function finished(child: ChildProcess, what: string): Promise<void> {
  const said = collect(child);
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`${what} failed:\n${said()}`);
}
