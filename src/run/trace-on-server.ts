import type { Connection } from '../database/connection';
import { failureOf, isLost } from '../database/failure';
import { compareFingerprints, type Fingerprint, fingerprint } from '../database/fingerprint';
import { rollBack } from '../database/history';
import type { ReadyStep, RunTools } from './context';
import { errorOf } from './errors';
import type { StatementResult, StepResult } from './events';
import { skippedStatements } from './skipped';
import { isAborted } from './statements';
import { watchOf, withRest } from './rehearse';
import { guardTrace, type TraceGuard } from './trace-guard';
import { traceAdvice } from './trace-refusal';
import { traceScript } from './traced';

/** Milliseconds that a rehearsal waits for a lock: behind it, others wait for us. */
const lockTimeout = 500;
/** Milliseconds that one rehearsed statement may take. */
const statementTimeout = 60_000;

/** A step tried on a server; `givenUp` says why it was not tried to the end, where others had to come first. */
export interface ServerStep {
  readonly result: StepResult;
  readonly givenUp?: string;
}

/**
 * Runs one step on a real server in a transaction, measures it, and rolls it back. A sequence that the step sets or
 * advances stays moved, since sequences know no rollback; the notes name it.
 */
export async function traceOnServer(connection: Connection, step: ReadyStep, tools: RunTools): Promise<ServerStep> {
  const started = tools.now();
  const base = { migration: step.migration, direction: step.direction };
  if (step.script.mode === 'none') {
    const why = 'not measured here: it runs outside a transaction, so it could not be rolled back.';
    const statements = skippedStatements(step, why);
    return { result: { ...base, outcome: 'not-run', ms: 0, statements, notes: step.script.notes } };
  }
  const before = await fingerprint(connection);
  const traced = await traceAndRollBack(connection, step, tools);
  const notes = traced.isLost ? [] : await whatStayed(connection, before);
  const result = { ...base, ...traced.end, ms: tools.now() - started, notes: [...step.script.notes, ...notes] };
  return { result, ...(traced.givenUp !== undefined && { givenUp: traced.givenUp }) };
}

type Traced = Pick<StepResult, 'outcome' | 'statements' | 'error'>;

interface TracedEnd extends Pick<ServerStep, 'givenUp'> {
  readonly end: Traced;
  readonly isLost: boolean;
}

async function traceAndRollBack(connection: Connection, step: ReadyStep, tools: RunTools): Promise<TracedEnd> {
  const guard = guardTrace(connection, tools);
  const watch = { ...watchOf({ tools }, step), signal: guard.signal };
  try {
    await connection.script(`SET lock_timeout = ${lockTimeout}; SET statement_timeout = ${statementTimeout}`);
    await connection.query({ text: step.script.begin ?? 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE' });
    if (step.script.statements.some(({ text }) => /\bsetval\b/i.test(text))) await keepSequences(connection);
    const traced = await traceScript(connection, step.script, watch);
    if (traced.outcome === 'done') await connection.script('SET CONSTRAINTS ALL IMMEDIATE');
    await guard.settled();
    await rollBack(connection);
    if (isAborted(guard.signal)) return { ...givenUp(guard, step, traced.statements), isLost: false };
    const statements = traced.outcome === 'failed' ? await withRest(connection, step, traced, watch) : traced.statements;
    return { end: { outcome: traced.outcome, statements, ...(traced.error && { error: traced.error }) }, isLost: false };
  } catch (thrown) {
    const failure = failureOf(thrown);
    await guard.settled();
    const isAlive = await rollBack(connection);
    if (isAborted(guard.signal)) return { ...givenUp(guard, step, []), isLost: !isAlive };
    return {
      end: { outcome: 'failed', statements: [], error: { ...errorOf(failure), path: step.script.path } },
      isLost: !isAlive,
    };
  } finally {
    await guard.end();
    await resetQuietly(connection);
  }
}

function givenUp({ why }: TraceGuard, step: ReadyStep, statements: readonly StatementResult[]): Omit<TracedEnd, 'isLost'> {
  if (why === undefined) return { end: { outcome: 'cancelled', statements } };
  return {
    end: { outcome: 'failed', statements, error: { message: why, advice: traceAdvice, path: step.script.path } },
    givenUp: why,
  };
}

/**
 * ALTER SEQUENCE gives a sequence a new file within the transaction, so that what `setval` writes there goes with the
 * rollback.
 */
async function keepSequences(connection: Connection): Promise<void> {
  const { rows } = await connection.query({
    text: `SELECT format('ALTER SEQUENCE %I.%I INCREMENT BY %s', schemaname, sequencename, increment_by) AS command
             FROM pg_sequences WHERE schemaname NOT LIKE 'pg\\_%' AND pg_has_role(sequenceowner, 'USAGE')`,
  });
  for (const { command } of rows) await connection.query({ text: String(command) });
}

/** The proof that nothing stayed, or the words for what did. */
async function whatStayed(connection: Connection, before: Fingerprint): Promise<readonly string[]> {
  const { isSame, moved } = compareFingerprints(before, await fingerprint(connection));
  return [
    isSame
      ? 'Rolled back; the schema is the same as before.'
      : 'Rolled back; the schema changed meanwhile, which only another session can have done.',
    ...(moved.length === 0 ? [] : [`Sequences know no rollback and have moved: ${moved.join(', ')}.`]),
  ];
}

async function resetQuietly(connection: Connection): Promise<void> {
  try {
    await connection.reset('session');
  } catch (error) {
    if (!isLost(failureOf(error))) throw error;
  }
}
