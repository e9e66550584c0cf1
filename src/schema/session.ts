import type { Key } from './schema';

/** What a statement finds when it runs, beside the Schema: the transaction, the settings, and who can see what. */
export interface Session {
  /** Whether a transaction block is open, by the runner or by the file itself. */
  readonly inTransaction: boolean;
  readonly searchPath: readonly string[];
  /** Milliseconds as set in this file or by the runner; absent where nobody set it, 0 where it is switched off. */
  readonly lockTimeout?: number;
  readonly statementTimeout?: number;
  /** TimeZone as set in this file or by the runner; absent where nobody set it, for the server's own is not known then. */
  readonly timeZone?: string;
  /** Born in the open transaction: nobody else can wait for them. */
  readonly unseen: ReadonlySet<Key>;
  /** Born in this migration or a pending one before it, and never filled by a committed transaction. */
  readonly fresh: ReadonlySet<Key>;
  /** Written to since birth; they cease to be fresh when their transaction commits. */
  readonly filled: ReadonlySet<Key>;
}

export const newSession: Session = {
  inTransaction: false,
  searchPath: ['public'],
  unseen: new Set(),
  fresh: new Set(),
  filled: new Set(),
};
