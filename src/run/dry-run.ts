import { type Bystanders, bystandersOf } from '../database/bystanders';
import type { Connection, Failure } from '../database/connection';
import { failureOf } from '../database/failure';
import { provideHistory, readHistory } from '../database/history';
import { releaseLock, takeLock } from '../database/lock';
import { describeTarget } from '../database/redact';
import type { Target } from '../database/target';
import type { Copied } from '../database/throw-away';
import type { TableStatistics } from '../effects/statistics';
import type { Migration } from '../migrations/project';
import { withBystanders } from './bystander-notes';
import type { ReadyStep, RunTools } from './context';
import type { DryRunKind, RunReport, StepResult } from './events';
import { withEstimates } from './estimated';
import { type Foresee, foresight } from './foreseen';
import { groupsOf } from './groups';
import { namedIn } from './named-in';
import { planOf } from './plan';
import { onCopy } from './on-copy';
import type { ShadowTools } from './on-shadow';
import { statisticsInPassing } from './read-statistics';
import { proveOnShadow, proveRollbacks, type RollbackProofs, type RollbackRequest } from './rollback-proof';
import { type Ending, readyPlan, type RunInput } from './run';
import { rehearseBehind, rehearseOnShadow, type ShadowRequest, type ShadowResult } from './shadow';
import { notRun, skippedStatements } from './skipped';
import { sqlScript } from './sql-script';
import { secretsOfTarget } from './signals';
import { sentences } from './sentences';
import { statusOf } from './status';
import { traceOnServer } from './trace-on-server';
import { setsSequences, traceRefusal } from './trace-refusal';

/** What a dry run needs besides: databases that may be wrecked. */
export interface DryRunTools extends RunTools, Pick<ShadowTools, 'fresh' | 'prelude'> {
  readonly copyOf: (target: Extract<Target, { kind: 'embedded' }>) => Promise<Copied>;
  /** Told what the target knows of its tables; answers the same with what earlier readings add to it. */
  readonly onStatistics: (reading: TableStatistics) => Promise<TableStatistics>;
}

export interface DryRunInput extends RunInput {
  readonly kind: DryRunKind;
  /** A trace that is refused, or given up for the sake of others, becomes a rehearsal on the shadow, which says so. */
  readonly orShadow?: boolean;
  /** Bytes that the tables which a trace on a server touches may have together; 100 MB unless given. */
  readonly traceLimitBytes?: number;
  /** Milliseconds that a rehearsal may take; two minutes unless given. */
  readonly limitMs?: number;
  /** A trace on a server also carries out what no rollback takes back. */
  readonly allowOutsideEffects?: boolean;
}

type DryEnding = Ending & Pick<RunReport, 'script' | 'dryRun' | 'schema' | 'shadow'>;

/** How a trace on a server ended; `untraced` says why nothing could be told of the target by it. */
interface ServerTrace {
  readonly ending: DryEnding;
  readonly untraced?: string;
}

const cancelledEarly: DryEnding = { outcome: 'cancelled', message: 'Cancelled.', steps: [] };

/** What is known once the target's history has been read. */
interface Prepared {
  readonly input: DryRunInput;
  readonly tools: DryRunTools;
  readonly steps: readonly ReadyStep[];
  /** What the target has, in order. */
  readonly applied: readonly Migration[];
  readonly foresee: Foresee;
  /** Adds what the steps' effects mean for the target's tables. */
  readonly estimated: (ending: DryEnding) => Promise<DryEnding>;
  /** What on a server works along with its changes. */
  readonly bystanders?: Bystanders;
  /** The target's `server_version_num`. */
  readonly version: number;
}

/** Rehearses a run; nothing of it stays. Never rejects for what a server says. */
export async function dryRun(input: DryRunInput, tools: DryRunTools): Promise<RunReport> {
  const started = tools.now();
  const ending = await connected(input, tools);
  tools.on({ kind: 'finished', outcome: ending.outcome });
  return {
    direction: input.direction,
    dryRun: input.kind,
    target: describeTarget(input.target),
    ...ending,
    ms: tools.now() - started,
  };
}

async function connected(input: DryRunInput, tools: DryRunTools): Promise<DryEnding> {
  const { target, kind } = input;
  const onTarget = kind === 'trace' && target.kind === 'server';
  tools.on({ kind: 'waiting', for: `a connection to ${describeTarget(target)}` });
  const answer = await tools.connect(target, { purpose: onTarget ? 'write' : 'read', signal: tools.signal });
  if (!answer.ok && tools.signal.aborted) return cancelledEarly;
  if (!answer.ok) return noConnection(answer.failure);
  const { connection } = answer;
  let prepared: Prepared | DryEnding;
  let untraced: string | undefined;
  try {
    prepared = await prepare(input, tools, connection);
    if ('outcome' in prepared) return prepared;
    if (onTarget) {
      const traced = await traceServer(prepared, connection);
      if (traced.untraced === undefined || input.orShadow !== true) return await told(prepared, traced.ending);
      ({ untraced } = traced);
    }
  } catch (thrown) {
    const failure = failureOf(thrown, secretsOfTarget(input));
    if (tools.signal.aborted) return { outcome: 'cancelled', message: 'Cancelled.', steps: [] };
    if (failure.kind === 'connection') return noConnection(failure);
    const { message, page } = failure;
    return { outcome: 'failed', message, ...(page !== undefined && { page }), steps: [] };
  } finally {
    await connection.close();
  }
  if (untraced !== undefined) return told(prepared, await insteadOfTrace(prepared, untraced));
  return told(prepared, await (kind === 'shadow' ? onShadow(prepared) : onCopyOf(prepared, target)));
}

/** The same ending with what is known of the target itself: its tables' sizes, and what works along with its changes. */
function told({ input, steps, estimated, bystanders }: Prepared, ending: DryEnding): Promise<DryEnding> {
  // Where a trace is refused nothing was tried, and nothing works along.
  if (bystanders === undefined || ending.outcome === 'refused') return estimated(ending);
  const noted = withBystanders(ending.steps, { found: bystanders, steps }, ending.dryRun ?? input.kind);
  return estimated({ ...ending, steps: noted });
}

/** Reads the history and makes the plan; the kinds that run nothing are done with that. */
async function prepare(input: DryRunInput, tools: DryRunTools, connection: Connection): Promise<Prepared | DryEnding> {
  const { source, target } = input;
  const stored = await readHistory(connection, source.convention.history, source.migrations);
  const status = statusOf(source, stored);
  const request = {
    ...{ source, target, status },
    ...(input.allowLate !== undefined && { allowLate: input.allowLate }),
    ...(input.count !== undefined && { count: input.count }),
    ...(input.to !== undefined && { to: input.to }),
    ...(input.only !== undefined && { only: input.only }),
  };
  const ready = await readyPlan(planOf(input.direction, request));
  if (!ready.ok) return ready.ending;
  const { steps } = ready;
  if (steps.length === 0) return { outcome: 'nothing-to-do', steps: [] };
  tools.on({ kind: 'started', total: steps.length });
  const applied = status.migrations.filter(({ state }) => state.kind === 'applied' || state.kind === 'changed');
  const had = applied.map(({ migration }) => migration);
  const foresee = foresight(source, had);
  const statistics = input.kind === 'sql' ? undefined : await statisticsInPassing(connection, tools.now);
  const known = statistics && (await tools.onStatistics(statistics));
  const { version } = connection;
  const estimated = async (ending: DryEnding): Promise<DryEnding> => {
    if (known === undefined || known.relations.size === 0) return ending;
    return { ...ending, steps: withEstimates(ending.steps, await foresee(steps, version), known) };
  };
  const listed = (): readonly StepResult[] =>
    steps.map((step) => notRun(step, skippedStatements(step, 'only listed.'), step.script.notes));
  switch (input.kind) {
    case 'list':
      return estimated({ outcome: 'done', steps: listed() });
    case 'sql': {
      const script = sqlScript({ source, steps, place: connection, hasHistory: stored.exists, runId: tools.newId() });
      return { outcome: 'done', steps: listed(), script };
    }
    case 'trace':
    case 'shadow': {
      const names = [...new Set(steps.flatMap(({ script }) => namedIn(script)))];
      const bystanders = target.kind === 'server' ? await bystandersOf(connection, names) : undefined;
      return { input, tools, steps, applied: had, foresee, version, estimated, ...(bystanders && { bystanders }) };
    }
  }
}

/**
 * On a server the first group alone can be measured truthfully: the next ones would have to find it committed. They are
 * measured on a shadow instead, and say so.
 */
async function traceServer(prepared: Prepared, connection: Connection): Promise<ServerTrace> {
  const { input, tools, applied, foresee } = prepared;
  const steps = await foresee(prepared.steps, connection.version);
  const [group] = groupsOf(steps);
  if (group === undefined) return { ending: { outcome: 'nothing-to-do', steps: [] } };
  const [first] = group.steps;
  const rest = steps.slice(group.steps.length);
  const refusal = await traceRefusal(connection, group, input);
  if (refusal !== undefined) {
    const { reason, advice, step = first, error } = refusal;
    const failed: readonly StepResult[] = error === undefined ? [] : [{ ...notRun(step), outcome: 'failed', error }];
    return { ending: { outcome: 'refused', message: sentences(reason, advice), steps: failed }, untraced: reason };
  }
  const { keys } = input.source.convention.history.lock(connection);
  const lock = await takeLock(connection, keys, {
    deadlineMs: input.lockDeadlineMs ?? 5000,
    onWait: (holder) => tools.on({ kind: 'waiting', for: `the lock that ${holder} holds` }),
    ...{ random: tools.random, now: tools.now, signal: tools.signal },
  });
  if (!lock.ok && lock.why === 'cancelled') return { ending: cancelledEarly };
  if (!lock.ok)
    return {
      ending: { outcome: 'locked', message: `Another run holds the lock: ${lock.holder}.`, page: 'lock-held', steps: [] },
    };
  tools.on({ kind: 'migration', index: 0, total: steps.length, migration: first.migration });
  const { results, givenUp, isLost, schema } = await traceOnServer(connection, group, {
    ...{ tools, source: input.source, withSchema: rest.length === 0 },
    setsSequences: await setsSequences(connection, group.steps),
    ...(input.limitMs !== undefined && { limitMs: input.limitMs }),
  });
  if (givenUp === undefined || input.orShadow !== true) for (const result of results) tools.on({ kind: 'step', result });
  if (!isLost) await releaseLock(connection, keys);
  const isOver = results.some(({ outcome }) => outcome === 'failed' || outcome === 'cancelled');
  if (isOver || rest.length === 0) {
    const why = 'not measured: what comes before it did not succeed.';
    const ending = endingOf([...results, ...rest.map((step) => notRun(step, skippedStatements(step, why)))]);
    return { ending: { ...ending, ...(schema && { schema }) }, ...(givenUp !== undefined && { untraced: givenUp }) };
  }
  const behind =
    input.direction === 'up' ? { before: group.steps.map(({ migration }) => migration), steps: rest } : { before: [], steps };
  const shadow = await rehearseOnShadow({ ...shadowOf(prepared), applied, ...behind }, tools);
  const later = input.direction === 'up' ? shadow.steps : shadow.steps.slice(results.length);
  const { unknown, engine, schema: change } = shadow;
  const ending = endingOf([...results, ...later], unknown);
  return { ending: { ...ending, ...(engine && { shadow: engine }), ...(change && { schema: change }) } };
}

function shadowOf({ input, foresee, version }: Prepared): Omit<ShadowRequest, 'applied' | 'steps'> {
  const { source, limitMs } = input;
  return { source, foresee, targetVersion: version, ...(limitMs !== undefined && { limitMs }) };
}

async function onShadow(prepared: Prepared): Promise<DryEnding> {
  const { tools, steps, applied } = prepared;
  const shadow = await rehearseOnShadow({ ...shadowOf(prepared), applied, steps }, tools);
  return rehearsed(shadow, prepared, (request) => proveOnShadow({ ...request, applied }, tools));
}

type Prove = (request: Omit<RollbackRequest, 'applied'>) => Promise<RollbackProofs>;

/** How a rehearsal on a throw-away database ended, with the proofs of what it applied. */
async function rehearsed(result: ShadowResult, prepared: Prepared, prove: Prove): Promise<DryEnding> {
  const { input, tools } = prepared;
  const steps = input.direction === 'up' ? await withProofs(result.steps, prepared, prove) : result.steps;
  const { unknown, schema, engine } = result;
  const ending = { ...endingOf(steps, unknown), ...(engine !== undefined && { shadow: engine }) };
  if (tools.signal.aborted) return { ...ending, outcome: 'cancelled', message: 'Cancelled.' };
  return { ...ending, ...(schema !== undefined && { schema }) };
}

/** The same steps, and of those that would be applied whether they can be rolled back. A repeatable one has no way back. */
async function withProofs(steps: readonly StepResult[], prepared: Prepared, prove: Prove): Promise<readonly StepResult[]> {
  const chain = steps.filter(({ outcome }) => outcome === 'done').map(({ migration }) => migration);
  const isMeant = ({ isRepeatable }: Migration): boolean => isRepeatable !== true;
  const { source, limitMs } = prepared.input;
  const { version } = prepared;
  const proofs = await prove({ source, chain, isMeant, targetVersion: version, ...(limitMs !== undefined && { limitMs }) });
  return steps.map((step) => {
    const rollback = proofs.get(step.migration.id);
    return rollback === undefined ? step : { ...step, rollback };
  });
}

/** What the user asked to know is told as far as it can be, and the report says on what it was tried. */
async function insteadOfTrace(prepared: Prepared, why: string): Promise<DryEnding> {
  const { message, ...ending } = await onShadow(prepared);
  const instead = `${why} So it was tried on a throw-away database instead, which holds none of your rows.`;
  const said = ending.outcome === 'done' || ending.outcome === 'unknown' ? message : undefined;
  return { ...ending, dryRun: 'shadow', message: sentences(instead, said) };
}

/** The embedded target's own rows, locks and commits, on a copy of its files; a second copy is for the proofs. */
async function onCopyOf(prepared: Prepared, target: Target): Promise<DryEnding> {
  if (target.kind !== 'embedded') throw new Error('Only an embedded target has files to copy.');
  const { input, tools, steps, foresee } = prepared;
  const copied = { source: input.source, target, ...(input.limitMs !== undefined && { limitMs: input.limitMs }) };
  const answer = await onCopy({ ...copied, first: [] }, tools, async (copy) => {
    const { source } = input;
    await provideHistory(copy.rehearsal.connection, source.convention.history, source.migrations);
    return rehearseBehind(copy, { steps, foresee });
  });
  if (answer.ok)
    return rehearsed(answer.value, prepared, (request) =>
      proveRollbacks(request, tools, (first, work) => onCopy({ ...copied, first }, tools, work)),
    );
  if (tools.signal.aborted) return cancelledEarly;
  return answer.failure === undefined ? { outcome: 'unknown', message: answer.why, steps: [] } : noConnection(answer.failure);
}

function endingOf(steps: readonly StepResult[], unknown?: string): DryEnding {
  const bad = steps.find(({ outcome }) => outcome === 'failed' || outcome === 'cancelled');
  if (unknown !== undefined && bad?.outcome !== 'failed') return { outcome: 'unknown', message: unknown, steps };
  if (bad === undefined) return { outcome: 'done', steps };
  return {
    outcome: bad.outcome === 'cancelled' ? 'cancelled' : 'failed',
    ...(bad.error !== undefined && { message: bad.error.message }),
    steps,
  };
}

function noConnection({ kind, message, advice, page }: Failure): DryEnding {
  return {
    outcome: kind === 'locked' ? 'locked' : 'no-connection',
    message: sentences(message, advice),
    ...(page !== undefined && { page }),
    steps: [],
  };
}
