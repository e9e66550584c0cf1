import type { JournalEntry } from './journal';
import { versionOf } from './journalled';
import type { MigrationState, SourceStatus } from './status';

/** How far a script that runs outside a transaction got before it broke off, by the journal on this machine. */
export interface Reached {
  readonly direction: 'up' | 'down';
  /** The statement that was sent last, counted from 1: those before it were carried out, and stay. */
  readonly statement: number;
  readonly of: number;
  /** Where that one begins in the file, counted from 1. */
  readonly line: number;
  readonly at: Date;
  /** What the server said to it. Without an answer nobody knows whether it was carried out. */
  readonly error?: string;
}

/** The scripts that a journal saw begin outside a transaction, and not end, by version, or by name where they have none. */
export function reachedBy(journal: readonly JournalEntry[]): ReadonlyMap<string, Reached> {
  const reached = new Map<string, Reached>();
  for (const entry of journal) {
    switch (entry.kind) {
      case 'begun':
        // In a database that was made anew nothing has begun.
        if (entry.command === 'recreate') reached.clear();
        break;
      case 'statement': {
        const { version, direction, statement, of, line, at } = entry;
        // It was begun, and nothing of it was sent.
        if (statement === 0) break;
        reached.set(version, { direction, statement, of, line, at: new Date(at) });
        break;
      }
      case 'migration': {
        const known = reached.get(entry.version);
        if (entry.outcome === 'done') reached.delete(entry.version);
        else if (known !== undefined && entry.error !== undefined) {
          reached.set(entry.version, { ...known, error: entry.error.message });
        }
        break;
      }
      case 'amended':
        if (entry.change !== 'checksum') reached.delete(entry.version);
        break;
      case 'finished':
        break;
    }
  }
  return reached;
}

/** The status with what a journal knows of scripts that broke off, as far as the history does not say otherwise. */
export function withReached(status: SourceStatus, journal: readonly JournalEntry[]): SourceStatus {
  const reached = status.hasHistory ? reachedBy(journal) : new Map<string, Reached>();
  if (reached.size === 0) return status;
  const migrations = status.migrations.map(({ migration, state }) => {
    const known = reached.get(versionOf(migration));
    return { migration, state: known === undefined || !isOpen(state, known) ? state : { ...state, reached: known } };
  });
  return { ...status, migrations };
}

/** Whether a script that broke off explains a state: who has set it right by other means has set the history right, too. */
function isOpen({ kind }: MigrationState, { direction }: Reached): boolean {
  switch (kind) {
    case 'failed':
      return true;
    case 'pending':
    case 'out-of-order':
      return direction === 'up';
    case 'applied':
    case 'changed':
      return direction === 'down';
    case 'blocked':
      return false;
  }
}
