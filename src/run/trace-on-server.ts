import type { Connection } from '../database/connection';
import { failureOf, isLost } from '../database/failure';
import { compareFingerprints, type Fingerprint, fingerprint } from '../database/fingerprint';
import { rollBack } from '../database/history';
import type { RunTools } from './context';
import { amongOthers, errorOf } from './errors';
import type { StepResult } from './events';
import type { Group } from './groups';
import { withLockTimes } from './lock-times';
import { withBlockers } from './lock-watch';
import { notRun, skippedStatements } from './skipped';
import { isAborted } from './signals';
import { watchOf, withRest } from './rehearse';
import { guardTrace, type TraceGuard } from './trace-guard';
import { traceAdvice } from './trace-refusal';
import { type Begun, endOf, undoneWith } from './step-end';
import { type TracedScript, traceScript } from './traced';

/** Milliseconds that a rehearsal waits for a lock: behind it, others wait for us. */
const lockTimeout = 500;
/** Milliseconds that one rehearsed statement may take. */
const statementTimeout = 60_000;

/** A group tried on a server; `givenUp` says why it was not tried to the end, where others had to come first. */
export interface ServerTrial {
  readonly results: readonly StepResult[];
  readonly givenUp?: string;
  /** The session is over. */
  readonly isLost: boolean;
}

interface TrialRequest {
  readonly tools: RunTools;
  /** The convention's. */
  readonly title: string;
}

/**
 * Runs a group on a real server in a transaction, measures it, and rolls it back. A sequence that a step sets or
 * advances stays moved, since sequences know no rollback; the notes name it.
 */
export async function traceOnServer(connection: Connection, group: Group, request: TrialRequest): Promise<ServerTrial> {
  const [first] = group.steps;
  if (first.script.mode === 'none') {
    const why = 'not measured here: it runs outside a transaction, so it could not be rolled back.';
    return { results: [notRun(first, skippedStatements(first, why), first.script.notes)], isLost: false };
  }
  const before = await fingerprint(connection);
  const tried = await traceAndRollBack(connection, group, request);
  if (tried.isLost) return tried;
  const notes = await whatStayed(connection, before);
  const isTold = ({ outcome }: StepResult): boolean => outcome !== 'not-run';
  const results = tried.results.map((result) => (isTold(result) ? { ...result, notes: [...result.notes, ...notes] } : result));
  return { ...tried, results };
}

async function traceAndRollBack(connection: Connection, group: Group, { tools, title }: TrialRequest): Promise<ServerTrial> {
  const guard = guardTrace(connection, tools);
  const begun: Begun[] = [];
  try {
    const failed = await traceAll(connection, { group, begun, tools, guard, title });
    if (failed === undefined) await connection.script('SET CONSTRAINTS ALL IMMEDIATE');
    await guard.settled();
    await rollBack(connection);
    if (isAborted(guard.signal)) return { ...givenUp(guard, group, begun), isLost: false };
    if (failed === undefined) return { results: withLockTimes(begun).map((each) => endOf(each, 'done')), isLost: false };
    const last = begun.pop();
    if (last !== undefined) {
      const steps = group.steps.slice(0, begun.length + 1);
      begun.push({
        ...last,
        statements: await withRest(connection, steps, failed, { ...watchOf({ tools }, last.step), signal: guard.signal }),
      });
    }
    const { error } = failed;
    return { results: undoneWith(group, begun, { outcome: 'failed', ...(error && { error }) }), isLost: false };
  } catch (thrown) {
    const failure = failureOf(thrown);
    await guard.settled();
    const isLost = !(await rollBack(connection));
    if (isAborted(guard.signal)) return { ...givenUp(guard, group, begun), isLost };
    const path = begun.at(-1)?.step.script.path;
    const error = { ...errorOf(failure), ...(path !== undefined && { path }) };
    return { results: undoneWith(group, begun, { outcome: 'failed', error }), isLost };
  } finally {
    await guard.end();
    await resetQuietly(connection);
  }
}

interface Tracing extends TrialRequest {
  readonly group: Group;
  /** The steps that were begun are put here. */
  readonly begun: Begun[];
  readonly guard: TraceGuard;
}

/** Traces the steps one after the other in the transaction that it opens, until one does not succeed: that one's trace. */
async function traceAll(
  connection: Connection,
  { group, begun, tools, guard, title }: Tracing,
): Promise<TracedScript | undefined> {
  const { steps } = group;
  begun.push({ step: steps[0], started: tools.now(), ms: 0, statements: [] });
  const limits = `SET lock_timeout = ${lockTimeout}; SET statement_timeout = ${statementTimeout}`;
  await connection.script(limits);
  await connection.query({ text: steps[0].script.begin ?? 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE' });
  const movesSequences = steps.some(({ script }) => script.statements.some(({ text }) => /\bsetval\b/i.test(text)));
  if (movesSequences) await keepSequences(connection);
  for (const [index, step] of steps.entries()) {
    const started = tools.now();
    begun[index] = { step, started, ms: 0, statements: [] };
    const traced = await traceScript(connection, step.script, { ...watchOf({ tools }, step), signal: guard.signal });
    begun[index] = { step, started, ms: tools.now() - started, statements: traced.statements };
    if (traced.outcome !== 'done') {
      const told = withWhoBlocked(traced, guard.blockers);
      const { error } = told;
      return { ...told, ...(error && index > 0 && { error: amongOthers(error, title) }) };
    }
    if (index === steps.length - 1) break;
    await connection.reset('settings');
    await connection.script(limits);
  }
  return undefined;
}

/** Says of a lock that was not had in time who kept it. */
function withWhoBlocked(traced: TracedScript, blockers: string | undefined): TracedScript {
  const { error, statements } = traced;
  if (error === undefined) return traced;
  const last = statements.at(-1);
  const measured = last?.measured && { ...last.measured, error: withBlockers(error, blockers) };
  return {
    ...traced,
    statements: last === undefined || measured === undefined ? statements : [...statements.slice(0, -1), { ...last, measured }],
    error: withBlockers(error, blockers),
  };
}

function givenUp({ why }: TraceGuard, group: Group, begun: readonly Begun[]): Omit<ServerTrial, 'isLost'> {
  if (why === undefined) return { results: undoneWith(group, begun, { outcome: 'cancelled' }) };
  const path = begun.at(-1)?.step.script.path;
  const error = { message: why, advice: traceAdvice, ...(path !== undefined && { path }) };
  return { results: undoneWith(group, begun, { outcome: 'failed', error }), givenUp: why };
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
