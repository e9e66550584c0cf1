import type { Migration, Source } from '../migrations/project';
import type { JournalEntry } from './journal';
import { versionOf } from './journalled';
import { nameOf } from './plan';
import type { MigrationStatus, SourceStatus } from './status';

/** How far a script outside a transaction has come that was begun on this machine and did not finish. */
export interface Unfinished {
  readonly migration: Migration;
  readonly direction: 'up' | 'down';
  /** How many of its statements are certain to be carried out, checks counted as well. */
  readonly done: number;
  /** How many it had. */
  readonly of: number;
  /** Whether nobody knows of the next one if it was carried out: the run ended while the server had it. */
  readonly isInHand: boolean;
  /** The line of the statement that was sent last. */
  readonly line: number;
  /** The statement that was sent last, counted from 1, what came before it and itself, to know them again. */
  readonly sent: { readonly statement: number; readonly before: string; readonly own: string };
  /** All runs that the journal knows: what another one has done is not in it. */
  readonly runs: ReadonlySet<string>;
}

type Sent = Extract<JournalEntry, { kind: 'statement' }>;

/** What a journal knows of a source's scripts that did not finish. */
export function unfinishedIn(entries: readonly JournalEntry[], { migrations }: Source): readonly Unfinished[] {
  const open = new Map<string, { readonly sent: Sent; readonly done: number; readonly isInHand: boolean }>();
  const runs = new Set(entries.map(({ run }) => run));
  for (const entry of entries) {
    switch (entry.kind) {
      case 'begun':
        // What it knew was of the database that is gone.
        if (entry.command === 'recreate') open.clear();
        break;
      case 'statement':
        open.set(entry.version, { sent: entry, done: Math.max(entry.statement - 1, 0), isInHand: entry.statement > 0 });
        break;
      case 'amended':
        open.delete(entry.version);
        break;
      case 'migration': {
        const known = open.get(entry.version);
        if (known === undefined) break;
        if (entry.outcome === 'done') open.delete(entry.version);
        else open.set(entry.version, { ...known, ...whatIsCertain(known.sent, entry) });
        break;
      }
      case 'finished':
        break;
    }
  }
  return migrations.flatMap((migration) => {
    const known = open.get(versionOf(migration));
    if (known === undefined) return [];
    const { statement, before, own, direction, of, line } = known.sent;
    const { done, isInHand } = known;
    return [{ migration, direction, done, of, isInHand, line, runs, sent: { statement, before, own } }];
  });
}

/** A single statement that the server refused has done nothing; of one whose answer was lost, nobody knows. */
function whatIsCertain(
  { statement }: Sent,
  { done, error }: Extract<JournalEntry, { kind: 'migration' }>,
): { readonly done: number; readonly isInHand: boolean } {
  if (statement === 0) return { done: 0, isInHand: false };
  if (done >= statement) return { done: statement, isInHand: false };
  const isAnswered = error?.sqlstate !== undefined && !/^(?:08|57P0)/.test(error.sqlstate);
  return { done: statement - 1, isInHand: !isAnswered };
}

/**
 * The same status, with scripts as failed that the journal knows to be half done where the history keeps no mark of
 * that. Where the history has nothing yet, what the journal knows was of another database of that name.
 */
export function withUnfinished(status: SourceStatus, unfinished: readonly Unfinished[]): SourceStatus {
  if (!status.hasHistory) return status;
  return { ...status, migrations: status.migrations.map((each) => markedIn(each, unfinished)) };
}

function markedIn(each: MigrationStatus, unfinished: readonly Unfinished[]): MigrationStatus {
  const { migration, state } = each;
  const found = unfinished.find((one) => one.migration === migration);
  // Nothing was sent, and the history knows nothing of it.
  if (found?.sent.statement === 0) return each;
  if (found?.direction === 'up' && (state.kind === 'pending' || state.kind === 'out-of-order')) {
    return { migration, state: { kind: 'failed', row: { version: migration.version, name: migration.name, failed: true } } };
  }
  if (found?.direction === 'down' && (state.kind === 'applied' || state.kind === 'changed')) {
    return { migration, state: { kind: 'failed', row: { ...state.row, failed: true } } };
  }
  return each;
}

/** What is known of it and what can be done, in sentences. */
export function describeUnfinished({ migration, direction, done, of, isInHand, line, sent }: Unfinished): string {
  const were = done === 1 ? 'was' : 'were';
  const which =
    sent.statement === 0
      ? 'none was sent'
      : done >= of
        ? 'all that is missing is its row in the history'
        : done >= sent.statement
          ? `the next one comes after the one at line ${line}`
          : `the one at line ${line} ${isInHand ? 'was in hand when the run broke off' : 'failed'}`;
  const version = versionOf(migration);
  const script = direction === 'up' ? '' : ' on its way back';
  return `${nameOf(migration)} was begun outside a transaction and did not finish${script}: ${done} of ${of} statements ${were} carried out, ${which}. Go on there with lockkeeper ${direction} --resume; or, when you have done or undone the rest by hand, say so with lockkeeper mark applied ${version} or mark not-applied ${version}.`;
}
