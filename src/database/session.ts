import type { Client, ClientConfig, Query, QueryConfig, QueryResult } from 'pg';
import { sendBatch, sendBatchThen } from './batch';
import { type Connection, type ConnectOptions, type Notice, type Result, usualLockTimeout } from './connection';
import { copyData } from './copy-data';
import { failureOf } from './failure';
import type { Pulse } from './pulse';
import type { Target } from './target';

/** What a session needs besides its client. */
export interface SessionOptions {
  readonly target: Target;
  readonly connect: ConnectOptions;
  /** Ends the statement in hand. */
  readonly cancel: () => Promise<void>;
  /** Called once, after the client has ended. */
  readonly closed: () => void;
  /** Has the rows of what is sent next, up to its first Sync, left out before the driver reads them, where that can be done. */
  readonly dropRows?: () => void;
  /** Looks after each statement until it is answered; nobody does unless given. */
  readonly pulse?: Pulse;
  /** Whether each transaction may have another session than the one with this backend; never unless given. */
  readonly isPooled?: (backend: number) => Promise<boolean>;
}

/** The parts of a client that belong to every connection, however its bytes travel. */
export const clientDefaults: ClientConfig = { application_name: 'lockkeeper', keepAlive: true };

/** A connected client as a Connection: settings made, identity read. Rejects with the driver's error. */
export async function openSession(client: Client, options: SessionOptions): Promise<Connection> {
  // Without a listener the driver's `error` event, which says that the server went away, would end the process. The
  // statement in hand is rejected with the same error, and every later one with another, which says less.
  let ended: unknown;
  client.on('error', (error) => (ended ??= error));
  const { target } = options;
  const {
    rows: [identity],
  } = await client.query<{ version: number; database: string; schema: string; pid: number; standby: boolean; readOnly: boolean }>(
    `SELECT current_setting('server_version_num')::int AS version, current_database() AS database, coalesce(current_schema(), 'public') AS schema,
            pg_backend_pid() AS pid, pg_is_in_recovery() AS standby,
            current_setting('transaction_read_only')::bool AS "readOnly"`,
  );
  if (identity === undefined) throw new Error('The server did not say who it is.');
  // Nothing is set in a session that others share: it would hold for them, too.
  const pooled = (await options.isPooled?.(identity.pid)) ?? false;
  const watches = identity.version >= 140_000;
  const settings = pooled
    ? localSettings(options.connect, target, watches)
    : await makeSettings(client, settingsScript(options.connect, target, identity.version), watches);
  const roleAndSettings = `${resetRole}; RESET ALL; ${settings}`;
  const reset = {
    settings: roleAndSettings,
    session: pooled ? `${resetRole}; RESET ALL; ${resetShared}` : `${roleAndSettings}; ${resetOwn}`,
  };
  const settle = `SET CONSTRAINTS ALL IMMEDIATE; ${reset.session}; SELECT pg_current_xact_id()::text AS xid`;
  const answered = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await (options.pulse?.during(work) ?? work());
    } catch (error) {
      throw isServers(ended) && !isServers(error) ? ended : error;
    }
  };
  let closing: Promise<void> | undefined;

  return {
    target,
    version: identity.version,
    database: identity.database,
    schema: identity.schema,
    pid: identity.pid,
    readOnly: identity.standby || identity.readOnly,
    pooled,
    async query({ text, values }) {
      const query = extended(text, values);
      const isAlone = pooled && options.connect.purpose === 'read';
      return resultOf(await answered(() => (isAlone ? readOnly(client, query) : client.query(query))));
    },
    async execute(text, data) {
      options.dropRows?.();
      return answered(() => execute(client, text, data));
    },
    async queryAll(queries, answeredOne) {
      const { Query } = await import('pg');
      const results: Result[] = [];
      const sent = queries.map(({ text, values }) => new Query(extended(text, values)));
      const keep = (result: QueryResult): void => {
        results.push(resultOf(result));
        answeredOne?.();
      };
      await answered(() => sendBatch(client, sent, { answered: keep, atOnce: false }));
      return results;
    },
    async executeAll(texts, done) {
      const { Query } = await import('pg');
      const sent = texts.map((text) => new Query(extended(text)));
      options.dropRows?.();
      await answered(() => sendBatch(client, sent, { answered: (result) => done(resultOf(result)), atOnce: true }));
    },
    async settle(last) {
      if (last === undefined) return xidOf(await answered(() => client.query(settle)));
      const { Query } = await import('pg');
      const sent = last.texts.map((text) => new Query(extended(text)));
      const answers = { answered: (result: QueryResult) => last.done(resultOf(result)), atOnce: true };
      options.dropRows?.();
      return xidOf(await answered(() => sendBatchThen(client, sent, { ...answers, script: settle })));
    },
    async script(text) {
      await answered(() => client.query(text));
    },
    async reset(what) {
      await answered(() => client.query(reset[what]));
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

/** Whether the server itself said so. */
function isServers(error: unknown): boolean {
  return error !== undefined && failureOf(error).sqlstate !== undefined;
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
function settingsScript(connect: ConnectOptions, target: Target, version: number): string {
  const { purpose } = connect;
  const { lock, statement } = timeoutsFor(connect, target);
  return [
    `SET lock_timeout = ${lock}`,
    ...(statement === undefined ? [] : [`SET statement_timeout = ${statement}`]),
    // A client that hangs must not hold its locks for ever.
    'SET idle_in_transaction_session_timeout = 60000',
    // One that waits for a lock, or keeps one, is idle for a reason.
    ...(version >= 140_000 ? ['SET idle_session_timeout = 0'] : []),
    ...(purpose === 'read' && target.kind === 'server' ? ['SET default_transaction_read_only = on'] : []),
  ].join('; ');
}

/** What a statement may wait and take. Who only reads has the server's own limit, or none. */
function timeoutsFor(
  { purpose, lockTimeoutMs }: ConnectOptions,
  { timeouts = {} }: Target,
): { readonly lock: number; readonly statement?: number } {
  const { lockMs = usualLockTimeout, statementMs } = timeouts;
  const lock = lockTimeoutMs ?? lockMs;
  return { lock, ...(purpose === 'write' && statementMs !== undefined && { statement: statementMs }) };
}

/**
 * Undoes SET SESSION AUTHORIZATION and SET ROLE. The first alone would also take away a role that ALTER ROLE … SET role
 * gives to every session of this user.
 */
export const resetRole = 'RESET SESSION AUTHORIZATION; RESET ROLE';

/** Lets the server notice within a second that this process has died, instead of at the end of a long statement. */
const watching = 'SET client_connection_check_interval = 1000';

/**
 * What a file leaves in a session of ours, and in one that goes back to a pool. Cursors first: in a transaction one that is
 * open keeps its temporary table from being dropped (55006).
 */
const resetOwn = 'CLOSE ALL; UNLISTEN *; DEALLOCATE ALL; DISCARD TEMP';
const resetShared = 'CLOSE ALL; UNLISTEN *; DISCARD TEMP; SELECT pg_advisory_unlock_all()';

/** Makes the settings, and answers with what was made. Some systems' servers cannot watch a socket, and refuse with 22023. */
async function makeSettings(client: Client, settings: string, watches: boolean): Promise<string> {
  const all = watches ? `${settings}; ${watching}` : settings;
  try {
    await client.query(all);
    return all;
  } catch (error) {
    if (!watches || failureOf(error).sqlstate !== '22023') throw error;
    return makeSettings(client, settings, false);
  }
}

/** The settings for one transaction, in which a refusal cannot be forgiven: where the watch is not to be had it stays off. */
function localSettings(connect: ConnectOptions, target: Target, watches: boolean): string {
  const { lock, statement } = timeoutsFor(connect, target);
  const local = [
    `SET LOCAL lock_timeout = ${lock}`,
    ...(statement === undefined ? [] : [`SET LOCAL statement_timeout = ${statement}`]),
    'SET LOCAL idle_in_transaction_session_timeout = 60000',
  ];
  const watch = `SELECT set_config('client_connection_check_interval', '1000', true) WHERE version() LIKE '%linux%'`;
  return [...local, ...(watches ? [watch] : [])].join('; ');
}

/** One query that cannot write, where the session cannot be told so: in a transaction of its own. */
async function readOnly(client: Client, query: QueryConfig): Promise<QueryResult> {
  await client.query('BEGIN READ ONLY');
  try {
    const result = await client.query(query);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // What failed first is told; a session that cannot even roll back fails again at whatever it is asked next.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** The extended protocol, in which the server itself refuses a second statement in the text. */
function extended(text: string, values?: readonly unknown[]): QueryConfig {
  const config = { text, values: [...(values ?? [])], queryMode: 'extended' };
  return config;
}

async function execute(client: Client, text: string, data: string | undefined): Promise<Result> {
  const { Query } = await import('pg');
  const query = uncollected(new Query(extended(text)));
  if (data !== undefined) copyData(query, data);
  return new Promise((resolve, reject) => {
    query.on('error', reject);
    query.on('end', (result) => resolve(resultOf(result)));
    client.query(query);
  });
}

/** The driver answers a script with a result for each of its statements. */
function xidOf(results: unknown): string {
  const last = (results as readonly QueryResult<{ xid: string }>[]).at(-1);
  const xid = last?.rows[0]?.xid;
  if (xid === undefined) throw new Error('The server did not tell the transaction’s number.');
  return xid;
}

/** A listener for rows is what keeps the driver from collecting them. */
function uncollected(query: Query): Query {
  return query.on('row', () => undefined);
}

function resultOf(result: { rows: unknown; command: string | null; rowCount: number | null }): Result {
  return {
    rows: result.rows as Result['rows'],
    command: result.command ?? '',
    ...(result.rowCount !== null && { rowCount: result.rowCount }),
  };
}
