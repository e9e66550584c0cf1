import type { Connection } from '../database/connection';
import { failureOf } from '../database/failure';
import { provideHistory, record, recordAlone, rollBack } from '../database/history';
import type { Comparison } from '../effects/normal';
import type { HistoryEvent, HistoryRun } from '../migrations/history';
import type { Source } from '../migrations/project';
import type { ReadyStep, RunTools } from './context';
import { amongOthers, errorOf } from './errors';
import type { RunError, StatementResult, StepResult } from './events';
import { type Group, groupsOf } from './groups';
import type { Foresee } from './foreseen';
import { withLockTimes } from './lock-times';
import { nameOf } from './plan';
import { notRun, skippedStatements } from './skipped';
import { reported } from './statement-results';
import { isAborted } from './signals';
import { type Begun, endOf, eventOf, undoneWith } from './step-end';
import { type TracedScript, traceRest, traceScript, type TraceWatch } from './traced';

/** A database that may be changed for good, because it is thrown away afterwards. */
export interface Rehearsal {
  readonly connection: Connection;
  readonly source: Source;
  readonly run: HistoryRun;
  readonly tools: Pick<RunTools, 'now' | 'on' | 'signal'>;
  /** Says before what the statements will do. */
  readonly foresee?: Foresee;
  /** Provides what a failed migration expected to be there, such as a role; the migration is then tried again. */
  readonly mend?: (error: RunError) => Promise<boolean>;
}

/**
 * Carries steps out with their commits and bookkeeping, each statement measured, until one fails: what a run would do,
 * since several files in one transaction would not tell the truth about enum values, held locks and SET LOCAL.
 */
export async function rehearse(rehearsal: Rehearsal, steps: readonly ReadyStep[]): Promise<readonly StepResult[]> {
  const { connection, source, tools } = rehearsal;
  const keeping: Keeping = {
    ...rehearsal,
    isKept: await provideHistory(connection, source.convention.history, source.migrations),
  };
  const results: StepResult[] = [];
  const ready = (await rehearsal.foresee?.(steps, connection.version)) ?? steps;
  for (const group of groupsOf(ready)) {
    const before = results.find(({ outcome }) => outcome === 'failed' || outcome === 'cancelled');
    if (before !== undefined) {
      const why = `not measured: ${nameOf(before.migration)}, which comes before it, did not succeed.`;
      results.push(...group.steps.map((step) => notRun(step, skippedStatements(step, why))));
      continue;
    }
    const [first] = group.steps;
    tools.on({ kind: 'migration', index: group.first, total: steps.length, migration: first.migration });
    const attempt = async (): Promise<readonly StepResult[]> =>
      first.script.mode === 'none' ? [await alone(keeping, first)] : whole(keeping, group);
    let ended = await attempt();
    for (let error = errorIn(ended); error !== undefined && (await rehearsal.mend?.(error)) === true; error = errorIn(ended)) {
      ended = await attempt();
    }
    for (const result of ended) tools.on({ kind: 'step', result });
    results.push(...ended);
  }
  return results;
}

/** A rehearsal with what is known of its history's table: without one, which only the runner can make, nothing is recorded. */
interface Keeping extends Rehearsal {
  readonly isKept: boolean;
}

function errorIn(results: readonly StepResult[]): RunError | undefined {
  return results.find(({ error }) => error !== undefined)?.error;
}

/** A group in its transaction, committed. */
async function whole(rehearsal: Keeping, group: Group): Promise<readonly StepResult[]> {
  const { connection, source, tools } = rehearsal;
  const begun: Begun[] = [];
  // The one in hand that is not among the begun ones yet: an error is its own also where the connection breaks before its first answer.
  let inHand: ReadyStep | undefined = group.steps[0];
  try {
    await connection.query({ text: group.steps[0].script.begin ?? 'BEGIN' });
    for (const [index, step] of group.steps.entries()) {
      inHand = step;
      const started = tools.now();
      const watch = watchOf(rehearsal, step);
      const traced = await traceScript(connection, step.script, watch);
      const took = { step, started, ms: tools.now() - started };
      begun.push({ ...took, statements: traced.statements });
      inHand = undefined;
      if (traced.outcome !== 'done') {
        if (isAborted(tools.signal)) return undoneWith(group, begun, { outcome: 'cancelled' });
        await rollBack(connection);
        begun[index] = { ...took, statements: await withRest(connection, group.steps.slice(0, index + 1), traced, watch) };
        const { error } = traced;
        const words = error === undefined || index === 0 ? error : amongOthers(error, source.convention.title);
        return undoneWith(group, begun, { outcome: 'failed', ...(words && { error: words }) });
      }
      if (index === group.steps.length - 1) await connection.script('SET CONSTRAINTS ALL IMMEDIATE');
      await connection.reset('settings');
      await keep(rehearsal, begun[index]);
    }
    await connection.script('COMMIT');
    await connection.reset('session');
    return withLockTimes(begun).map((each) => endOf(each, 'done'));
  } catch (thrown) {
    await rollBack(connection);
    if (inHand !== undefined) begun.push({ step: inHand, started: tools.now(), ms: 0, statements: [] });
    const path = begun.at(-1)?.step.script.path;
    const error = { ...errorOf(failureOf(thrown)), ...(path !== undefined && { path }) };
    return undoneWith(group, begun, { outcome: 'failed', error });
  }
}

async function keep({ connection, source, run, isKept }: Keeping, begun: Begun | undefined): Promise<void> {
  if (!isKept || begun === undefined) return;
  await record(connection, source.convention.history, {
    event: eventOf({ run }, begun),
    migration: begun.step.migration,
    migrations: source.migrations,
  });
}

/** One migration without a transaction. Its locks are gone when a statement ends, so only its work is measured. */
async function alone(rehearsal: Keeping, step: ReadyStep): Promise<StepResult> {
  const { connection, source, tools, run } = rehearsal;
  const { migration, direction } = step;
  const started = tools.now();
  if (rehearsal.isKept) {
    const event: HistoryEvent = { run, startedAt: new Date(started), kind: 'started', direction };
    await recordAlone(connection, source.convention.history, { event, migration, migrations: source.migrations });
  }
  const traced = await traceScript(connection, step.script, watchOf(rehearsal, step));
  const begun: Begun = { step, started, ms: tools.now() - started, statements: traced.statements.map(withoutLocks) };
  if (traced.outcome === 'done') {
    await connection.reset('session');
    await connection.script('BEGIN');
    await keep(rehearsal, begun);
    await connection.script('COMMIT');
  }
  const notes = ['It runs without a transaction, so its locks were not measured.'];
  return endOf(begun, traced.outcome, { notes, ...(traced.error && { error: traced.error }) });
}

/** After a failure of the last of these steps, what its statements behind the failed one would do without it. */
export async function withRest(
  connection: Connection,
  steps: readonly ReadyStep[],
  traced: TracedScript,
  watch: TraceWatch,
): Promise<readonly StatementResult[]> {
  const step = steps.at(-1);
  if (step === undefined) return traced.statements;
  const failedAt = traced.statements.length - 1;
  const rest = skippedStatements(step, 'not measured.').slice(traced.statements.length);
  if (rest.length === 0) return traced.statements;
  try {
    await connection.query({ text: steps[0]?.script.begin ?? 'BEGIN' });
    for (const { script } of steps.slice(0, -1)) {
      for (const { text, data } of script.statements) await connection.execute(text, data);
      await connection.reset('settings');
    }
    const more = await traceRest(connection, step.script, failedAt, watch);
    return [...traced.statements, ...more, ...rest.slice(more.length)];
  } catch (thrown) {
    // What went well a moment ago did not the second time: then only the first time is told.
    const why = failureOf(thrown).message;
    return [...traced.statements, ...rest.map((result) => ({ ...result, skipped: `not measured: ${why}` }))];
  } finally {
    await rollBack(connection);
  }
}

export function watchOf({ tools }: Pick<Rehearsal, 'tools'>, step: ReadyStep): TraceWatch {
  const { statements } = step.script;
  return {
    signal: tools.signal,
    onStatement: (index) =>
      tools.on({
        kind: 'statement',
        migration: step.migration,
        index,
        total: statements.length,
        text: reported(statements.at(index)?.text ?? ''),
      }),
  };
}

function withoutLocks(result: StatementResult): StatementResult {
  if (result.measured === undefined) return result;
  const { measured, comparison } = result;
  const { effects } = measured;
  return {
    ...result,
    ...(comparison && { comparison: ofWorkAlone(comparison) }),
    measured: {
      ...measured,
      // Outside a transaction the server clears the counters of rows whenever it likes.
      ...(measured.hiddenWrites && { hiddenWrites: [] }),
      effects: [
        ...effects.filter(({ kind }) => kind !== 'lock'),
        { kind: 'unknown', aspect: 'locks', why: 'It runs outside a transaction, where its locks end with it.' },
      ],
    },
  };
}

function ofWorkAlone({ agreed, missed, false: unfounded, unknown }: Comparison): Comparison {
  const isWork = (line: string): boolean => !line.startsWith('lock ');
  return { agreed: agreed.filter(isWork), missed: missed.filter(isWork), false: unfounded.filter(isWork), unknown };
}
