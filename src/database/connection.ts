import type { Query } from '../migrations/history';
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
 * One session on a target. `query` sends one statement and rejects with the driver's error, which has the server's
 * `code` (SQLSTATE), `position` (1-based, in code points), `detail` and `hint`.
 */
export interface Connection {
  readonly target: Target;
  /** `server_version_num`: 170004. */
  readonly version: number;
  readonly database: string;
  /** The backend's process id. */
  readonly pid: number;
  query(query: Query): Promise<Result>;
  /** Hears notices until the returned function is called. */
  onNotice(listener: (notice: Notice) => void): () => void;
  /** Asks the server to give up the statement in hand. On the embedded server this ends the process and reopens it. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}
