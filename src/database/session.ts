import type { Client, ClientConfig, QueryConfig } from 'pg';
import { type Connection, type ConnectOptions, type Notice, type Result, usualLockTimeout } from './connection';
import { copyData } from './copy-data';
import { failureOf } from './failure';
import type { Target } from './target';

/** What a session needs besides its client. */
export interface SessionOptions {
  readonly target: Target;
  readonly connect: ConnectOptions;
  /** Ends the statement in hand. */
  readonly cancel: () => Promise<void>;
  /** Called once, after the client has ended. */
  readonly closed: () => void;
}

/** The parts of a client that belong to every connection, however its bytes travel. */
export const clientDefaults: ClientConfig = { application_name: 'lockkeeper', keepAlive: true };

/** A connected client as a Connection: settings made, identity read. Rejects with the driver's error. */
export async function openSession(client: Client, options: SessionOptions): Promise<Connection> {
  // Without a listener the driver's `error` event, which says that the server went away, would end the process. The
  // statement in hand is rejected with the same error, and every later one with another.
  client.on('error', () => undefined);
  const { target } = options;
  await client.query(settingsScript(options.connect, target));
  const {
    rows: [identity],
  } = await client.query<{ version: number; database: string; schema: string; pid: number; standby: boolean; readOnly: boolean }>(
    `SELECT current_setting('server_version_num')::int AS version, current_database() AS database, coalesce(current_schema(), 'public') AS schema,
            pg_backend_pid() AS pid, pg_is_in_recovery() AS standby,
            current_setting('transaction_read_only')::bool AS "readOnly"`,
  );
  if (identity === undefined) throw new Error('The server did not say who it is.');
  const watches = identity.version >= 140_000 && (await watchClient(client));
  const settings = settingsScript(options.connect, target) + (watches ? `; ${watching}` : '');
  let closing: Promise<void> | undefined;

  return {
    target,
    version: identity.version,
    database: identity.database,
    schema: identity.schema,
    pid: identity.pid,
    readOnly: identity.standby || identity.readOnly,
    async query({ text, values }) {
      return resultOf(await client.query(extended(text, values)));
    },
    async execute(text, data) {
      return execute(client, text, data);
    },
    async script(text) {
      await client.query(text);
    },
    async reset(what) {
      await client.query(
        `${resetRole}; RESET ALL; ${settings}` +
          (what === 'session' ? '; DISCARD TEMP; DEALLOCATE ALL; UNLISTEN *; CLOSE ALL' : ''),
      );
    },
    onNotice(listener) {
      const hear = (notice: { severity?: string | undefined; message?: string | undefined }): void =>
        listener({ severity: notice.severity ?? 'NOTICE', message: notice.message ?? '' } satisfies Notice);
      client.on('notice', hear);
      return () => void client.off('notice', hear);
    },
    cancel: options.cancel,
    close() {
      closing ??= endClient(client).then(options.closed);
      return closing;
    },
  };
}

/** Ends a client also when its server no longer answers. */
export async function endClient(client: Client): Promise<void> {
  const patience = setTimeout(() => client.connection.stream.destroy(), 2000);
  try {
    await client.end();
  } catch (error) {
    // It was gone already, which is what was asked for; anything but a connection's end is a bug.
    if (failureOf(error).kind !== 'connection') throw error;
  } finally {
    clearTimeout(patience);
  }
}

/** Lockkeeper's own settings; made again after each RESET ALL. Numbers and constants only, so nothing needs quoting. */
function settingsScript({ purpose, lockTimeoutMs = usualLockTimeout }: ConnectOptions, target: Target): string {
  return [
    `SET lock_timeout = ${lockTimeoutMs}`,
    // A client that hangs must not hold its locks for ever.
    'SET idle_in_transaction_session_timeout = 60000',
    ...(purpose === 'read' && target.kind === 'server' ? ['SET default_transaction_read_only = on'] : []),
  ].join('; ');
}

/**
 * Undoes SET SESSION AUTHORIZATION and SET ROLE. The first alone would also take away a role that ALTER ROLE … SET role
 * gives to every session of this user.
 */
export const resetRole = 'RESET SESSION AUTHORIZATION; RESET ROLE';

/** Lets the server notice within a second that this process has died, instead of at the end of a long statement. */
const watching = 'SET client_connection_check_interval = 1000';

/** Some systems' servers cannot watch a socket and refuse with 22023: then nothing watches. */
async function watchClient(client: Client): Promise<boolean> {
  try {
    await client.query(watching);
    return true;
  } catch (error) {
    if (failureOf(error).sqlstate !== '22023') throw error;
    return false;
  }
}

/** The extended protocol, in which the server itself refuses a second statement in the text. */
function extended(text: string, values?: readonly unknown[]): QueryConfig {
  const config = { text, values: [...(values ?? [])], queryMode: 'extended' };
  return config;
}

async function execute(client: Client, text: string, data: string | undefined): Promise<Result> {
  const { Query } = await import('pg');
  const query = new Query(extended(text));
  if (data !== undefined) copyData(query, data);
  return new Promise((resolve, reject) => {
    // A listener for rows is what keeps the driver from collecting them.
    query.on('row', () => undefined);
    query.on('error', reject);
    query.on('end', (result) => resolve(resultOf({ ...result, rows: [] })));
    client.query(query);
  });
}

function resultOf(result: { rows: unknown; command: string | null; rowCount: number | null }): Result {
  return {
    rows: result.rows as Result['rows'],
    command: result.command ?? '',
    ...(result.rowCount !== null && { rowCount: result.rowCount }),
  };
}
