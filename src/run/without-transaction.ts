import { usualLockTimeout } from '../database/connection';
import { failureOf, isLost } from '../database/failure';
import { explainRecord, recordAlone, rollBack } from '../database/history';
import { invalidIndexes } from '../database/invalid-indexes';
import type { HistoryEvent } from '../migrations/history';
import { ask } from './commit';
import type { ReadyStep, RunContext } from './context';
import { errorOf } from './errors';
import type { StepResult } from './events';
import { statementTeller, tellBegun } from './journalled';
import { type Begun, countDone, type EndDetails, endOf, eventOf, failureEventOf, type GroupEnd, type Stop } from './step-end';
import { secretsOfTarget } from './signals';
import type { StatementResults } from './statement-results';
import { executeEach } from './statements';
import { isConcurrent } from './total-time';

/**
 * Carries a step out one statement at a time, each for good: what a concurrent index build needs. The history says
 * before the first one that it was begun, so that a run which ends in the middle leaves a trace.
 */
export async function withoutTransaction(context: RunContext, step: ReadyStep): Promise<GroupEnd> {
  const { connection, tools } = context;
  const started = tools.now();
  let results: StatementResults = { statements: [] };
  const begun = (): Begun => ({ step, started, ms: tools.now() - started, ...results });
  const end = (outcome: StepResult['outcome'], { stop, ...details }: EndDetails & { readonly stop?: Stop } = {}): GroupEnd => {
    const notes = ['It ran without a transaction.', ...(details.notes ?? [])];
    return { results: [endOf(begun(), outcome, { ...details, notes })], ...(stop !== undefined && { stop }) };
  };
  const tell = (event: HistoryEvent): Promise<void> =>
    recordAlone(connection, context.source.convention.history, {
      event,
      migration: step.migration,
      migrations: context.migrations,
    });

  const earlier = step.resumed?.carriedOut.own ?? 0;
  const whatStays = (): string =>
    `${earlier + countDone(results)} of ${earlier + step.script.statements.own} statements were carried out and stay.`;
  const howToGoOn = `When the cause is gone, lockkeeper ${step.direction} --resume goes on there.`;
  let hasBegun = false;
  let isCarriedOut = false;
  const start: HistoryEvent = { run: context.run, startedAt: new Date(started), kind: 'started', direction: step.direction };
  try {
    await explainRecord(
      connection,
      context.source.convention.history,
      [start, eventOf(context, begun())].map((event) => ({ event, migration: step.migration, migrations: context.migrations })),
    );
    if (step.resumed === undefined) await tellBegun(context, step);
    await tell(start);
    const before = await invalidIndexes(connection);
    hasBegun = true;
    const tellStatement = statementTeller(context, step);
    const setTimeouts = timeoutSetter(context, step);
    const outcome = await executeEach(context, step, async (index) => {
      await setTimeouts(index);
      await tellStatement(index);
    });
    results = outcome.results;
    if (outcome.kind !== 'done') {
      const notes = [whatStays()];
      // Cancelling ends the embedded server.
      const isGone = outcome.kind === 'failed' ? isLost(outcome.failure) : !(await rollBack(connection));
      if (!isGone) {
        notes.push(...(await leftovers(context, before)));
        await connection.reset('session');
        const error = outcome.kind === 'failed' ? outcome.error : undefined;
        await tell(failureEventOf(context, begun(), { error, isUndone: false }));
      }
      notes.push(howToGoOn);
      const stop = isGone ? ({ stop: 'connection lost' } as const) : {};
      return outcome.kind === 'cancelled'
        ? end('cancelled', { notes, ...stop })
        : end('failed', { error: outcome.error, notes, ...stop });
    }
    isCarriedOut = true;
    await connection.reset('session');
    const lost = await context.lock.lost();
    await tell(eventOf(context, begun()));
    return end('done', lost === undefined ? {} : { stop: 'lock lost' });
  } catch (thrown) {
    const failure = failureOf(thrown, secretsOfTarget(context));
    const rest = {
      notes: hasBegun ? [whatStays(), howToGoOn] : [],
      ...(isLost(failure) && { stop: 'connection lost' as const }),
    };
    // The statements are done; whether that is recorded, the history itself knows.
    if (
      isCarriedOut &&
      isLost(failure) &&
      (await ask(context, { steps: [step] }, { xid: undefined, failure })).kind === 'committed'
    ) {
      return end('done', { notes: ['The connection broke when it was recorded; the history has it.'], stop: 'connection lost' });
    }
    if (tools.signal.aborted && isLost(failure)) return end('cancelled', rest);
    return end('failed', { ...rest, error: { ...errorOf(failure), path: step.script.path } });
  }
}

/**
 * A concurrent build waits for old transactions and blocks nobody meanwhile, so no timeout may end it and leave an
 * invalid index behind; any other statement waits for a lock no longer than usual. What the file sets itself stays.
 */
function timeoutSetter({ connection, target }: RunContext, { script }: ReadyStep): (index: number) => Promise<void> {
  const { lockMs = usualLockTimeout, statementMs } = target.timeouts ?? {};
  let hasOwn = false;
  return async (index) => {
    if (hasOwn) return;
    const text = script.statements.at(index)?.text ?? '';
    hasOwn = /\b(lock|statement|transaction)_timeout\b/i.test(text);
    const builds = isConcurrent(text);
    await connection.script(`SET lock_timeout = ${builds ? 0 : lockMs}`);
    if (builds || statementMs !== undefined)
      await connection.script(`SET statement_timeout = ${builds ? 0 : (statementMs ?? 0)}`);
    if (builds && connection.version >= 170_000) await connection.script('SET transaction_timeout = 0');
  };
}

/** Invalid indexes that were not there before. */
async function leftovers({ connection }: RunContext, before: ReadonlySet<string>): Promise<readonly string[]> {
  const now = await invalidIndexes(connection);
  return [...now]
    .filter((name) => !before.has(name))
    .map((name) => `It left the invalid index ${name}: DROP INDEX CONCURRENTLY ${name}, before it is built again.`);
}
