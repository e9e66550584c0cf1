import type { Connection, Failure } from '../database/connection';
import { failureOf, isLost } from '../database/failure';
import { record, recordAlone, rollBack } from '../database/history';
import { pause } from '../database/pause';
import { commit } from './commit';
import type { RunContext } from './context';
import { amongOthers, errorOf } from './errors';
import type { RunError, StepResult } from './events';
import type { Group } from './groups';
import { enterSharedSession } from './shared-session';
import { type Begun, endOf, eventOf, failureEventOf, type GroupEnd, type Stop, undoneWith } from './step-end';
import { cancellable, executeAll, isAborted, secretsOfTarget } from './statements';

/** How often steps that met a lock, a deadlock or a conflict are tried again from their start. */
const mostAttempts = 5;

/** One attempt; `retry` where the server says that the same could go well a moment later. */
interface Attempt extends GroupEnd {
  readonly begun: readonly Begun[];
  readonly retry?: Failure;
}

/**
 * Carries a group's steps out in one transaction together with their rows in the history: one file by itself, or all
 * of a run whose runner opens one transaction for them all.
 */
export async function inTransaction(context: RunContext, group: Group): Promise<GroupEnd> {
  const { tools } = context;
  for (let attempt = 1; ; attempt += 1) {
    const { retry, begun, ...end } = await new TransactionAttempt(context, group).make();
    if (retry === undefined || attempt === mostAttempts || tools.signal.aborted) return withRecord(context, begun, end);
    tools.on({ kind: 'waiting', for: `another attempt, since ${retry.message}` });
    await pause(100 * 2 ** attempt * (0.5 + tools.random()), tools.signal);
  }
}

/** One attempt at a group, from BEGIN to COMMIT or ROLLBACK. */
class TransactionAttempt {
  /** The steps begun so far; the last one is in hand. */
  readonly #begun: Begun[] = [];
  readonly #context: RunContext;
  readonly #group: Group;

  constructor(context: RunContext, group: Group) {
    this.#context = context;
    this.#group = group;
  }

  async make(): Promise<Attempt> {
    const { connection, tools } = this.#context;
    const [first] = this.#group.steps;
    this.#begun.push({ step: first, started: tools.now(), ms: 0, statements: [] });
    try {
      await connection.query({ text: first.script.begin ?? 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE' });
      if (connection.pooled) {
        const refused = await enterSharedSession(this.#context, this.#group);
        if (refused !== undefined) return await this.#keptOut(refused);
      }
      for (const index of this.#group.steps.keys()) {
        const stopped = await this.#carryOut(index);
        if (stopped !== undefined) return stopped;
      }
      return await this.#commit();
    } catch (thrown) {
      const failure = failureOf(thrown, secretsOfTarget(this.#context));
      if (isAborted(tools.signal) && (failure.sqlstate === '57014' || isLost(failure))) return this.#cancelled();
      return this.#failed(failure, this.#errorOf(failure));
    }
  }

  /** One step and its row; the attempt's end where it does not go on. */
  async #carryOut(index: number): Promise<Attempt | undefined> {
    const { connection, tools, source, migrations, total } = this.#context;
    const { steps, first } = this.#group;
    const step = steps[index];
    if (step === undefined) return undefined;
    const started = tools.now();
    this.#begun[index] = { step, started, ms: 0, statements: [] };
    if (index > 0) tools.on({ kind: 'migration', index: first + index, total, migration: step.migration });
    const outcome = await executeAll(this.#context, step);
    this.#begun[index] = { step, started, ms: tools.now() - started, ...outcome.results };
    if (outcome.kind === 'failed') {
      const { failure, error } = outcome;
      return this.#failed(failure, index === 0 ? error : amongOthers(error, source.convention.title));
    }
    if (outcome.kind === 'cancelled') return this.#cancelled();
    if (index === steps.length - 1) {
      // What was deferred fails here, before the role that it is checked with is taken back.
      if (isAborted(tools.signal)) return this.#cancelled();
      await cancellable(connection, tools.signal, () => connection.script('SET CONSTRAINTS ALL IMMEDIATE'));
    }
    await connection.reset(connection.pooled && index === steps.length - 1 ? 'session' : 'settings');
    const begun: Begun = { step, started, ms: tools.now() - started, ...outcome.results };
    this.#begun[index] = begun;
    await record(connection, source.convention.history, {
      event: eventOf(this.#context, begun),
      migration: step.migration,
      migrations,
    });
    return undefined;
  }

  async #commit(): Promise<Attempt> {
    const { connection, lock, tools } = this.#context;
    const { lost, xid } = await lock.standing();
    if (isAborted(tools.signal)) return this.#cancelled();
    if (lost !== undefined) {
      await rollBack(connection);
      const path = this.#begun.at(-1)?.step.script.path;
      return this.#undone({ outcome: 'failed', error: { ...lost, ...(path !== undefined && { path }) } });
    }
    const committed = await commit(this.#context, this.#group, xid);
    switch (committed.kind) {
      case 'committed': {
        if (committed.isLost) {
          return this.#all('done', ['The connection broke at COMMIT; the server says that it was committed.'], 'connection lost');
        }
        // It is committed, whatever becomes of the session.
        return this.#all('done', [], (await resetSession(connection)) ? undefined : 'connection lost');
      }
      case 'rolled-back':
        return this.#failed(committed.failure, this.#errorOf(committed.failure));
      case 'unknown': {
        const error = {
          ...errorOf(committed.failure),
          message: `The connection broke at COMMIT and the server did not come back, so nobody knows yet whether it was committed. ${committed.failure.message}`,
          advice: 'Look at the status when the server is back: it tells.',
        };
        const results = this.#begun.map((each) => endOf(each, 'failed', { error: { ...error, path: each.step.script.path } }));
        return { begun: this.#begun, results, stop: 'connection lost' };
      }
    }
  }

  async #failed(failure: Failure, error: RunError): Promise<Attempt> {
    await rollBack(this.#context.connection);
    return {
      ...this.#undone({ outcome: 'failed', error }, isLost(failure) ? 'connection lost' : undefined),
      ...(isTransient(failure) && { retry: failure }),
    };
  }

  async #keptOut(error: RunError): Promise<Attempt> {
    await rollBack(this.#context.connection);
    return this.#undone({ outcome: 'failed', error }, 'lock taken');
  }

  async #cancelled(): Promise<Attempt> {
    const isAlive = await rollBack(this.#context.connection);
    const notes = ['Rolled back: nothing of it was kept.'];
    return this.#undone({ outcome: 'cancelled', notes }, isAlive ? undefined : 'connection lost');
  }

  #undone(last: Parameters<typeof undoneWith>[2], stop?: Stop): Attempt {
    return { begun: this.#begun, results: undoneWith(this.#group, this.#begun, last), ...(stop && { stop }) };
  }

  #all(outcome: StepResult['outcome'], notes: readonly string[], stop: Stop | undefined): Attempt {
    const results = this.#begun.map((each) => endOf(each, outcome, { notes }));
    return { begun: this.#begun, results, ...(stop && { stop }) };
  }

  #errorOf(failure: Failure): RunError {
    const path = this.#begun.at(-1)?.step.script.path;
    return { ...errorOf(failure), ...(path !== undefined && { path }) };
  }
}

/** Whether the session is ready for the next file; one that cannot be made so is not used again. */
async function resetSession(connection: Connection): Promise<boolean> {
  if (connection.pooled) return true;
  try {
    await connection.reset('session');
    return true;
  } catch (thrown) {
    failureOf(thrown);
    return false;
  }
}

/** The end of the last attempt; a failure is recorded once, however often the steps were tried. */
async function withRecord(context: RunContext, begun: readonly Begun[], end: GroupEnd): Promise<GroupEnd> {
  const last = begun.at(-1);
  const failed = end.results[begun.length - 1];
  if (last === undefined || failed?.outcome !== 'failed' || end.stop !== undefined) return end;
  const note = await recordFailure(context, last, failed.error);
  if (note === undefined) return end;
  return { ...end, results: end.results.with(begun.length - 1, { ...failed, notes: [...failed.notes, note] }) };
}

/** A history that keeps failures gets this one. That it could not be kept is worth a note, and changes nothing else. */
async function recordFailure(context: RunContext, begun: Begun, error: RunError | undefined): Promise<string | undefined> {
  const { history } = context.source.convention;
  const { migration } = begun.step;
  const event = failureEventOf(context, begun, { error, isUndone: true });
  try {
    if (!context.connection.pooled) await context.connection.reset('session');
    await recordAlone(context.connection, history, { event, migration, migrations: context.migrations });
    return undefined;
  } catch (thrown) {
    return `The failure could not be recorded: ${failureOf(thrown, secretsOfTarget(context)).message}`;
  }
}

/** lock_not_available, deadlock_detected, serialization_failure, and two sessions at one catalog row. */
function isTransient({ sqlstate, message }: Failure): boolean {
  return (
    sqlstate === '55P03' ||
    sqlstate === '40P01' ||
    sqlstate === '40001' ||
    (sqlstate === 'XX000' && message.includes('tuple concurrently updated'))
  );
}
