import type { Change } from '../schema/change';
import { changesOf } from '../schema/changes';
import { begin, commit, fold, type State } from '../schema/fold';
import type { Key, Origin as AnyOrigin, Schema } from '../schema/schema';
import { newSession, type Session } from '../schema/session';
import type { SqlReader } from '../sql/reader';
import type { Span } from '../sql/span';
import type { ReadStatement } from '../sql/statement';
import type { Convention } from './convention';
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

/** One statement on its way through a script; `schema` and `session` are those it finds. */
export interface Passed {
  readonly statement: ReadStatement;
  readonly changes: readonly PassedChange[];
  readonly schema: Schema;
  readonly session: Session;
}

/** A script walked from its first statement to its last, and what it leaves behind once it is committed. */
export interface Walk {
  readonly statements: readonly Passed[];
  readonly after: Before;
}

/** Walks a script as its runner would: in the runner's transaction, the file's own, or none. */
export function walk(script: Script, convention: Convention, reader: SqlReader, before: Before): Walk {
  const statements = reader.read(script.text, script.body);
  // A query of several statements is a transaction whenever no other is open.
  const isOneQuery = convention.sendsWholeFile && statements.filter(({ kind }) => kind !== 'psql').length > 1;
  const mode = convention.transaction(script);
  let state: State = { schema: before.schema, session: { ...newSession, fresh: before.fresh } };
  if (isOneQuery || mode === 'file' || mode === 'run') state = begin(state);
  const passed = statements.map((statement): Passed => {
    const { schema, session } = state;
    const origin: Origin = { path: script.path, statement: statement.at };
    const { steps, ...after } = fold(state, statement, changesOf(statement), origin);
    state = isOneQuery && !after.session.inTransaction ? begin(after) : after;
    const changes = steps.map((step) => ({ change: step.change, schema: step.before, session: step.session }));
    return { statement, changes, schema, session };
  });
  const { schema, session } = commit(state);
  return { statements: passed, after: { schema, fresh: session.fresh } };
}
