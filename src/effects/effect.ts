import type { Key } from '../schema/schema';

/** PostgreSQL's table-level lock modes that Lockkeeper speaks of, weakest first, in the words of `pg_locks.mode`. */
export const lockModes = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const;

export type LockMode = (typeof lockModes)[number];

/** What PostgreSQL does to carry a statement out. Predicted and measured effects have this one type. */
export type Effect =
  | { readonly kind: 'lock'; readonly on: Key; readonly mode: LockMode; readonly via?: string }
  | { readonly kind: 'rewrite' | 'scan' | 'fk-check' | 'copy' | 'empty'; readonly on: Key }
  | { readonly kind: 'index-build'; readonly on: Key; readonly index?: string }
  | { readonly kind: 'waits-for-transactions'; readonly on: Key }
  | { readonly kind: 'data-loss'; readonly of: string }
  | { readonly kind: 'error'; readonly sqlstate: string; readonly when: 'always' | 'rows'; readonly why: string }
  | { readonly kind: 'no-transaction' }
  | { readonly kind: 'unknown'; readonly aspect: 'locks' | 'work' | 'outcome'; readonly why: string };
