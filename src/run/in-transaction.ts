import type { Connection, Failure } from '../database/connection';
import { failureOf, isLost } from '../database/failure';
import { record, recordAlone, rollBack } from '../database/history';
import { standing } from '../database/lock';
import { pause } from '../database/pause';
import type { HistoryEvent } from '../migrations/history';
import { commit } from './commit';
import type { ReadyStep, RunContext } from './context';
import { errorOf } from './errors';
import type { RunError, StatementResult, StepResult } from './events';
import { type EndDetails, endOf, eventOf, type StepEnd } from './step-end';
import { cancellable, executeAll, isAborted, secretsOfTarget } from './statements';

/** How often a file that met a lock, a deadlock or a conflict is tried again from its start. */
const mostAttempts = 5;

/** One attempt; `retry` where the server says that the same could go well a moment later. */
type Attempt = StepEnd & { readonly retry?: Failure };

/** Carries a step out in one transaction together with its row in the history. */
export async function inTransaction(context: RunContext, step: ReadyStep): Promise<StepEnd> {
  const { tools } = context;
  for (let attempt = 1; ; attempt += 1) {
    const { retry, ...end } = await attemptOnce(context, step);
    if (retry === undefined || attempt === mostAttempts || tools.signal.aborted) return withRecord(context, step, end);
    tools.on({ kind: 'waiting', for: `another attempt, since ${retry.message}` });
    await pause(100 * 2 ** attempt * (0.5 + tools.random()), tools.signal);
  }
}

async function attemptOnce(context: RunContext, step: ReadyStep): Promise<Attempt> {
  const { connection, tools } = context;
  const started = tools.now();
  let statements: readonly StatementResult[] = [];
  const end = (outcome: StepResult['outcome'], details: EndDetails = {}): StepEnd =>
    endOf(step, outcome, { ms: tools.now() - started, statements }, details);
  const failed = async (failure: Failure, error: RunError): Promise<Attempt> => {
    await rollBack(connection);
    return {
      ...end('failed', { error, ...(isLost(failure) && { stop: 'connection lost' }) }),
      ...(isTransient(failure) && { retry: failure }),
    };
  };

  try {
    await connection.query({ text: step.script.begin ?? 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE' });
    const outcome = await executeAll(context, step);
    statements = outcome.results;
    if (outcome.kind === 'failed') return await failed(outcome.failure, outcome.error);
    const cancelled = async (): Promise<Attempt> => {
      const isAlive = await rollBack(connection);
      return end('cancelled', { notes: ['Rolled back: nothing of it was kept.'], ...(!isAlive && { stop: 'connection lost' }) });
    };
    if (outcome.kind === 'cancelled') return await cancelled();
    // What was deferred fails here, before the role that it is checked with is taken back.
    if (isAborted(tools.signal)) return await cancelled();
    await cancellable(connection, tools.signal, () => connection.script('SET CONSTRAINTS ALL IMMEDIATE'));
    await connection.reset('settings');
    await record(connection, context.source.convention.history, {
      event: eventOf(context, step, tools.now() - started),
      migration: step.migration,
      migrations: context.migrations,
    });
    const { isLocked, xid } = await standing(connection, context.locks);
    if (isAborted(tools.signal)) return await cancelled();
    if (!isLocked) {
      await rollBack(connection);
      return end('failed', { error: lostLock(step) });
    }
    const committed = await commit(context, step, xid);
    switch (committed.kind) {
      case 'committed':
        if (committed.isLost) {
          const notes = ['The connection broke at COMMIT; the server says that it was committed.'];
          return end('done', { stop: 'connection lost', notes });
        }
        // It is committed, whatever becomes of the session.
        return end('done', (await resetSession(connection)) ? {} : { stop: 'connection lost' });
      case 'rolled-back':
        return await failed(committed.failure, { ...errorOf(committed.failure), path: step.script.path });
      case 'unknown':
        return end('failed', {
          stop: 'connection lost',
          error: {
            ...errorOf(committed.failure),
            message: `The connection broke at COMMIT and the server did not come back, so nobody knows yet whether it was committed. ${committed.failure.message}`,
            advice: 'Look at the status when the server is back: it tells.',
            path: step.script.path,
          },
        });
    }
  } catch (thrown) {
    const failure = failureOf(thrown, secretsOfTarget(context));
    if (isAborted(tools.signal) && (failure.sqlstate === '57014' || isLost(failure))) {
      const isAlive = await rollBack(connection);
      return end('cancelled', { notes: ['Nothing of it was kept.'], ...(!isAlive && { stop: 'connection lost' }) });
    }
    return failed(failure, { ...errorOf(failure), path: step.script.path });
  }
}

/** Whether the session is ready for the next file; one that cannot be made so is not used again. */
async function resetSession(connection: Connection): Promise<boolean> {
  try {
    await connection.reset('session');
    return true;
  } catch (thrown) {
    failureOf(thrown);
    return false;
  }
}

/** The end of the last attempt; a failure is recorded once, however often the file was tried. */
async function withRecord(context: RunContext, step: ReadyStep, end: StepEnd): Promise<StepEnd> {
  if (end.result.outcome !== 'failed' || end.stop !== undefined) return end;
  const note = await recordFailure(context, step, end.result.ms);
  return note === undefined ? end : { ...end, result: { ...end.result, notes: [...end.result.notes, note] } };
}

/** A history that keeps failures gets this one. That it could not be kept is worth a note, and changes nothing else. */
async function recordFailure(context: RunContext, step: ReadyStep, durationMs: number): Promise<string | undefined> {
  const event: HistoryEvent = { run: context.run, kind: 'failed', direction: step.direction, durationMs, isUndone: true };
  const { history } = context.source.convention;
  try {
    await context.connection.reset('session');
    await recordAlone(context.connection, history, { event, migration: step.migration, migrations: context.migrations });
    return undefined;
  } catch (thrown) {
    return `The failure could not be recorded: ${failureOf(thrown, secretsOfTarget(context)).message}`;
  }
}

function lostLock(step: ReadyStep): RunError {
  return {
    message: 'The lock that keeps other runs out was lost during the migration, so it was rolled back.',
    advice: 'A statement such as pg_advisory_unlock_all or DISCARD ALL gives it back: remove it.',
    path: step.script.path,
  };
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
