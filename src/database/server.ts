import type { Client, ClientConfig } from 'pg';
import { type Connected, type ConnectOptions, type Connection, usualConnectTimeout } from './connection';
import { BadUrl, type Endpoint, endpointOf } from './endpoint';
import { failureOf } from './failure';
import { type Frames, NotPostgres } from './frames';
import { pause } from './pause';
import { isPooled } from './pooler';
import { Pulse, type SessionState, usualSilenceMs } from './pulse';
import { secretsOf } from './redact';
import { clientDefaults, endClient, openSession } from './session';
import type { Target } from './target';
import { lookAt } from './wire';

type ServerTarget = Extract<Target, { kind: 'server' }>;

/** Opens a session on a server. Expected failures are values. */
export async function connectServer(target: ServerTarget, options: ConnectOptions): Promise<Connected> {
  let endpoint: Endpoint;
  try {
    const own = await endpointOf(target.url, process.env);
    endpoint = { ...own, database: options.database ?? own.database };
  } catch (error) {
    if (!(error instanceof BadUrl)) throw error;
    return { ok: false, failure: { kind: 'connection', message: error.message } };
  }
  const secrets = [...secretsOf(target.url), endpoint.password];
  try {
    const opened = await connectWhenReady(endpoint, options);
    // A server that lets us in, and then says nothing.
    const patience = setTimeout(
      () => opened.client.connection.stream.destroy(new Error('timeout expired')),
      options.connectTimeoutMs ?? usualConnectTimeout,
    );
    try {
      return { ok: true, connection: await serverSession(opened, { target, options }) };
    } catch (error) {
      await endClient(opened.client);
      throw error;
    } finally {
      clearTimeout(patience);
    }
  } catch (error) {
    return { ok: false, failure: failureOf(error, secrets) };
  }
}

/** The name of the database that a target means. Rejects with `BadUrl`, as does whoever connects to it. */
export async function databaseOf({ url }: ServerTarget): Promise<string> {
  return (await endpointOf(url, process.env)).database;
}

/** Milliseconds between two attempts at a server that is starting. */
const betweenAttempts = 200;

/**
 * Waits for a server that says it is starting up or shutting down (57P03) until the deadline, and as long as is wished
 * for one at whose place nobody answers yet.
 */
async function connectWhenReady(endpoint: Endpoint, options: ConnectOptions): ReturnType<typeof connectClient> {
  const { waitMs = 0, connectTimeoutMs = usualConnectTimeout } = options;
  const started = performance.now();
  for (;;) {
    const passed = performance.now() - started;
    const left = Math.max(connectTimeoutMs, waitMs) - passed;
    try {
      return await connectClient(endpoint, { ...options, connectTimeoutMs: Math.max(Math.min(left, connectTimeoutMs), 1) });
    } catch (error) {
      const patience = failureOf(error).sqlstate === '57P03' ? left : isNotUp(error) ? waitMs - passed : 0;
      if (patience <= betweenAttempts || options.signal?.aborted === true) throw error;
    }
    await pause(betweenAttempts, options.signal);
  }
}

/** Nobody listens at its place yet, or what stands before it lets nobody through. */
function isNotUp(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  // The driver's own words have no code.
  return ['ECONNREFUSED', 'ENOENT', 'ECONNRESET'].includes(String(code)) || error.message.includes('terminated unexpectedly');
}

/** A client that the server has let in, and how another one gets in. */
interface Opened {
  readonly client: Client;
  readonly config: ClientConfig;
  readonly frames: Frames;
}

/** Tries the endpoint's ways in turn; of several refusals the last one counts. */
async function connectClient(endpoint: Endpoint, options: ConnectOptions): Promise<Opened> {
  let refused: unknown;
  for (const [index, tls] of endpoint.tls.entries()) {
    const config = configOf(endpoint, tls, options);
    try {
      return { ...(await connectLooking(config, options.signal)), config };
    } catch (error) {
      // What is no matter of TLS would be the same the other way.
      const next = endpoint.tls[index + 1];
      if (next === undefined || !isAboutTls(error, next === false)) throw error;
      refused = error;
    }
  }
  throw refused;
}

function configOf(endpoint: Endpoint, ssl: Endpoint['tls'][number], options: ConnectOptions): ClientConfig {
  const { host, port, database, user, password } = endpoint;
  return {
    ...clientDefaults,
    ...{ host, port, database, user, password, ssl },
    connectionTimeoutMillis: options.connectTimeoutMs ?? usualConnectTimeout,
    ...(endpoint.options !== undefined && { options: endpoint.options }),
  };
}

async function connectOnce(config: ClientConfig): Promise<Client> {
  return (await connectLooking(config)).client;
}

async function connectLooking(config: ClientConfig, signal?: AbortSignal): Promise<Pick<Opened, 'client' | 'frames'>> {
  const { Client } = await import('pg');
  const client = new Client(config);
  const frames = lookAt(client);
  client.on('error', () => undefined);
  const stop = (): void => void client.connection.stream.destroy(new Error('Connecting was cancelled.'));
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  try {
    await client.connect();
    return { client, frames };
  } catch (error) {
    client.connection.stream.destroy();
    // The driver, asked for the next step of a proof that nobody has begun.
    throw error instanceof TypeError ? new NotPostgres('A message out of turn.', { cause: error }) : error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** A server that speaks no TLS (`prefer`), or one that wants it (`allow`: 28000 «no pg_hba.conf entry … no encryption»). */
function isAboutTls(error: unknown, thenPlain: boolean): boolean {
  return thenPlain ? String(error).includes('does not support SSL') : failureOf(error).sqlstate === '28000';
}

async function serverSession(
  { client, config, frames }: Opened,
  session: { readonly target: ServerTarget; readonly options: ConnectOptions },
): Promise<Connection> {
  const { silenceMs = usualSilenceMs } = session.options;
  const isSending = progressOf(client.connection.stream);
  const pulse = new Pulse({
    silenceMs,
    ask: () => (isSending() ? Promise.resolve('busy') : stateOf(connection, config)),
    cut: () => void client.connection.stream.destroy(new Error('Connection terminated: the server does not answer')),
  });
  const connection = await openSession(client, {
    pulse,
    target: session.target,
    connect: session.options,
    closed: () => undefined,
    dropRows: () => frames.dropRows(),
    cancel: () => (connection.pooled ? cut(client) : cancelBackend(client, config, connection.pid)),
    isPooled: (backend) => isPooled(client, { told: toldPid(client), backend }, () => connectOnce(config)),
  });
  return connection;
}

/** Whether more of what is to be sent has gone out since it was last asked: a long statement takes its time to get there. */
function progressOf(stream: Client['connection']['stream']): () => boolean {
  let left = 0;
  return () => {
    const before = left;
    left = stream.writableLength;
    return left !== before;
  };
}

/** What the server says, on another connection, of a session that does not answer. */
async function stateOf({ pid, pooled }: Connection, config: ClientConfig): Promise<SessionState> {
  let other: Client;
  try {
    other = await connectOnce({ ...config, query_timeout: config.connectionTimeoutMillis });
  } catch (error) {
    // A server that refuses has answered.
    return failureOf(error).sqlstate === undefined ? 'unreachable' : 'busy';
  }
  try {
    const { rows } = await other.query<{ state: string | null }>('SELECT state FROM pg_stat_activity WHERE pid = $1', [pid]);
    const [row] = rows;
    if (pooled) return 'busy';
    return row === undefined || row.state?.startsWith('idle') === true ? 'silent' : 'busy';
  } catch (error) {
    return failureOf(error).sqlstate === undefined ? 'unreachable' : 'busy';
  } finally {
    other.connection.stream.destroy();
  }
}

/** The process id that the connection was told at its start. */
function toldPid(client: Client): number | undefined {
  const { processID } = client as Client & { readonly processID?: number | null };
  return processID ?? undefined;
}

/** A pooler ends the session whose client left it in the middle of a transaction. */
function cut(client: Client): Promise<void> {
  client.connection.stream.destroy(new Error('Connection terminated: cancelled'));
  return Promise.resolve();
}

/**
 * Cancels by a second connection, authenticated and encrypted like the first. Where none can be had, or it may not
 * cancel, the first one is cut: the server then gives up within `client_connection_check_interval`.
 */
async function cancelBackend(client: Client, config: ClientConfig, pid: number): Promise<void> {
  let second: Client;
  try {
    second = await connectOnce(config);
  } catch (error) {
    client.connection.stream.destroy(new Error('Connection terminated: cancelled', { cause: error }));
    return;
  }
  try {
    await second.query('SELECT pg_cancel_backend($1)', [pid]);
  } catch (error) {
    client.connection.stream.destroy(new Error('Connection terminated: cancelled', { cause: error }));
  } finally {
    await endClient(second);
  }
}
