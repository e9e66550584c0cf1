import type { ReadStatement } from '../sql/statement';
import { apply } from './apply';
import type { Change, ChangeOf } from './change';
import { isThere } from './needed';
import type { Origin, Schema } from './schema';
import { withLives } from './lives';
import { advance, type Session } from './session';

/** Where a chain of statements stands: what it has built so far, and the session it goes on in. */
export interface State {
  readonly schema: Schema;
  readonly session: Session;
  /** What a rollback goes back to, outermost first: the transaction's start, then its savepoints. Absent outside. */
  readonly restore?: readonly RestorePoint[];
}

interface RestorePoint {
  /** Absent for the start of the transaction. */
  readonly savepoint?: string;
  readonly schema: Schema;
  readonly session: Session;
}

/** One Change with what it found: the Schema and session just before it. */
export interface Step {
  readonly change: Change;
  readonly before: Schema;
  readonly session: Session;
}

/**
 * The state after a statement that succeeded, and each of its Changes with the state before it. ROLLBACK restores the
 * Schema and session as they were. A statement that could not be read leaves the Schema partly known.
 */
export function fold(
  state: State,
  statement: ReadStatement,
  changes: readonly Change[],
  origin: Origin,
): State & { readonly steps: readonly Step[] } {
  let next = opened(state);
  // A DO block is one transaction, or part of the one that is open.
  const isBlock = !next.session.inTransaction && changes.some(({ inBlock }) => inBlock !== undefined);
  if (isBlock) next = begin(next);
  const steps: Step[] = [];
  for (const change of changes) {
    steps.push({ change, before: next.schema, session: next.session });
    next = change.kind === 'transaction' ? transact(next, change) : applied(next, change, origin);
  }
  if (isBlock) next = commit(next);
  if (isUnread(statement, changes)) next = { ...next, schema: { ...next.schema, partlyKnown: true } };
  return { ...next, steps };
}

/** The state once the transaction that the runner wrapped around a script is committed. */
export function commit(state: State): State {
  return state.session.inTransaction ? transact(opened(state), { kind: 'transaction', what: 'commit' }) : state;
}

/** The state at the start of a script that the runner wraps in a transaction of its own. */
export function begin(state: State): State {
  return transact(state, { kind: 'transaction', what: 'begin' });
}

/** A transaction that was open before the first statement starts here. */
function opened(state: State): State {
  if (!state.session.inTransaction || state.restore !== undefined) return state;
  return { ...state, restore: [{ schema: state.schema, session: state.session }] };
}

function applied(state: State, change: Change, origin: Origin): State {
  const { schema, session } = state;
  if (change.inBlock === 'if-needed' && isThere(change, schema, session)) return state;
  const after = withLives(schema, apply(schema, change, session, origin), origin);
  if (change.inBlock === 'perhaps') {
    // What may have been built leaves the Schema partly known, and rows that may have been written count as written.
    const known = after === schema ? schema : { ...schema, partlyKnown: true };
    return { ...state, schema: known, session: change.kind === 'set' ? session : advance(session, change, schema, schema) };
  }
  return { ...state, schema: after, session: advance(session, change, schema, after) };
}

function isUnread({ parsed }: ReadStatement, changes: readonly Change[]): boolean {
  if (parsed.ok || changes.length > 0) return false;
  return parsed.unread !== 'psql' && parsed.unread !== 'empty';
}

function transact(state: State, change: Pick<ChangeOf<'transaction'>, 'kind' | 'what' | 'savepoint'>): State {
  const { schema, session, restore } = state;
  const start = restore?.[0];
  switch (change.what) {
    case 'begin':
      // A second BEGIN only warns.
      return start === undefined
        ? { schema, session: { ...session, inTransaction: true }, restore: [{ schema, session }] }
        : state;
    case 'commit':
    case 'prepare':
      return { schema, session: advance(session, { ...change, at: nowhere }, schema, schema) };
    case 'rollback':
      return start === undefined
        ? { schema, session }
        : { schema: start.schema, session: { ...start.session, inTransaction: false } };
    case 'savepoint':
      if (restore === undefined || change.savepoint === undefined) return state;
      return { ...state, restore: [...restore, { savepoint: change.savepoint, schema, session }] };
    case 'release': {
      const at = lastIndex(restore, change.savepoint);
      return restore === undefined || at < 0 ? state : { ...state, restore: restore.slice(0, at) };
    }
    case 'rollback-to': {
      const at = lastIndex(restore, change.savepoint);
      const point = restore?.[at];
      // The savepoint itself stays.
      return restore === undefined || point === undefined
        ? state
        : { schema: point.schema, session: point.session, restore: restore.slice(0, at + 1) };
    }
    case 'commit-prepared':
    case 'rollback-prepared':
      return state;
  }
}

/** The innermost savepoint of that name; a name may be used again. */
function lastIndex(restore: readonly RestorePoint[] | undefined, savepoint: string | undefined): number {
  return restore === undefined || savepoint === undefined ? -1 : restore.findLastIndex((point) => point.savepoint === savepoint);
}

const nowhere = { start: 0, end: 0 };
