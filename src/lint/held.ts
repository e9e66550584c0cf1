import { blocks, covers } from '../effects/locks';
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

/** What a statement, by its number, finds locked by those before it in its transaction; only what others use. */
export function heldBefore(judged: readonly Judged[]): (index: number) => readonly Held[] {
  // Long files have few statements that lock anything: what is held is kept where it changes.
  const since: { readonly index: number; readonly held: readonly Held[] }[] = [{ index: 0, held: none }];
  let held = none;
  for (const [index, { changes, statement, isDataOnly }] of judged.entries()) {
    const from = held;
    if (held.length > 0 && changes[0]?.session.inTransaction === false) held = none;
    if (held !== from) since.push({ index, held });
    // To read and write rows takes none of the locks that count.
    if (isDataOnly) continue;
    const before = held;
    for (const passed of changes) {
      // A rollback to a savepoint gives up what was locked since; of the rest nothing is said then.
      if (endsTransaction(passed)) held = none;
      held = withLocks(held, locksOf(passed, statement));
    }
    if (held !== before) since.push({ index: index + 1, held });
  }
  return (index) => since.findLast((point) => point.index <= index)?.held ?? none;
}

/** The lock among those held that keeps others from writing to a relation. */
export function heldAgainstWrites(key: Key, held: readonly Held[]): Held | undefined {
  return held.find(({ on, mode }) => on === key && blocks(mode).writes);
}

const none: readonly Held[] = [];

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
