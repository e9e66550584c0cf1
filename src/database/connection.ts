import type { Query } from '../migrations/history';
import type { ErrorPage } from './explained';
import type { Target } from './target';

/** The answer to one statement. */
export interface Result {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The command tag's word: `SELECT`, `COMMIT`, `CREATE`. A COMMIT that answers `ROLLBACK` did not commit. */
  readonly command: string;
  /** Rows of the command tag, where it has them. */
  readonly rowCount?: number;
}

/** A message that the server sent beside its answers. */
export interface Notice {
  readonly severity: string;
  readonly message: string;
}

/**
 * One session on a target. What the server refuses is a rejection with the driver's error, which has the server's
 * `code` (SQLSTATE), `position` (1-based, in code points), `detail` and `hint`; `failureOf` puts it into words.
 */
export interface Connection {
  readonly target: Target;
  /** `server_version_num`: 170004. */
  readonly version: number;
  readonly database: string;
  /** The first schema of the connection's own search path that exists: what is made without a schema is made there. */
  readonly schema: string;
  /** The backend's process id. */
  readonly pid: number;
  /** Whether nothing can be written here: a standby, or a read-only session or database. */
  readonly readOnly: boolean;
  /**
   * Whether each transaction may have another session of the server, since a pooler stands between: then nothing that
   * is set or locked outlasts a transaction for us, and what does hits whoever gets that session next.
   */
  readonly pooled: boolean;
  /** Sends exactly one statement: the server refuses a text that holds two. */
  query(query: Query): Promise<Result>;
  /**
   * The same for a user's statement: rows are counted and dropped, so that no SELECT fills the memory. `data` are the
   * lines that follow `COPY … FROM stdin`.
   */
  execute(text: string, data?: string): Promise<Result>;
  /**
   * Queries in one round trip, in an open transaction: each is carried out when the one before it has succeeded, and
   * none behind one that fails. The last one may be the COMMIT. `answered` is called for each that succeeded.
   */
  queryAll(queries: readonly Query[], answered?: () => void): Promise<readonly Result[]>;
  /**
   * A user's statements without COPY data in one round trip, each as `execute` would send it, in the same way. `done`
   * is told of each as soon as it is; a rejection is about the one behind those. A BEGIN may go in front.
   */
  executeAll(texts: readonly string[], done: (result: Result) => void): Promise<void>;
  /** Several of Lockkeeper's own statements in one round trip. Never a user's text: a COMMIT in it would count. */
  script(text: string): Promise<void>;
  /**
   * Undoes what a file did to the session: role and settings, and with `session` temporary tables, prepared
   * statements, cursors and LISTENs as well. The advisory lock stays, which DISCARD ALL would drop. Where sessions are
   * shared, this is for use in a transaction: `settings` also makes ours, for that transaction.
   */
  reset(what: 'settings' | 'session'): Promise<void>;
  /**
   * To be called at the end of a transaction, with the user's last statements as `executeAll` takes them, if they are to go
   * in the same round trip: has everything checked that was deferred, then undoes all that a file did to the session.
   * Answers the transaction's number, which a COMMIT without an answer can be asked after by.
   */
  settle(last?: { readonly texts: readonly string[]; readonly done: (result: Result) => void }): Promise<string>;
  /** Hears notices until the returned function is called. */
  onNotice(listener: (notice: Notice) => void): () => void;
  /** Asks the server to give up the statement in hand. On the embedded server this ends the process; `connect` reopens it. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds that a statement waits for a lock before it gives way to those who wait behind it. */
export const usualLockTimeout = 2000;

/** Milliseconds in which a server must let a session in. */
export const usualConnectTimeout = 10_000;

/** How a session is opened. */
export interface ConnectOptions {
  /** `read` cannot write on a server. */
  readonly purpose: 'read' | 'write';
  /** Milliseconds that a statement waits for a lock, `usualLockTimeout` unless given; 0 waits for ever. */
  readonly lockTimeoutMs?: number;
  /** Milliseconds until a server that does not answer, or is starting, is given up; `usualConnectTimeout` unless given. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds without an answer after which it is looked whether one can come; `usualSilenceMs` unless given. */
  readonly silenceMs?: number;
  /** Milliseconds to wait for a server that is not up yet, or is starting; none unless given. */
  readonly waitMs?: number;
  /** Another database of the same server than the one that the target names, such as `postgres`. */
  readonly database?: string;
  readonly signal?: AbortSignal;
}

/** Why there is no connection, or why a statement failed, in words that hold no secret. */
export interface Failure {
  /** `locked`: another process holds the embedded database; `connection`: there is none, or it broke; `server`: its own answer. */
  readonly kind: 'locked' | 'connection' | 'server';
  /** Five characters, where the server answered. */
  readonly sqlstate?: string;
  /** The name of the SQLSTATE's condition: `lock_not_available`. */
  readonly condition?: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  /** What to do next. */
  readonly advice?: string;
  /** Where more is said of it. */
  readonly page?: ErrorPage;
  /** Where in the statement's text the server points, counted from 1 in code points. */
  readonly position?: number;
}

export type Connected =
  { readonly ok: true; readonly connection: Connection } | { readonly ok: false; readonly failure: Failure };

/** Opens a session; never rejects for what a server or a network says. */
export type Connect = (target: Target, options: ConnectOptions) => Promise<Connected>;
