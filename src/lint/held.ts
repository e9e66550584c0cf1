import { covers } from '../effects/locks';
import type { LockMode } from '../effects/effect';
import type { Key } from '../schema/schema';
import type { ReadStatement } from '../sql/statement';
import type { Judged, JudgedChange } from './judge';

/** A lock that an earlier statement of the open transaction has taken, and keeps until the transaction ends. */
export interface Held {
  readonly on: Key;
  readonly mode: LockMode;
  /** Held for the sake of another relation, such as a foreign key's other end. */
  readonly via?: string;
  readonly statement: ReadStatement;
}

/** What each statement finds locked by those before it in its transaction; only what others use, and only where it is any. */
export function heldBefore(judged: readonly Judged[]): ReadonlyMap<Judged, readonly Held[]> {
  const found = new Map<Judged, readonly Held[]>();
  let held: readonly Held[] = [];
  for (const each of judged) {
    if (each.changes[0]?.session.inTransaction === false) held = [];
    if (held.length > 0) found.set(each, held);
    for (const passed of each.changes) {
      // A rollback to a savepoint gives up what was locked since; of the rest nothing is said then.
      if (endsTransaction(passed)) held = [];
      held = withLocks(held, locksOf(passed, each.statement));
    }
  }
  return found;
}

function withLocks(held: readonly Held[], taken: readonly Held[]): readonly Held[] {
  const stronger = taken.filter(({ on, mode }) => !held.some((each) => each.on === on && covers(each.mode, mode)));
  return stronger.length === 0 ? held : [...held.filter(({ on }) => !stronger.some((each) => each.on === on)), ...stronger];
}

function endsTransaction({ change }: JudgedChange): boolean {
  if (change.kind !== 'transaction') return false;
  return change.what !== 'savepoint' && change.what !== 'release' && change.what !== 'begin';
}

function locksOf({ effects, session }: JudgedChange, statement: ReadStatement): readonly Held[] {
  return effects.flatMap((effect): readonly Held[] => {
    if (effect.kind !== 'lock' || session.fresh.has(effect.on)) return [];
    const { on, mode, via } = effect;
    return [via === undefined ? { on, mode, statement } : { on, mode, via, statement }];
  });
}
