import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findInstalled } from './installed-programs';
import { pause } from './pause';

/** Where a server answers, or why there is none. */
export type StartedServer = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly why: string };

/** Milliseconds in which a new server must be ready. */
const longestStart = 30_000;

/** What makes a server that is thrown away faster, and its statements' outcome depend on nothing else. */
const settings: Readonly<Record<string, string>> = {
  // By its socket alone, which lies in a folder of this user's.
  listen_addresses: '',
  // Said here and in the URL, where PGPORT would count otherwise.
  port: '5432',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  shared_buffers: '32MB',
};

/** A server of this machine's own PostgreSQL, in a temporary folder: started when it is first wanted, ended by `end`. */
export class InstalledServer {
  #started: Promise<StartedServer> | undefined;
  #home: string | undefined;
  #server: ChildProcess | undefined;
  #guard: ChildProcess | undefined;

  /** Of that major version, where there is one; else the nearest. */
  start(major: number | undefined): Promise<StartedServer> {
    this.#started ??= this.#start(major).catch(async (error: unknown): Promise<StartedServer> => {
      await this.#remove();
      if (!(error instanceof Error)) throw error;
      return { ok: false, why: `PostgreSQL could not be started: ${error.message}` };
    });
    return this.#started;
  }

  async end(): Promise<void> {
    await this.#started;
    await this.#remove();
  }

  async #start(major: number | undefined): Promise<StartedServer> {
    if (process.platform === 'win32')
      return { ok: false, why: 'An installed PostgreSQL serves as the shadow by a unix socket, which Windows lacks.' };
    const found = await findInstalled(major);
    if (found === undefined)
      return { ok: false, why: 'No PostgreSQL is installed here: its programs initdb and postgres were not found.' };
    const home = await mkdtemp(join(tmpdir(), 'lockkeeper-installed-'));
    this.#home = home;
    const who = owner();
    if (who.uid !== undefined && who.gid !== undefined) await chown(home, who.uid, who.gid);
    const [data, env] = [join(home, 'data'), { PATH: process.env['PATH'], LC_ALL: 'C' }];
    const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
    await promisify(execFile)(join(found.directory, 'initdb'), initdb, { cwd: home, env, ...who });
    const flags = Object.entries({ ...settings, unix_socket_directories: home }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const server = spawn(join(found.directory, 'postgres'), ['-D', data, ...flags], {
      cwd: home,
      env,
      stdio: 'ignore',
      detached: true,
      ...who,
    });
    await once(server, 'spawn');
    this.#server = server;
    this.#guard = guardOf(server, home);
    server.unref();
    if (!(await isReady(server, data))) throw new Error('it did not get ready in time.');
    return { ok: true, url: `postgres://postgres@/postgres?host=${encodeURIComponent(home)}&port=5432` };
  }

  async #remove(): Promise<void> {
    const [server, home] = [this.#server, this.#home];
    if (server?.exitCode === null && server.signalCode === null) {
      server.ref();
      const gone = once(server, 'exit');
      server.kill('SIGQUIT');
      await gone;
    }
    this.#guard?.kill('SIGKILL');
    if (home !== undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user behind sudo, or as nobody. */
function owner(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const nobody = 65_534;
  return { uid: Number(process.env['SUDO_UID'] ?? nobody), gid: Number(process.env['SUDO_GID'] ?? nobody) };
}

/**
 * A process that waits for the end of this one, by a pipe that only this one holds open, and then ends the server and removes
 * its folder: nothing stays behind, even where this process is killed.
 */
function guardOf(server: ChildProcess, home: string): ChildProcess {
  const script = 'cat >/dev/null; kill -QUIT "$1" 2>/dev/null; sleep 0.5; rm -rf "$2"';
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(server.pid), home], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  const pipe: unknown = guard.stdin;
  if (pipe instanceof Socket) pipe.unref();
  return guard;
}

/** The eighth line of the server's lock file says what it is doing. */
async function isReady(server: ChildProcess, data: string): Promise<boolean> {
  for (let waited = 0; waited < longestStart; waited += 20) {
    if (server.exitCode !== null || server.signalCode !== null) return false;
    const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
    if (text.split('\n')[7]?.trim() === 'ready') return true;
    await pause(20);
  }
  return false;
}
