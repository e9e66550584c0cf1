import type { Migration } from './project';

/** One SQL command with its parameters. */
export interface Query {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** A row of the history table, in the words of Lockkeeper. */
export interface HistoryRow {
  /** Empty for a repeatable migration, which has none: its name says which it is. */
  readonly version: string;
  readonly name?: string;
  readonly appliedAt?: Date;
  readonly durationMs?: number;
  /** As `History.checksum` prints it. */
  readonly checksum?: string;
  /** The statements of the up script, where the table keeps them. */
  readonly statements?: readonly string[];
  readonly gitCommit?: string;
  /** Whether files differed from that commit. */
  readonly gitDirty?: boolean;
  /** The run that wrote the row, where the table says. */
  readonly runId?: string;
  /** The role that ran it, where the table says. */
  readonly appliedBy?: string;
  /** A run that did not finish. */
  readonly failed: boolean;
}

/** One thing that a history says has been done, whatever was done after it. */
export interface HistoryLine extends HistoryRow {
  /** `begun`: a script outside a transaction that had not finished when this was written. */
  readonly event: 'applied' | 'rolled-back' | 'failed' | 'begun';
  /** Which of its scripts; absent where the table does not say. */
  readonly direction?: 'up' | 'down';
  /** How long each statement took, in milliseconds, where the table keeps it. */
  readonly statementsMs?: readonly number[];
}

/** What a history may keep of the run that an event belongs to. */
export interface HistoryRun {
  /** A UUID, new for every run. */
  readonly id: string;
  /** The commit that the files were at, in 40 hex digits, and whether files of the source differed from it. */
  readonly git?: {
    readonly commit: string;
    readonly isDirty: boolean;
    /** Who commits there, by git's own settings. */
    readonly user?: { readonly name: string; readonly email: string };
  };
}

/** What a run tells a history, for the queries that record it. */
export type HistoryEvent = {
  readonly run: HistoryRun;
  /**
   * When the script was begun. Absent in a script for psql, which runs nobody knows when: there the server's own clock
   * is the best that there is.
   */
  readonly startedAt?: Date;
} & (
  | {
      /**
       * After the script's last statement: in its transaction before COMMIT, where nothing was told before, or outside
       * where it runs without one, and `started` was.
       */
      readonly kind: 'applied' | 'rolled-back';
      readonly durationMs: number;
      /** Of each statement that was carried out by this run, in order, where they were. */
      readonly statementsMs?: readonly number[];
    }
  | {
      /** Outside a transaction, before the first statement of a script that runs without one. */
      readonly kind: 'started';
      readonly direction: 'up' | 'down';
    }
  | {
      /** After a script has failed, and after ROLLBACK where it had a transaction. */
      readonly kind: 'failed';
      readonly direction: 'up' | 'down';
      readonly durationMs: number;
      /** Of each statement up to the one that failed, in order. */
      readonly statementsMs?: readonly number[];
      /** Whether the script's transaction was rolled back, so that nothing of it remains. */
      readonly isUndone: boolean;
      /** How many of its statements had gone well before. */
      readonly done?: number;
      /** What was said, without secrets, and to which statement, where it was one. */
      readonly error?: { readonly message: string; readonly sqlstate?: string; readonly statement?: string };
    }
);

/** What some runners compute the keys of their locks from. */
export interface LockedPlace {
  readonly database: string;
  /** The first schema of the connection's search path, where a runner looks for its table unless it is told another. */
  readonly schema: string;
}

/** What keeps other runs out. */
export interface HistoryLock {
  /**
   * The 64-bit keys of advisory locks, signed, in decimal: more than one where the runner's own depends on how it was
   * called, and Lockkeeper's own key where the runner takes none.
   */
  readonly keys: readonly [string, ...string[]];
  /** Whether the runner itself takes these locks: then it is kept out, too. */
  readonly isRunners: boolean;
  /** What the runner takes instead of an advisory lock, or besides. */
  readonly lease?: HistoryLease;
}

/**
 * A row that a runner holds as its lock until a time which it moves on while it works, so that one which died does not
 * keep others out for ever. Each query is a transaction of its own, on a session beside the one that migrates.
 */
export interface HistoryLease {
  /** The table's name as people know it. */
  readonly table: string;
  /** Creates the table as the runner itself would. */
  readonly setup: readonly Query[];
  /** Takes the lease where it is free or has run out: then one row, whose text `token` is what this holder knows it by. */
  readonly take: Query;
  /** One row, whose text `holder` says in words who has the lease and until when, as far as the table knows. */
  readonly holder: Query;
  /** Moves its end on where it is still this holder's: then one row with the `token` from now on. */
  refresh(token: string): Query;
  /** Gives it back where it is still this holder's. */
  release(token: string): Query;
  /** Milliseconds after which it has to be moved on: well before it runs out. */
  readonly refreshMs: number;
}

/**
 * A runner's history table: rows in, queries out. Where the runner itself names its table without a schema, so do
 * these queries: whoever sends them restores the connection's own search path before, since a script may have changed it.
 */
export interface History {
  /** The table's name as people know it: `_sqlx_migrations`. */
  readonly table: string;
  /** Sent to a server before anything is asked of it: fails, and says why the table must be left alone there. */
  readonly refusal?: Query;
  /** One row with one boolean column `exists`. */
  readonly exists: Query;
  /** Creates the table as the runner itself would; run only under the lock and only before the first row is written. */
  readonly setup: readonly Query[];
  /** Why the runner alone can make its table, and what to do, in sentences, where that is so: asked before anything runs. */
  readonly cannotSetUp?: string;
  readonly select: Query;
  /**
   * What is applied or failed now, from the rows of `select` as the driver gave them. Unknown or missing columns are
   * tolerated. `migrations` are the source's: a runner that stores the newest version alone means all up to it.
   */
  read(rows: readonly Readonly<Record<string, unknown>>[], migrations: readonly Migration[]): readonly HistoryRow[];
  /** All that was done, in order, from the same rows, where the table keeps more than what is there now. */
  log?(rows: readonly Readonly<Record<string, unknown>>[]): readonly HistoryLine[];
  /** Commands to send in order; none where the runner keeps nothing of such an event. `migrations` are the source's, in order. */
  record(event: HistoryEvent, migration: Migration, migrations: readonly Migration[]): readonly Query[];
  /**
   * Takes out what the table has of a migration, failed or not, so that it counts as not applied. Absent where the event
   * `rolled-back` does so, and where neither does, the runner's own rules leave no way.
   */
  unmark?(migration: Migration): readonly Query[];
  /**
   * Says at once that all up to a migration are there, in a history that has no rows: what the runner itself writes for
   * that. Absent where it is a row for each of them, or the one row that means them all.
   */
  baseline?(migration: Migration): readonly Query[];
  /** Stores the checksum of the file as it is in place of the one of what was applied. Absent where there is none to store. */
  realign?(migration: Migration): readonly Query[];
  /** Of the up script's bytes; absent where the runner keeps none. */
  checksum?(migration: Migration): string;
  /** Whether a stored checksum is this migration's by the runner's own rule. */
  matches(row: HistoryRow, migration: Migration): boolean;
  lock(at: LockedPlace): HistoryLock;
  /**
   * What the runner's own table and rules allow: a row for a run that failed, a way back, and a migration that sorts
   * before one applied already.
   */
  readonly can: { readonly failed: boolean; readonly down: boolean; readonly outOfOrder: boolean };
  /** Whether the runner takes this migration although a later one is applied, where its rule is not the same for all. */
  mayComeLate?(migration: Migration): boolean;
  /**
   * What the runner does about a migration that sorts before one applied already, where `can` says that it does not apply it:
   * what follows a colon.
   */
  readonly late?: string;
  /** The runner applies such a migration all the same when it is told to, and finds nothing to complain about afterwards. */
  readonly lateOnRequest?: true;
  /** What the mark of a run that did not finish leaves open, in a sentence, where it tells less than elsewhere. */
  readonly failureHint?: string;
  /** Why a migration cannot be recorded, where it cannot: its version is too long for the column. Asked before anything runs. */
  cannotRecord?(migration: Migration): string | undefined;
}
