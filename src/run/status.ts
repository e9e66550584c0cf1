import type { HistoryRow } from '../migrations/history';
import type { Migration } from '../migrations/project';

/** How a file differs from what was applied: the first that holds. */
export type Difference = 'line ends' | 'comments' | 'meaning' | 'unknown';

/** Where a migration stands on a target. */
export type MigrationState =
  | { readonly kind: 'applied'; readonly row: HistoryRow }
  | { readonly kind: 'pending' }
  /** Pending although a later one is applied; `refused` where the runner itself would not run it. */
  | { readonly kind: 'out-of-order'; readonly after: string; readonly refused: boolean }
  | { readonly kind: 'changed'; readonly row: HistoryRow; readonly difference: Difference }
  | { readonly kind: 'failed'; readonly row: HistoryRow }
  /** It cannot run: see its problems. */
  | { readonly kind: 'blocked'; readonly why: string };

export interface MigrationStatus {
  readonly migration: Migration;
  readonly state: MigrationState;
}

/** A source held against the history of a target. */
export interface SourceStatus {
  readonly migrations: readonly MigrationStatus[];
  /** Rows of the history without a file here. */
  readonly missing: readonly HistoryRow[];
  /** Whether the history table exists. */
  readonly hasHistory: boolean;
}
