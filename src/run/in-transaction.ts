import type { Failure } from '../database/connection';
import { failureOf, isLost } from '../database/failure';
import { recordAlone, rollBack } from '../database/history';
import { pause } from '../database/pause';
import type { Query } from '../migrations/history';
import { commit } from './commit';
import type { RunContext } from './context';
import { amongOthers, errorOf } from './errors';
import type { RunError, StepResult } from './events';
import type { Group } from './groups';
import { lostLock } from './run-lock';
import { enterSharedSession } from './shared-session';
import { type Begun, endOf, eventOf, failureEventOf, type GroupEnd, type Stop, undoneWith } from './step-end';
import { isAborted, secretsOfTarget } from './signals';
import { executeInTransaction } from './statements';

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
  /** The transaction's number, when its last step is done. */
  #xid: string | undefined;
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
      const begin = first.script.begin ?? 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE';
      if (connection.pooled) {
        await connection.query({ text: begin });
        const refused = await enterSharedSession(this.#context, this.#group);
        if (refused !== undefined) return await this.#keptOut(refused);
      }
      for (const index of this.#group.steps.keys()) {
        const stopped = await this.#carryOut(index, index > 0 || connection.pooled ? undefined : begin);
        if (stopped !== undefined) return stopped;
      }
      return await this.#commit();
    } catch (thrown) {
      const failure = failureOf(thrown, secretsOfTarget(this.#context));
      if (isAborted(tools.signal) && (failure.sqlstate === '57014' || isLost(failure))) return this.#cancelled();
      return this.#failed(failure, this.#errorOf(failure));
    }
  }

  /** One step; the attempt's end where it does not go on. The transaction is begun with it unless it is open. */
  async #carryOut(index: number, begin: string | undefined): Promise<Attempt | undefined> {
    const { connection, tools, source, total } = this.#context;
    const { steps, first } = this.#group;
    const step = steps[index];
    if (step === undefined) return undefined;
    const started = tools.now();
    this.#begun[index] = { step, started, ms: 0, statements: [] };
    if (index > 0) tools.on({ kind: 'migration', index: first + index, total, migration: step.migration });
    const isLast = index === steps.length - 1;
    const outcome = await executeInTransaction(this.#context, step, { begin, isLast });
    this.#begun[index] = { step, started, ms: tools.now() - started, ...outcome.results };
    if (outcome.kind === 'failed') {
      const { failure, error } = outcome;
      return this.#failed(failure, index === 0 ? error : amongOthers(error, source.convention.title));
    }
    if (outcome.kind === 'cancelled') return this.#cancelled();
    this.#xid = outcome.xid;
    if (isLast) return isAborted(tools.signal) ? this.#cancelled() : undefined;
    await connection.reset('settings');
    this.#begun[index] = { step, started, ms: tools.now() - started, ...outcome.results };
    await connection.queryAll(this.#rowsOf(index));
    return undefined;
  }

  async #commit(): Promise<Attempt> {
    const { lock, tools } = this.#context;
    const lost = await lock.renew();
    if (isAborted(tools.signal)) return this.#cancelled();
    if (lost !== undefined) return this.#withoutLock(lost);
    const rows = this.#rowsOf(this.#begun.length - 1);
    const committed = await commit(this.#context, this.#group, { rows, xid: this.#xid });
    switch (committed.kind) {
      case 'committed':
        return committed.isLost
          ? this.#all('done', ['The connection broke at COMMIT; the server says that it was committed.'], 'connection lost')
          : this.#all('done');
      case 'rolled-back':
        return this.#failed(committed.failure, this.#errorOf(committed.failure));
      case 'lock-lost':
        return this.#withoutLock(lostLock);
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

  async #withoutLock(lost: RunError): Promise<Attempt> {
    await rollBack(this.#context.connection);
    const path = this.#begun.at(-1)?.step.script.path;
    return this.#undone({ outcome: 'failed', error: { ...lost, ...(path !== undefined && { path }) } });
  }

  /** What the history is told of a step. */
  #rowsOf(index: number): readonly Query[] {
    const { source, migrations } = this.#context;
    const begun = this.#begun[index];
    if (begun === undefined) return [];
    return source.convention.history.record(eventOf(this.#context, begun), begun.step.migration, migrations);
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

  #all(outcome: StepResult['outcome'], notes: readonly string[] = [], stop?: Stop): Attempt {
    const results = this.#begun.map((each) => endOf(each, outcome, { notes }));
    return { begun: this.#begun, results, ...(stop && { stop }) };
  }

  #errorOf(failure: Failure): RunError {
    const path = this.#begun.at(-1)?.step.script.path;
    return { ...errorOf(failure), ...(path !== undefined && { path }) };
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
