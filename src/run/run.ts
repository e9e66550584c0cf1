import type { Connection } from '../database/connection';
import { versionWarning, versionWords } from '../database/versions';
import { readHistory, setUpHistory } from '../database/history';
import { describeTarget } from '../database/redact';
import { changedSincePlan } from './as-planned';
import type { ReadyStep, RunContext, RunTools } from './context';
import type { RunDirection, RunReport, StepResult } from './events';
import { type Group, groupsOf } from './groups';
import { inTurns } from './in-turns';
import { RunJournal } from './journal';
import { type Journalled, journalled, tellStep } from './journalled';
import { lockKeptBy, LockWatch } from './lock-watch';
import { secondSession } from './second-session';
import { sharedSessionRefusal } from './shared-session';
import { inTransaction } from './in-transaction';
import { nameOf, type Plan, planOf } from './plan';
import { type ResumeMode, resumed } from './resume';
import { prepareScript } from './script';
import { notRun } from './skipped';
import { sentences } from './sentences';
import { statusOf } from './status';
import type { GroupEnd, Stop } from './step-end';
import { withinTime } from './total-time';
import { withUnfinished } from './unfinished';
import { type LockedInput, type LockedSession, underLock } from './under-lock';
import { withChecks } from './validation';
import { withoutTransaction } from './without-transaction';

/** What to carry out. */
export interface RunInput extends LockedInput, Journalled {
  readonly direction: RunDirection;
  /** At most so many; all pending ones, or the last one for `down` and `redo`, unless given. */
  readonly count?: number;
  /** Up to and with this version; down to but without it. */
  readonly to?: string;
  /** Of `up`: this version, and nothing before it. */
  readonly only?: string;
  /** Also what comes late, where the runner itself applies that when it is told to. */
  readonly allowLate?: boolean;
  /** The ids of the migrations that the user was shown: where others would be touched, nothing is. */
  readonly expected?: readonly string[];
  /** Goes on with a script that another run has begun and left unfinished. */
  readonly resume?: ResumeMode;
}

export type Ending = Pick<RunReport, 'outcome' | 'message' | 'page' | 'choices' | 'steps'>;

/** Steps whose scripts are read, or how the run ends for want of them. */
type ReadyPlan = { readonly ok: true; readonly steps: readonly ReadyStep[] } | { readonly ok: false; readonly ending: Ending };

/** Applies or rolls back. Never rejects for what a server says; everything that was done is in the report. */
export async function run(input: RunInput, tools: RunTools): Promise<RunReport> {
  const started = tools.now();
  const ending = await withinTime(tools, input.target.timeouts?.runMs ?? 0, async (within): Promise<Ending> => {
    const ended = await underLock(input, within, (session) => locked(input, within, session));
    return 'steps' in ended ? ended : { ...ended, steps: [] };
  });
  tools.on({ kind: 'finished', outcome: ending.outcome });
  return { direction: input.direction, target: describeTarget(input.target), ...ending, ms: tools.now() - started };
}

async function locked(input: RunInput, tools: RunTools, { connection, lock }: LockedSession): Promise<Ending> {
  const { source, target } = input;
  const { history } = source.convention;
  const stored = await readHistory(connection, history, source.migrations);
  const request = {
    source,
    target,
    status: withUnfinished(statusOf(source, stored), await tools.journal.read()),
    isResumed: input.resume !== undefined,
    ...(input.count !== undefined && { count: input.count }),
    ...(input.to !== undefined && { to: input.to }),
    ...(input.only !== undefined && { only: input.only }),
    ...(input.allowLate !== undefined && { allowLate: input.allowLate }),
  };
  const planned = await readyPlan(planOf(input.direction, request));
  if (!planned.ok) return planned.ending;
  const ready = await goingOn(connection, planned.steps, input.resume ?? 'auto');
  if (!ready.ok) return ready.ending;
  const surprise = surpriseIn(ready.steps, input);
  if (surprise !== undefined) return { outcome: 'refused', message: surprise, steps: ready.steps.map((step) => notRun(step)) };
  if (ready.steps.length === 0) return { outcome: 'nothing-to-do', steps: [] };
  const shared = sharedSessionRefusal(connection, ready.steps);
  if (shared !== undefined) return { outcome: 'refused', message: shared, steps: ready.steps.map((step) => notRun(step)) };
  tools.on({ kind: 'started', total: ready.steps.length });
  const id = tools.newId();
  const journal = new RunJournal(tools.journal, id, tools.now);
  const migrations = [...new Set(ready.steps.map(({ migration }) => migration))];
  return journalled({ ...input, command: input.direction, migrations }, { journal, now: tools.now }, async () => {
    const busy = stored.exists ? undefined : await setUpHistory(connection, history, () => lock.enter());
    if (busy !== undefined) return { outcome: 'locked', message: `Another run holds the lock: ${busy}.`, steps: [] };
    const context: RunContext = {
      ...{ tools, connection, source, target, migrations: source.migrations, lock, journal, total: ready.steps.length },
      run: { id, ...(input.git !== undefined && { git: input.git }) },
    };
    return withVersionNote(await watched(context, ready.steps), connection.version);
  });
}

/** A server that nobody has tested is told of with the first migration. */
function withVersionNote(ending: Ending, version: number): Ending {
  const [first, ...rest] = ending.steps;
  if (versionWarning(version) === undefined || first === undefined) return ending;
  return { ...ending, steps: [{ ...first, notes: [`This server is ${versionWords(version)}.`, ...first.notes] }, ...rest] };
}

/** The same steps, the first one cut down to what another run has left of it. */
async function goingOn(connection: Connection, steps: readonly ReadyStep[], mode: ResumeMode): Promise<ReadyPlan> {
  const [first, ...rest] = steps;
  if (first?.unfinished === undefined) return { ok: true, steps };
  const answer = await resumed(connection, first, { unfinished: first.unfinished, mode });
  if (answer.ok) return { ok: true, steps: [answer.step, ...rest] };
  const ending = { outcome: 'disagreement', message: answer.reason, page: 'failed-migration' } as const;
  const { choices } = answer;
  return { ok: false, ending: { ...ending, choices, steps: steps.map((step) => notRun(step)) } };
}

/** Tells meanwhile who keeps a server's session waiting. */
async function watched(context: RunContext, steps: readonly ReadyStep[]): Promise<Ending> {
  const { connection, target, tools } = context;
  // Behind a pooler nobody knows by which session a statement is carried out.
  if (target.kind !== 'server' || connection.pooled) return carryOut(context, steps);
  const watch = new LockWatch(
    () => secondSession(target, tools),
    (blockers) => tools.on({ kind: 'waiting', for: lockKeptBy(blockers) }),
  );
  try {
    return await carryOut({ ...context, watch }, steps);
  } finally {
    await watch.close();
  }
}

/** Why what would be touched is not what the user was shown: somebody else has used the database, or made a file, since. */
function surpriseIn(steps: readonly ReadyStep[], { expected, direction }: RunInput): string | undefined {
  if (expected === undefined) return undefined;
  const planned = [...new Set(steps.map(({ migration }) => migration.id))];
  const other = steps.find(({ migration }) => !expected.includes(migration.id));
  if (other === undefined && planned.length === expected.length) return undefined;
  const verb = { up: 'applied', down: 'rolled back', redo: 'rolled back and applied again', reset: 'rolled back' }[direction];
  const which =
    other === undefined
      ? `${planned.length} of ${expected.length} would be ${verb}`
      : `${nameOf(other.migration)} would be ${verb}`;
  return `Database or files have changed since this was asked for: now ${which}. Look at the status, then ask again.`;
}

/** Reads every script before the first one runs, so that nothing is begun that must stop at a fault that can be seen now. */
export async function readyPlan(plan: Plan): Promise<ReadyPlan> {
  if (plan.refused !== undefined) {
    return {
      ok: false,
      ending: {
        outcome: plan.refused.kind,
        message: plan.refused.reason,
        ...(plan.refused.page !== undefined && { page: plan.refused.page }),
        steps: plan.steps.map((step) => notRun(step)),
      },
    };
  }
  const steps: ReadyStep[] = [];
  for (const step of plan.steps) {
    const script = step.direction === 'up' ? step.migration.up : step.migration.down;
    if (script === undefined) throw new Error(`A plan has ${step.migration.id}, which has no ${step.direction} script.`);
    const prepared = await withChecks(await inTurns(prepareScript(script, plan.source.convention)), script);
    if (!prepared.ok) {
      const { error } = prepared;
      return {
        ok: false,
        ending: {
          outcome: 'refused',
          message: sentences(error.message, error.advice),
          steps: plan.steps.map((it) => (it === step ? { ...notRun(it), outcome: 'failed', error } : notRun(it))),
        },
      };
    }
    steps.push({ ...step, script: prepared.script });
  }
  return { ok: true, steps };
}

async function carryOut(context: RunContext, steps: readonly ReadyStep[]): Promise<Ending> {
  const { tools } = context;
  const results: StepResult[] = [];
  for (const group of groupsOf(steps)) {
    if (tools.signal.aborted) {
      return {
        outcome: 'cancelled',
        message: 'Cancelled.',
        steps: [...results, ...steps.slice(group.first).map((step) => notRun(step))],
      };
    }
    const changed = await changedSincePlan(group.steps, tools.isAsRead);
    if (changed !== undefined) {
      const left = steps.slice(group.first).map((step) => notRun(step));
      return { outcome: 'refused', message: changed, steps: [...results, ...left] };
    }
    const [{ migration }] = group.steps;
    tools.on({ kind: 'migration', index: group.first, total: steps.length, migration });
    const { results: ended, stop } = await carryOutGroup(context, group);
    results.push(...ended);
    for (const result of ended) {
      if (result.outcome === 'not-run') continue;
      tools.on({ kind: 'step', result });
      const [{ script, resumed }] = group.steps;
      await tellStep(context, result, { isAlone: script.mode === 'none', resumed });
    }
    const rest = steps.slice(results.length);
    const bad = ended.find(({ outcome }) => outcome === 'failed' || outcome === 'cancelled');
    if (bad === undefined && (stop === undefined || rest.length === 0)) continue;
    const isCancelled = bad?.outcome === 'cancelled';
    return {
      outcome: isCancelled ? 'cancelled' : outcomeFor(stop),
      message: isCancelled ? 'Cancelled.' : (bad?.error?.message ?? wordsFor(stop)),
      steps: [...results, ...rest.map((step) => notRun(step))],
    };
  }
  return { outcome: 'done', steps: results };
}

function carryOutGroup(context: RunContext, group: Group): Promise<GroupEnd> {
  const [first] = group.steps;
  return first.script.mode === 'none' ? withoutTransaction(context, first) : inTransaction(context, group);
}

function outcomeFor(stop: Stop | undefined): RunReport['outcome'] {
  if (stop === 'lock taken') return 'locked';
  return stop === 'connection lost' ? 'no-connection' : 'failed';
}

function wordsFor(stop: Stop | undefined): string {
  switch (stop) {
    case 'lock taken':
      return 'Another run holds the lock.';
    case 'connection lost':
      return 'The connection broke.';
    case 'lock lost':
      return 'The lock that keeps other runs out was lost during the migration, so nothing was run after it.';
    case undefined:
      return '';
  }
}
