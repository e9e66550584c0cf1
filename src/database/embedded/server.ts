import { Socket } from 'node:net';
import type { Connected, Connection, ConnectOptions, Failure } from '../connection';
import { failureOf } from '../failure';
import { clientDefaults, endClient, openSession } from '../session';
import type { Target } from '../target';
import { executeWithFile } from './copy-file';
import { type EmbeddedOptions, type EmbeddedProcess, type Opening, startProcess } from './process';

type EmbeddedTarget = Extract<Target, { kind: 'embedded' }>;

/**
 * One embedded database: started at the first connection, ended after a while without one. It takes one connection
 * at a time, so a second one waits for the first to be closed.
 */
export class EmbeddedServer {
  #process: EmbeddedProcess | undefined;
  /** Settles when everyone before has closed their connection. */
  #turn: Promise<void> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  /** It was ended for good: what is being started just now must not stay. */
  #isOver = false;
  readonly #options: EmbeddedOptions;
  readonly #opening: Opening;

  /** Without a directory the database lives in memory, and each start begins anew. */
  constructor(options: EmbeddedOptions, opening: Opening = {}) {
    this.#options = options;
    this.#opening = opening;
  }

  async connect(target: EmbeddedTarget, options: ConnectOptions): Promise<Connected> {
    const release = await this.#nextTurn();
    clearTimeout(this.#idle);
    const give = (): void => {
      release();
      this.#idle = setTimeout(() => void this.#process?.stop(), this.#options.idleMs ?? 60_000).unref();
    };
    try {
      const started = await this.#start();
      if (!started.ok) {
        give();
        return started;
      }
      return { ok: true, connection: await this.#session(started.process, target, { options, closed: give }) };
    } catch (error) {
      give();
      return { ok: false, failure: failureOf(error) };
    }
  }

  /** Does `work` while the process is ended and nobody can connect, so that its files stand still. */
  async whileStopped<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.#nextTurn();
    try {
      clearTimeout(this.#idle);
      await this.#process?.stop();
      this.#process = undefined;
      return await work();
    } finally {
      release();
    }
  }

  /** Ends the process for good, in order and after the connection in use has been closed. */
  async stop(): Promise<void> {
    await this.whileStopped(() => Promise.resolve());
    this.#isOver = true;
  }

  /** Keeps the data directory of what is open now in a file; answers whether it could be. No transaction may be open. */
  async keep(path: string, note: string): Promise<boolean> {
    return (await this.#process?.keep(path, note)) ?? false;
  }

  /** Ends the process for good and at once; what was committed stays. */
  async kill(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#idle);
    await this.#process?.kill();
  }

  async #nextTurn(): Promise<() => void> {
    const before = this.#turn;
    let release: () => void = () => undefined;
    this.#turn = new Promise<void>((resolve) => (release = resolve));
    await before;
    return release;
  }

  async #start(): Promise<
    { readonly ok: true; readonly process: EmbeddedProcess } | { readonly ok: false; readonly failure: Failure }
  > {
    if (this.#process?.alive === true) return { ok: true, process: this.#process };
    // One that was told to end must have gone: the directory and its lock are its own until then.
    await this.#process?.kill();
    const started = await startProcess(this.#options, this.#opening);
    if (started.ok) {
      this.#process = started.process;
      if (!this.#isOver) return started;
      await started.process.kill();
      return { ok: false, failure: { kind: 'connection', message: 'The embedded database has been closed.' } };
    }
    if (started.answer.kind === 'failed') {
      return {
        ok: false,
        failure: { kind: 'connection', message: `The embedded database cannot be opened: ${started.answer.message}` },
      };
    }
    return { ok: false, failure: lockedBy(started.answer) };
  }

  async #session(
    server: EmbeddedProcess,
    target: EmbeddedTarget,
    session: { readonly options: ConnectOptions; readonly closed: () => void },
  ): Promise<Connection> {
    const { Client } = await import('pg');
    const client = new Client({
      ...clientDefaults,
      ...{ user: 'postgres', database: 'postgres', password: '', host: 'embedded' },
      stream: () => new PipeSocket(server.socket),
      connectionTimeoutMillis: 10_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      // The server has one backend for all connections, so what the last one left in the session is still there.
      await client.query('ROLLBACK');
      await client.query('DISCARD ALL');
      const connection = await openSession(client, {
        target,
        connect: session.options,
        closed: session.closed,
        cancel: () => server.kill(),
      });
      return { ...connection, execute: (text, data) => executeWithFile(connection, text, data) };
    } catch (error) {
      await endClient(client);
      throw error;
    }
  }
}

/** Why a data directory cannot be opened that somebody else has. */
export function lockedBy({ pid, holder }: { readonly pid: number; readonly holder: string }): Failure {
  return {
    kind: 'locked',
    message: `The embedded database is open elsewhere: locked by ${holder}, pid ${pid}.`,
    advice: 'Close it there, or wait a minute: it is given back when idle.',
    page: 'lock-held',
  };
}

/** A socket that goes to its own place, wherever the driver would connect to: the driver knows no Windows pipes. */
class PipeSocket extends Socket {
  readonly #path: string;

  constructor(path: string) {
    super();
    this.#path = path;
  }

  override connect(): this {
    return super.connect(this.#path);
  }
}
