import type { Migration } from './project';

/** One SQL command with its parameters. */
export interface Query {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** A row of the history table, in the words of Lockkeeper. */
export interface HistoryRow {
  readonly version: string;
  readonly name?: string;
  readonly appliedAt?: Date;
  readonly durationMs?: number;
  /** As `History.checksum` prints it. */
  readonly checksum?: string;
  readonly gitCommit?: string;
  /** A run that did not finish. */
  readonly failed: boolean;
}

/** What a run tells a history, for the queries that record it. */
export type HistoryEvent =
  /** In the migration's own transaction, before COMMIT. */
  | { readonly kind: 'applied'; readonly durationMs: number; readonly gitCommit?: string }
  /** In the migration's own transaction, before COMMIT. */
  | { readonly kind: 'rolled-back'; readonly durationMs: number; readonly gitCommit?: string }
  /** Outside a transaction, before the first statement of a script that runs without one. */
  | { readonly kind: 'started' }
  /** Outside a transaction, after a script that runs without one has failed. */
  | { readonly kind: 'failed'; readonly durationMs: number };

/** The advisory lock that the runner itself would take. */
export interface HistoryLock {
  /** The 64-bit key, signed, in decimal. */
  readonly key: string;
  /** Whether the runner itself takes it: then it is kept out, too. */
  readonly isRunners: boolean;
}

/** A runner's history table: rows in, queries out. Every query is fully qualified or says why it cannot be. */
export interface History {
  /** The table's name as people know it: `_sqlx_migrations`. */
  readonly table: string;
  /** One row with one boolean column `exists`. */
  readonly exists: Query;
  /** Creates the table as the runner itself would; run only under the lock and only before the first row is written. */
  readonly setup: readonly Query[];
  readonly select: Query;
  /** The rows of `select`, as the driver gave them. Unknown or missing columns are tolerated. */
  read(rows: readonly Readonly<Record<string, unknown>>[]): readonly HistoryRow[];
  record(event: HistoryEvent, migration: Migration): readonly Query[];
  /** Of the up script's bytes; absent where the runner keeps none. */
  checksum?(migration: Migration): string;
  /** Whether a stored checksum is this migration's by the runner's own rule. */
  matches(row: HistoryRow, migration: Migration): boolean;
  lock(database: string): HistoryLock;
  readonly can: { readonly failed: boolean; readonly down: boolean; readonly outOfOrder: boolean };
}
