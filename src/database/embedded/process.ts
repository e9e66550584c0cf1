import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FromChild, KeptAnswer, ToChild } from './messages';

/** How the embedded server's process is started. */
export interface EmbeddedOptions {
  /** `embedded.mjs`, with the server's files beside it. */
  readonly childScript: string;
  /** Who opens it, for whoever finds it locked: «VS Code». */
  readonly holder: string;
  /** Milliseconds without a connection after which the process ends and its memory is given back; 60,000 unless given. */
  readonly idleMs?: number;
  /** Where databases are kept for a while that were made by the replay of a chain; nowhere unless given. */
  readonly keptChains?: string;
}

/** What a process opens: a directory, or in its memory nothing at all or what was kept. */
export interface Opening {
  readonly directory?: string;
  /** A file of a kept data directory. */
  readonly start?: string;
}

/** A running process that owns one data directory. */
export interface EmbeddedProcess {
  /** Where it listens. */
  readonly socket: string;
  /** Whether it runs and has not been told to end. */
  readonly alive: boolean;
  /** Keeps the data directory in a file; answers whether it could be. */
  keep(path: string, note: string): Promise<boolean>;
  /** Ends it at once and waits until it has gone; what was committed stays. */
  kill(): Promise<void>;
  /** Ends it after the database has been closed. */
  stop(): Promise<void>;
}

export type Started =
  | { readonly ok: true; readonly process: EmbeddedProcess }
  | { readonly ok: false; readonly answer: Exclude<FromChild, { kind: 'ready' }> };

/** Starts a process and waits until it can be connected to. Without a directory the database lives in its memory. */
export async function startProcess(options: EmbeddedOptions, opening: Opening): Promise<Started> {
  const socket = socketName();
  const child = fork(options.childScript, [], {
    // Within VS Code this makes its Electron a plain Node. Of the environment nothing else is needed, and secrets may be in it.
    env: { ELECTRON_RUN_AS_NODE: '1', ...passedOn(process.env) },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const lastWords = collect(child);
  // Also told where a message meets a process that has just ended: without a listener that would end this one.
  const failed = new Promise<Error>((resolve) => child.on('error', resolve));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // One that could not be started never ends.
  const gone = (child.pid === undefined ? failed : ended).then(() => rmSync(socket, { force: true }));
  const message: ToChild = { kind: 'open', socket, holder: options.holder, ...opening };
  child.send(message);
  const answer = await Promise.race([
    new Promise<FromChild>((resolve) => child.once('message', (said) => resolve(said as FromChild))),
    failed.then(({ message: why }): FromChild => ({ kind: 'failed', message: why })),
    gone.then((): FromChild => ({
      kind: 'failed',
      message: `The embedded server ended before it was ready. ${lastWords()}`.trim(),
    })),
  ]);
  if (answer.kind !== 'ready') {
    child.kill('SIGKILL');
    await gone;
    return { ok: false, answer };
  }
  // The process must not keep a command line alive that has nothing more to do: when this one ends, so does the child.
  child.unref();
  child.channel?.unref();
  return { ok: true, process: owned(child, socket, gone) };
}

/** What a process may need to load at all; Windows cannot open a socket without SystemRoot. */
function passedOn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const needed = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMPDIR'];
  return Object.fromEntries(needed.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
}

function owned(child: ChildProcess, socket: string, gone: Promise<void>): EmbeddedProcess {
  let ending = false;
  const isAlive = (): boolean => !ending && child.exitCode === null && child.signalCode === null;
  const kill = async (): Promise<void> => {
    if (isAlive()) {
      ending = true;
      child.ref();
      child.kill('SIGKILL');
    }
    await gone;
  };
  return {
    socket,
    get alive() {
      return isAlive();
    },
    async keep(path, note) {
      if (!isAlive() || !child.connected) return false;
      const answer = new Promise<KeptAnswer>((resolve) => child.once('message', (said) => resolve(said as KeptAnswer)));
      // Nothing else keeps this process alive until the answer has come.
      child.channel?.ref();
      child.send({ kind: 'keep', path, note } satisfies ToChild);
      const isKept = await Promise.race([answer.then(({ failed }) => failed === undefined), gone.then(() => false)]);
      child.channel?.unref();
      return isKept;
    },
    kill,
    async stop() {
      if (isAlive() && child.connected) {
        ending = true;
        child.ref();
        child.send({ kind: 'close' } satisfies ToChild);
        const ended = await Promise.race([gone.then(() => true), sleep(5000, false, { ref: false })]);
        if (ended) return;
        child.kill('SIGKILL');
      }
      await kill();
    },
  };
}

/** A unix socket's path has room for some hundred bytes, so it cannot lie in the data directory. */
function socketName(): string {
  const name = `lockkeeper-${randomBytes(9).toString('base64url')}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

/** The last of what the process wrote to stderr. */
function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text = (text + chunk.toString('utf8')).slice(-2000)));
  return () => /^\w*Error: .*$/m.exec(text)?.[0] ?? text.slice(-200);
}
