import type { Connection } from '../database/connection';
import { withoutIgnored } from '../database/snapshot/ignored';
import type { Snapshot } from '../database/snapshot/snapshot';
import { takeSnapshot, takeSnapshotWithin } from '../database/snapshot/take';
import type { Source } from '../migrations/project';
import { failureOf, isLost } from '../database/failure';
import { fingerprint } from '../database/fingerprint';
import { rollBack } from '../database/history';
import type { RunTools } from './context';
import { amongOthers, errorOf } from './errors';
import type { StepResult } from './events';
import type { Group } from './groups';
import { withLockTimes } from './lock-times';
import { withBlockers } from './lock-watch';
import { notRun, skippedStatements } from './skipped';
import { isAborted } from './signals';
import { longestRehearsal } from './rehearsal-limit';
import { historyOf, schemaChange, type SchemaChange } from './rehearsed-schema';
import { type Rehearsal, watchOf, withRest } from './rehearse';
import { guardTrace, type TraceGuard } from './trace-guard';
import { traceAdvice } from './trace-refusal';
import { type Begun, endOf, undoneWith } from './step-end';
import { type TracedScript, traceScript } from './traced';
import { keepSequences, whatStayed } from './what-stayed';

/** Milliseconds that a rehearsal waits for a lock: behind it, others wait for us. */
const lockTimeout = 500;
/** Milliseconds that one rehearsed statement may take, unless the whole may take longer by the user's own word. */
const statementTimeout = 60_000;

/** A group tried on a server; `givenUp` says why it was not tried to the end, where others had to come first. */
export interface ServerTrial {
  readonly results: readonly StepResult[];
  readonly givenUp?: string;
  /** The session is over. */
  readonly isLost: boolean;
  /** What it changes in the schema, where that was asked for and all of it succeeded. */
  readonly schema?: SchemaChange;
}

interface TrialRequest {
  readonly tools: RunTools;
  readonly source: Source;
  /** Whether it may call `setval`, which a rollback does not take back by itself. */
  readonly setsSequences: boolean;
  /** Whether its change of the schema is to be told. */
  readonly withSchema: boolean;
  /** Milliseconds that it may take; two minutes unless given. */
  readonly limitMs?: number;
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
  const limits = limitsOf(request);
  const tried = await traceAndRollBack(connection, group, { ...request, limits });
  if (tried.isLost) return tried;
  const notes = await whatStayed(connection, before);
  const isTold = ({ outcome }: StepResult): boolean => outcome !== 'not-run';
  const results = tried.results.map((result) => (isTold(result) ? { ...result, notes: [...result.notes, ...notes] } : result));
  return { ...tried, results };
}

/** The settings that each step begins with. */
function limitsOf({ limitMs = 0 }: TrialRequest): string {
  return `SET lock_timeout = ${lockTimeout}; SET statement_timeout = ${Math.max(statementTimeout, limitMs)}`;
}

interface Limited extends TrialRequest {
  readonly limits: string;
}

async function traceAndRollBack(connection: Connection, group: Group, request: Limited): Promise<ServerTrial> {
  const { tools, setsSequences, withSchema, source } = request;
  const schemaBefore = withSchema ? withoutIgnored(await takeSnapshot(connection), historyOf(source)) : undefined;
  const guard = guardTrace(connection, tools, request.limitMs ?? longestRehearsal);
  const begun: Begun[] = [];
  const opened = async (): Promise<void> => {
    if (setsSequences) await keepSequences(connection);
  };
  try {
    const failed = await traceAll(connection, { ...request, group, begun, guard, opened });
    let schema: SchemaChange | undefined;
    if (failed === undefined) {
      await connection.script('SET CONSTRAINTS ALL IMMEDIATE');
      if (schemaBefore !== undefined) schema = await changeSince(schemaBefore, { connection, source });
    }
    await guard.settled();
    await rollBack(connection);
    if (isAborted(guard.signal)) return { ...givenUp(guard, group, begun), isLost: false };
    if (failed === undefined) {
      const results = withLockTimes(begun).map((each) => endOf(each, 'done'));
      return { results, isLost: false, ...(schema && { schema }) };
    }
    const last = begun.pop();
    if (last !== undefined) {
      const steps = group.steps.slice(0, begun.length + 1);
      begun.push({
        ...last,
        statements: await withRest(connection, steps, failed, { ...watchOf({ tools }, last.step), signal: guard.signal, opened }),
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

/** What the open transaction has changed in the schema. Its session's role and settings are the server's own by now. */
async function changeSince(
  before: Snapshot,
  { connection, source }: Pick<Rehearsal, 'connection' | 'source'>,
): Promise<SchemaChange | undefined> {
  try {
    await connection.reset('settings');
    return schemaChange(before, withoutIgnored(await takeSnapshotWithin(connection), historyOf(source)));
  } catch (thrown) {
    // What was measured is known all the same.
    if (isLost(failureOf(thrown))) throw thrown;
    return undefined;
  }
}

interface Tracing extends Limited {
  readonly opened: () => Promise<void>;
  readonly group: Group;
  /** The steps that were begun are put here. */
  readonly begun: Begun[];
  readonly guard: TraceGuard;
}

/** Traces the steps one after the other in the transaction that it opens, until one does not succeed: that one's trace. */
async function traceAll(
  connection: Connection,
  { group, begun, tools, guard, source, limits, opened }: Tracing,
): Promise<TracedScript | undefined> {
  const { steps } = group;
  begun.push({ step: steps[0], started: tools.now(), ms: 0, statements: [] });
  await connection.script(limits);
  await connection.query({ text: steps[0].script.begin ?? 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE' });
  await opened();
  for (const [index, step] of steps.entries()) {
    const started = tools.now();
    begun[index] = { step, started, ms: 0, statements: [] };
    const traced = await traceScript(connection, step.script, { ...watchOf({ tools }, step), signal: guard.signal });
    begun[index] = { step, started, ms: tools.now() - started, statements: traced.statements };
    if (traced.outcome !== 'done') {
      const told = withWhoBlocked(traced, guard.blockers);
      const { error } = told;
      return { ...told, ...(error && index > 0 && { error: amongOthers(error, source.convention.title) }) };
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

async function resetQuietly(connection: Connection): Promise<void> {
  try {
    await connection.reset('session');
    // They outlast a rollback. The lock that keeps other runs out goes with them, so nothing may be traced behind this.
    await connection.query({ text: 'SELECT pg_advisory_unlock_all()' });
  } catch (error) {
    if (!isLost(failureOf(error))) throw error;
  }
}
