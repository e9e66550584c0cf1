import type { Connection } from '../database/connection';
import { failureOf } from '../database/failure';
import { readHistory, record, rollBack, setUpHistory } from '../database/history';
import type { HistoryRun } from '../migrations/history';
import type { Source } from '../migrations/project';
import type { ReadyStep, RunTools } from './context';
import { errorOf } from './errors';
import type { RunError, StatementResult, StepResult } from './events';
import { notRun, skippedStatements } from './skipped';
import { isAborted } from './statements';
import { type TracedScript, traceRest, traceScript, type TraceWatch } from './traced';

/** A database that may be changed for good, because it is thrown away afterwards. */
export interface Rehearsal {
  readonly connection: Connection;
  readonly source: Source;
  readonly run: HistoryRun;
  readonly tools: Pick<RunTools, 'now' | 'on' | 'signal'>;
  /** Provides what a failed migration expected to be there, such as a role; the migration is then tried again. */
  readonly mend?: (error: RunError) => Promise<boolean>;
}

/**
 * Carries steps out with their commits and bookkeeping, each statement measured, until one fails: what a run would do,
 * since several files in one transaction would not tell the truth about enum values, held locks and SET LOCAL.
 */
export async function rehearse(rehearsal: Rehearsal, steps: readonly ReadyStep[]): Promise<readonly StepResult[]> {
  const { connection, source, tools } = rehearsal;
  const { history } = source.convention;
  if (!(await readHistory(connection, history, source.migrations)).exists) await setUpHistory(connection, history);
  const results: StepResult[] = [];
  for (const [index, step] of steps.entries()) {
    const before = results.at(-1);
    if (before !== undefined && before.outcome !== 'done') {
      results.push(
        notRun(
          step,
          skippedStatements(step, `not measured: ${before.migration.version}, which comes before it, did not succeed.`),
        ),
      );
      continue;
    }
    tools.on({ kind: 'migration', index, total: steps.length, migration: step.migration });
    const attempt = step.script.mode === 'none' ? alone : whole;
    let result = await attempt(rehearsal, step);
    while (result.error !== undefined && (await rehearsal.mend?.(result.error)) === true) result = await attempt(rehearsal, step);
    tools.on({ kind: 'step', result });
    results.push(result);
  }
  return results;
}

/** One migration in its transaction, committed. */
async function whole(rehearsal: Rehearsal, step: ReadyStep): Promise<StepResult> {
  const { connection, source, tools } = rehearsal;
  const started = tools.now();
  const watch = watchOf(rehearsal, step);
  await connection.query({ text: step.script.begin ?? 'BEGIN' });
  const traced = await traceScript(connection, step.script, watch);
  const end = (outcome: StepResult['outcome'], statements: readonly StatementResult[], error?: RunError): StepResult =>
    endOf(step, { outcome, statements, ms: tools.now() - started, ...(error && { error }) });
  if (traced.outcome !== 'done') {
    if (isAborted(tools.signal)) return end('cancelled', traced.statements);
    await rollBack(connection);
    return end('failed', await withRest(connection, step, traced, watch), traced.error);
  }
  try {
    await connection.script('SET CONSTRAINTS ALL IMMEDIATE');
    await connection.reset('settings');
    await record(connection, source.convention.history, {
      event: { run: rehearsal.run, kind: step.direction === 'up' ? 'applied' : 'rolled-back', durationMs: tools.now() - started },
      migration: step.migration,
      migrations: source.migrations,
    });
    await connection.script('COMMIT');
    await connection.reset('session');
    return end('done', traced.statements);
  } catch (thrown) {
    await rollBack(connection);
    return end('failed', traced.statements, { ...errorOf(failureOf(thrown)), path: step.script.path });
  }
}

/** One migration without a transaction. Its locks are gone when a statement ends, so only its work is measured. */
async function alone(rehearsal: Rehearsal, step: ReadyStep): Promise<StepResult> {
  const { connection, source, tools } = rehearsal;
  const started = tools.now();
  const traced = await traceScript(connection, step.script, watchOf(rehearsal, step));
  if (traced.outcome === 'done') {
    await connection.reset('session');
    await connection.script('BEGIN');
    await record(connection, source.convention.history, {
      event: { run: rehearsal.run, kind: step.direction === 'up' ? 'applied' : 'rolled-back', durationMs: tools.now() - started },
      migration: step.migration,
      migrations: source.migrations,
    });
    await connection.script('COMMIT');
  }
  const result = endOf(step, {
    outcome: traced.outcome,
    statements: traced.statements.map(withoutLocks),
    ms: tools.now() - started,
    ...(traced.error && { error: traced.error }),
  });
  return { ...result, notes: [...result.notes, 'It runs without a transaction, so its locks were not measured.'] };
}

/** After a failure, what the statements behind the failed one would do without it. */
export async function withRest(
  connection: Connection,
  step: ReadyStep,
  traced: TracedScript,
  watch: TraceWatch,
): Promise<readonly StatementResult[]> {
  const failedAt = traced.statements.length - 1;
  const rest = skippedStatements(step, 'not measured.').slice(traced.statements.length);
  if (rest.length === 0) return traced.statements;
  try {
    await connection.query({ text: step.script.begin ?? 'BEGIN' });
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
        text: statements[index]?.text ?? '',
      }),
  };
}

function endOf(step: ReadyStep, end: Pick<StepResult, 'outcome' | 'statements' | 'ms' | 'error'>): StepResult {
  return { migration: step.migration, direction: step.direction, ...end, notes: step.script.notes };
}

function withoutLocks(result: StatementResult): StatementResult {
  if (result.measured === undefined) return result;
  const { effects } = result.measured;
  return {
    ...result,
    measured: {
      ...result.measured,
      effects: [
        ...effects.filter(({ kind }) => kind !== 'lock'),
        { kind: 'unknown', aspect: 'locks', why: 'It runs outside a transaction, where its locks end with it.' },
      ],
    },
  };
}
