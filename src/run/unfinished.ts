import type { HistoryRow } from '../migrations/history';
import type { Migration } from '../migrations/project';
import type { JournalEntry } from './journal';
import { versionOf } from './journalled';
import { nameOf } from './plan';
import type { MigrationStatus, SourceStatus } from './status';

/** How far a script outside a transaction has come that was begun on this machine and did not finish. */
export interface Unfinished {
  readonly direction: 'up' | 'down';
  /** How many of its statements are certain to be carried out, checks counted as well. */
  readonly done: number;
  /** How many it had. */
  readonly of: number;
  /** Whether nobody knows of the next one if it was carried out: the run ended while the server had it. */
  readonly isInHand: boolean;
  /** The statement that was sent last, counted from 1; 0 where none was. */
  readonly statement: number;
  /** Where that one begins in the file, counted from 1. */
  readonly line: number;
  readonly at: Date;
  /** What the server said to it, if it answered. */
  readonly error?: string;
  /** A few digits of what came before that one, and of itself, to know them again. */
  readonly digests: { readonly before: string; readonly own: string };
}

/** What a journal knows of scripts that did not finish, by version, or by name where they have none. */
export function unfinishedIn(entries: readonly JournalEntry[]): ReadonlyMap<string, Unfinished> {
  const open = new Map<string, Unfinished>();
  for (const entry of entries) {
    switch (entry.kind) {
      case 'begun':
        // What it knew was of the database that is gone.
        if (entry.command === 'recreate') open.clear();
        break;
      case 'statement': {
        const { version, direction, statement, of, line, at, before, own } = entry;
        const certain = { done: Math.max(statement - 1, 0), isInHand: statement > 0 };
        open.set(version, { direction, statement, of, line, at: new Date(at), digests: { before, own }, ...certain });
        break;
      }
      case 'amended':
        // That its file is another one by now says nothing of how far it came.
        if (entry.change !== 'checksum') open.delete(entry.version);
        break;
      case 'migration': {
        const known = open.get(entry.version);
        if (known === undefined) break;
        if (entry.outcome === 'done') open.delete(entry.version);
        else open.set(entry.version, { ...known, ...whatIsCertain(known, entry) });
        break;
      }
      case 'finished':
        break;
    }
  }
  return open;
}

/** A single statement that the server refused has done nothing; of one whose answer was lost, nobody knows. */
function whatIsCertain(
  { statement }: Unfinished,
  { done, error }: Extract<JournalEntry, { kind: 'migration' }>,
): Pick<Unfinished, 'done' | 'isInHand' | 'error'> {
  const said = error === undefined ? {} : { error: error.message };
  if (statement === 0) return { done: 0, isInHand: false, ...said };
  if (done >= statement) return { done: statement, isInHand: false, ...said };
  const isAnswered = error?.sqlstate !== undefined && !/^(?:08|57P0)/.test(error.sqlstate);
  return { done: statement - 1, isInHand: !isAnswered, ...said };
}

/**
 * The status with how far scripts came that the journal knows to be half done: those count as failed, also where the
 * history keeps no mark of that. Where the history says otherwise, somebody has set them right by other means; where it
 * has nothing yet, what the journal knows was of another database of that name.
 */
export function withUnfinished(status: SourceStatus, journal: readonly JournalEntry[]): SourceStatus {
  const unfinished = status.hasHistory ? unfinishedIn(journal) : new Map<string, Unfinished>();
  if (unfinished.size === 0) return status;
  const runs = new Set(journal.map(({ run }) => run));
  const migrations = status.migrations.map((each) => {
    const { migration, state } = each;
    const known = unfinished.get(versionOf(migration));
    const run = 'row' in state ? state.row.runId : undefined;
    // A run that is not in this journal has gone on with it.
    const isOvertaken = run !== undefined && !runs.has(run);
    return known === undefined || isOvertaken ? each : marked(each, known);
  });
  return { ...status, migrations };
}

function marked(each: MigrationStatus, reached: Unfinished): MigrationStatus {
  const { migration, state } = each;
  const { direction, statement } = reached;
  const failed = (row: Omit<HistoryRow, 'failed'>): MigrationStatus => ({
    migration,
    state: { kind: 'failed', row: { ...row, failed: true }, reached },
  });
  switch (state.kind) {
    case 'failed':
      return failed(state.row);
    case 'pending':
    case 'out-of-order':
      // Where nothing was sent, and the history knows nothing of it, nothing has happened.
      return direction === 'up' && statement > 0 ? failed({ version: migration.version, name: migration.name }) : each;
    case 'applied':
    case 'changed':
      return direction === 'down' && statement > 0 ? failed(state.row) : each;
    case 'blocked':
      return each;
  }
}

/** What is known of it and what can be done, in sentences. */
export function describeUnfinished(migration: Migration, reached: Unfinished): string {
  const { direction, done, of, isInHand, line, statement } = reached;
  const were = done === 1 ? 'was' : 'were';
  const which =
    statement === 0
      ? 'none was sent'
      : done >= of
        ? 'all that is missing is its row in the history'
        : done >= statement
          ? `the next one comes after the one at line ${line}`
          : `the one at line ${line} ${isInHand ? 'was in hand when the run broke off' : 'failed'}`;
  const version = versionOf(migration);
  const script = direction === 'up' ? '' : ' on its way back';
  return `${nameOf(migration)} was begun outside a transaction and did not finish${script}: ${done} of ${of} statements ${were} carried out, ${which}. Go on there with lockkeeper ${direction} --resume; or, when you have done or undone the rest by hand, say so with lockkeeper mark applied ${version} or mark not-applied ${version}.`;
}
