import type { Change } from '../schema/change';
import { changesOf } from '../schema/changes';
import { begin, commit, fold, type State } from '../schema/fold';
import type { Key, Origin as AnyOrigin, Schema } from '../schema/schema';
import { newSession, type Session } from '../schema/session';
import type { SqlReader } from '../sql/reader';
import type { Span } from '../sql/span';
import type { ReadStatement } from '../sql/statement';
import type { Convention } from './convention';
import { alike } from '../sql/alike';
import type { Script } from './project';

/** Where an object of a chain was made: the file and the statement in it. */
export interface Origin {
  readonly path: string;
  readonly statement: Span;
}

/** The origin of an object that a chain made. */
export function originOf(object: { readonly origin: AnyOrigin }): Origin | undefined {
  return isOrigin(object.origin) ? object.origin : undefined;
}

function isOrigin(origin: AnyOrigin): origin is Origin {
  return typeof origin === 'object' && origin !== null && 'path' in origin && 'statement' in origin;
}

/** What a script finds when it starts. */
export interface Before {
  readonly schema: Schema;
  /** Tables that nobody uses yet and that hold no rows. */
  readonly fresh: ReadonlySet<Key>;
}

/** One change on its way through a script, and what it finds. */
export interface PassedChange {
  readonly change: Change;
  readonly schema: Schema;
  readonly session: Session;
}

/** One statement on its way through a script. */
export interface Passed {
  readonly statement: ReadStatement;
  readonly changes: readonly PassedChange[];
  readonly found: State;
  /** What the next statement finds: the very same where this one changes nothing. */
  readonly left: State;
}

/** A script walked from its first statement to its last, and what it leaves behind once it is committed. */
export interface Walk {
  readonly statements: readonly Passed[];
  readonly after: Before;
  /** What the first statement found. */
  readonly start: State;
  /** Sent as one query, whose statements share a transaction. */
  readonly isOneQuery: boolean;
  /** For each statement its number in the earlier walk whose changes it shares, or -1. */
  readonly kept: readonly number[];
}

/** What a script is walked with. */
export interface WalkInput {
  readonly convention: Convention;
  readonly reader: SqlReader;
  readonly before: Before;
  /** Of an earlier version of the same script. */
  readonly earlier?: Walk | undefined;
}

/**
 * Walks a script as its runner would: in the runner's transaction, the file's own, or none. What an earlier walk of the
 * same script tells is taken over for each statement that is the same and finds the same, but for its place.
 */
export function walk(script: Script, { convention, reader, before, earlier }: WalkInput): Walk {
  const statements = reader.read(script.text, script.body);
  // A query of several statements is a transaction whenever no other is open.
  const isOneQuery = convention.sendsWholeFile && statements.filter(({ kind }) => kind !== 'psql').length > 1;
  const mode = convention.transaction(script);
  const start = startOf(before, isOneQuery || mode === 'file' || mode === 'run', earlier);
  const known = earlier?.start === start && earlier.isOneQuery === isOneQuery ? earlier.statements : [];
  const { head, tail } = alike(known, statements);
  // What nothing precedes that differs is the same by itself.
  const passed = known.slice(0, head);
  const kept = passed.map((_, index) => index);
  let state = passed.at(-1)?.left ?? start;
  for (let index = head; index < statements.length; index++) {
    const statement = statements[index];
    if (statement === undefined) break;
    const number = known.length - (statements.length - index);
    const same = index < statements.length - tail ? undefined : known[number];
    const again = same === undefined ? undefined : passAgain(same, statement, state);
    const next = again ?? pass(state, statement, { path: script.path, statement: statement.at }, isOneQuery);
    passed.push(next);
    kept.push(again === undefined ? -1 : number);
    state = next.left;
  }
  const { schema, session } = commit(state);
  return { statements: passed, after: { schema, fresh: session.fresh }, start, isOneQuery, kept };
}

/** The state at the start: the earlier walk's own where that is the same, so that what follows can be compared by identity. */
function startOf({ schema, fresh }: Before, inTransaction: boolean, earlier: Walk | undefined): State {
  const known = earlier?.start;
  if (
    known?.schema === schema &&
    known.session.inTransaction === inTransaction &&
    known.session.fresh.size === fresh.size &&
    [...fresh].every((key) => known.session.fresh.has(key))
  ) {
    return known;
  }
  const state: State = { schema, session: { ...newSession, fresh } };
  return inTransaction ? begin(state) : state;
}

function pass(found: State, statement: ReadStatement, origin: Origin, isOneQuery: boolean): Passed {
  const { steps, ...after } = fold(found, statement, changesOf(statement), origin);
  const left = isOneQuery && !after.session.inTransaction ? begin(after) : after;
  const changes = steps.map((step) => ({ change: step.change, schema: step.before, session: step.session }));
  return { statement, changes, found, left: isSame(found, left) ? found : left };
}

/** The same statement, if it finds the same; one that moved must not make anything, for what is made knows its place. */
function passAgain(earlier: Passed, statement: ReadStatement, found: State): Passed | undefined {
  if (!isSame(earlier.found, found)) return undefined;
  const isMoved = earlier.statement.at.start !== statement.at.start;
  if (isMoved && earlier.found.schema !== earlier.left.schema) return undefined;
  return { statement, changes: earlier.changes, found: earlier.found, left: earlier.left };
}

function isSame(a: State, b: State): boolean {
  return a === b || (a.schema === b.schema && a.session === b.session && a.restore === b.restore);
}
