import { lockModes, type Effect, type LockMode } from '../effects/effect';
import { blocks } from '../effects/locks';
import type { Severity } from '../lint/finding';
import { lockName } from '../lint/wording';
import type { HistoryRow } from '../migrations/history';
import type { Migration } from '../migrations/project';
import type { Difference } from '../migrations/difference';
import type { MigrationState, MissingRow } from '../run/status';
import type { Unfinished } from '../run/unfinished';

/** A lock in the words of PostgreSQL's manual, and what waits for it. */
export interface LockWords {
  /** As LOCK TABLE spells it: `ACCESS EXCLUSIVE`. */
  readonly name: string;
  /** Continues «blocks …»: `all reads and writes`. */
  readonly blocks: string;
  /** Reads or writes of others wait. */
  readonly isSevere: boolean;
}

/** https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES */
const blockedBy: Record<LockMode, string> = {
  AccessShareLock: 'only what needs the table for itself, such as DROP TABLE',
  RowShareLock: 'exclusive locks',
  RowExclusiveLock: 'schema changes that block writes',
  ShareUpdateExclusiveLock: 'schema changes and VACUUM, neither reads nor writes',
  ShareLock: 'all writes',
  ShareRowExclusiveLock: 'all writes',
  ExclusiveLock: 'all writes and SELECT … FOR UPDATE',
  AccessExclusiveLock: 'all reads and writes',
};

/** What a mode of `pg_locks` is called and what it keeps others from doing. */
export function describeLock(mode: LockMode): LockWords {
  return { name: lockName(mode), blocks: blockedBy[mode], isSevere: blocks(mode).writes };
}

/** One effect as a phrase without a full stop, such as «rewrites public.orders». */
export function describeEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'lock': {
      const { name, blocks } = describeLock(effect.mode);
      return `${name} on ${effect.on}: blocks ${blocks}`;
    }
    case 'rewrite':
      return `rewrites ${effect.on} and all its indexes`;
    case 'scan':
      return `reads all of ${effect.on}`;
    case 'fk-check':
      return `checks every row of ${effect.on} against the table it references`;
    case 'copy':
      return `copies ${effect.on}`;
    case 'empty':
      return `empties ${effect.on}`;
    case 'index-build':
      return effect.index === undefined ? `builds an index on ${effect.on}` : `builds the index ${effect.index} on ${effect.on}`;
    case 'waits-for-transactions':
      return `waits until older transactions that use ${effect.on} have ended`;
    case 'data-loss':
      return `loses the data of ${effect.of}`;
    case 'error':
      return effect.when === 'always'
        ? `fails with ${effect.sqlstate}: ${effect.why}`
        : `may fail with ${effect.sqlstate}, depending on the rows: ${effect.why}`;
    case 'no-transaction':
      return 'runs only outside a transaction';
    case 'unknown':
      return `${unknownAspects[effect.aspect]} cannot be told: ${effect.why}`;
  }
}

const unknownAspects: Record<Extract<Effect, { kind: 'unknown' }>['aspect'], string> = {
  locks: 'which locks it takes',
  work: 'how much work it does',
  outcome: 'whether it succeeds',
};

/** The effects as phrases, the gravest first: certain errors, loss, work, then locks from the strongest. */
export function describeEffects(effects: readonly Effect[]): readonly string[] {
  return [...effects].sort((a, b) => weight(b) - weight(a)).map(describeEffect);
}

function weight(effect: Effect): number {
  switch (effect.kind) {
    case 'error':
      return effect.when === 'always' ? 60 : 45;
    case 'data-loss':
      return 50;
    case 'rewrite':
    case 'copy':
    case 'empty':
      return 40;
    case 'index-build':
    case 'fk-check':
    case 'scan':
      return 30;
    case 'lock':
      return 10 + lockModes.indexOf(effect.mode);
    case 'waits-for-transactions':
      return 5;
    case 'no-transaction':
      return 4;
    case 'unknown':
      return 1;
  }
}

/** A migration's version, for a column of versions: a repeatable one has none. */
export function describeVersion({ version, isRepeatable }: Migration): string {
  return isRepeatable ? 'repeatable' : version;
}

/** A migration's state in one or two words, for a tree, a lens or a table. */
export function describeState(state: MigrationState): string {
  switch (state.kind) {
    case 'applied':
      return 'applied';
    case 'pending':
      return 'pending';
    case 'out-of-order':
      return state.refused ? 'out of order, refused' : 'out of order';
    case 'changed':
      return 'changed after apply';
    case 'failed': {
      const { direction, done } = state.reached ?? { done: 0 };
      if (done === 0) return 'failed';
      return direction === 'down' ? 'partly rolled back' : 'partly applied';
    }
    case 'blocked':
      return 'cannot run';
  }
}

/** What is worth knowing beside the state, or nothing. */
export function describeStateDetail(state: MigrationState): string {
  switch (state.kind) {
    case 'applied':
      return '';
    case 'failed':
      return state.reached === undefined ? '' : describeReached(state.reached);
    case 'pending':
      if (state.renamedFrom !== undefined) return describeRename(state.renamedFrom);
      return state.before === undefined ? '' : 'changed since it ran';
    case 'out-of-order':
      if (state.renamedFrom !== undefined) return describeRename(state.renamedFrom);
      return `${state.after} is applied already`;
    case 'changed':
      return describeDifference(state.difference);
    case 'blocked':
      return state.why;
  }
}

function describeReached({ direction, statement, of }: Unfinished): string {
  const way = direction === 'up' ? '' : 'way back ';
  return statement === 0 ? `${way}ended before the first of ${of} statements` : `${way}ended at statement ${statement} of ${of}`;
}

function describeRename({ version }: HistoryRow): string {
  return `applied as ${version}, it seems`;
}

/** What has become of a version that a history has and no file here, as a phrase. */
export function describeMissing({ renamedTo }: MissingRow): string {
  return renamedTo === undefined ? 'file is missing' : `renamed to ${describeVersion(renamedTo)} ${renamedTo.title}`.trim();
}

/** How a file differs from what was applied, as a phrase. */
function describeDifference(difference: Difference): string {
  switch (difference) {
    case 'line ends':
      return 'only line ends changed';
    case 'bytes':
      return 'only the byte order mark changed';
    case 'comments':
      return 'only comments changed';
    case 'meaning':
      return 'statements changed';
    case 'unknown':
      return 'its checksum differs';
  }
}

/** «1 error», «3 errors, 2 warnings»; empty where there is nothing. */
export function describeCounts(counts: Readonly<Record<Severity, number>>): string {
  const parts: string[] = [];
  const add = (count: number, one: string, many: string): void => {
    if (count > 0) parts.push(`${String(count)} ${count === 1 ? one : many}`);
  };
  add(counts.error, 'error', 'errors');
  add(counts.warning, 'warning', 'warnings');
  add(counts.information, 'note', 'notes');
  add(counts.hint, 'hint', 'hints');
  return parts.join(', ');
}

/** Milliseconds as people read them: `14 ms`, `2.3 s`, `4 min 10 s`. */
export function describeDuration(ms: number): string {
  if (ms < 1000) return `${String(Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
}
