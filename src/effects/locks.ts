import { lockModes, type LockMode } from './effect';

/**
 * What cannot be held at the same time by two transactions, by mode, as sets of positions in `lockModes`.
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
 */
const conflicts: Readonly<Record<LockMode, readonly LockMode[]>> = {
  AccessShareLock: ['AccessExclusiveLock'],
  RowShareLock: ['ExclusiveLock', 'AccessExclusiveLock'],
  RowExclusiveLock: ['ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'],
  ShareUpdateExclusiveLock: [
    'ShareUpdateExclusiveLock',
    'ShareLock',
    'ShareRowExclusiveLock',
    'ExclusiveLock',
    'AccessExclusiveLock',
  ],
  ShareLock: ['RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'],
  ShareRowExclusiveLock: lockModes.slice(lockModes.indexOf('RowExclusiveLock')),
  ExclusiveLock: lockModes.slice(lockModes.indexOf('RowShareLock')),
  AccessExclusiveLock: lockModes,
};

/** Whether two transactions cannot hold these modes on one relation at the same time. */
function conflict(a: LockMode, b: LockMode): boolean {
  return conflicts[a].includes(b);
}

/** What others cannot do while a lock is held: plain SELECT, INSERT, UPDATE or DELETE, and the changes of other schemas. */
export interface Blocked {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly ddl: boolean;
}

/** What a transaction that holds `mode` on a table keeps others from doing to it. */
export function blocks(mode: LockMode): Blocked {
  return {
    reads: conflict(mode, 'AccessShareLock'),
    writes: conflict(mode, 'RowExclusiveLock'),
    ddl: conflict(mode, 'ShareUpdateExclusiveLock'),
  };
}

/** Whether holding `a` keeps out everyone that `b` keeps out. */
export function covers(a: LockMode, b: LockMode): boolean {
  return conflicts[b].every((mode) => conflict(a, mode));
}

/** The weakest mode that keeps out everyone whom one of `modes` keeps out; undefined where there are none. */
export function weakestCovering(modes: Iterable<LockMode>): LockMode | undefined {
  const held = [...modes];
  if (held.length === 0) return undefined;
  return lockModes.find((mode) => held.every((each) => covers(mode, each)));
}

/** Modes that count as effects: weaker ones are what every query and write takes, and stop nothing but schema changes. */
export function isEffect(mode: LockMode): boolean {
  return lockModes.indexOf(mode) >= lockModes.indexOf('ShareUpdateExclusiveLock');
}
