import type { HistoryEvent } from '../migrations/history';
import type { ReadyStep, RunContext } from './context';
import type { RunError, StatementResult, StepResult } from './events';
import type { Group } from './groups';
import { nameOf } from './plan';
import { notRun } from './skipped';
import type { StatementResults } from './statement-results';

/** Why no other step can follow in this session: it is over, it no longer keeps other runs out, or another run came first. */
export type Stop = 'connection lost' | 'lock lost' | 'lock taken';

/** The results of a group's steps, and why no other step can follow in this session, if none can. */
export interface GroupEnd {
  readonly results: readonly StepResult[];
  readonly stop?: Stop;
}

/** A step that was begun. */
export interface Begun extends StatementResults {
  readonly step: ReadyStep;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly ms: number;
}

/** What a step's end may carry. */
export interface EndDetails {
  readonly error?: RunError;
  readonly notes?: readonly string[];
}

/** A step's end as it is reported; its script's own notes come first. */
export function endOf(
  { step: { migration, direction, script }, ms, statements, unlisted }: Begun,
  outcome: StepResult['outcome'],
  { error, notes = [] }: EndDetails = {},
): StepResult {
  const many =
    unlisted &&
    `The report lists ${statements.length} of the ${statements.length + unlisted.statements} statements that were sent.`;
  const said = [
    ...script.notes,
    ...(outcome === 'done' ? checkNotes(statements) : []),
    ...notes,
    ...(many === undefined ? [] : [many]),
  ];
  return {
    migration,
    direction,
    outcome,
    ms,
    statements: outcome === 'cancelled' ? statements.map(cutShort) : statements,
    ...(unlisted && { unlisted }),
    ...(error !== undefined && { error }),
    notes: said,
  };
}

/** The server's word for a cancel is also that for a timeout; what the user ended is no fault of the statement. */
function cutShort(result: StatementResult): StatementResult {
  const { path, at, text, measured, check, isAhead } = result;
  if (measured?.error === undefined) return result;
  const marks = { ...(check && { check }), ...(isAhead && { isAhead }) };
  return { path, at, text, ...marks, skipped: `it had run for ${Math.round(measured.ms)} ms when the run was cancelled.` };
}

/** The end of a group whose last step that was begun did not succeed: with it went whatever its transaction held. */
export function undoneWith(
  { steps }: Group,
  begun: readonly Begun[],
  last: { readonly outcome: 'failed' | 'cancelled' } & EndDetails,
): readonly StepResult[] {
  const culprit = begun.at(-1)?.step.migration;
  const how = last.outcome === 'failed' ? 'failed' : 'was cancelled';
  const why = `Rolled back: it shares its transaction with ${culprit === undefined ? 'one' : nameOf(culprit)}, which ${how}.`;
  return [
    ...begun.map((each, nth) =>
      nth === begun.length - 1 ? endOf(each, last.outcome, last) : endOf(each, 'undone', { notes: [why] }),
    ),
    ...steps.slice(begun.length).map((step) => notRun(step)),
  ];
}

/** What the history is told of a step that went well. */
export function eventOf({ run }: Pick<RunContext, 'run'>, begun: Begun): HistoryEvent {
  const { step, started, ms } = begun;
  const kind = step.direction === 'up' ? 'applied' : 'rolled-back';
  return { run, startedAt: new Date(started), kind, durationMs: ms, ...timesOf(begun) };
}

/** Of what was sent, in order; of a script with more statements than a report lists nobody keeps them. */
function timesOf({ statements, unlisted }: StatementResults): { readonly statementsMs?: readonly number[] } {
  if (unlisted !== undefined) return {};
  return { statementsMs: statements.flatMap(({ measured }) => (measured === undefined ? [] : [measured.ms])) };
}

/** What the history is told of a step that failed. */
export function failureEventOf(
  { run }: RunContext,
  begun: Begun,
  { error, isUndone }: { readonly error: RunError | undefined; readonly isUndone: boolean },
): HistoryEvent {
  const { step, started, ms, statements } = begun;
  const failed = statements.find(({ measured }) => measured?.error !== undefined);
  return {
    ...{ run, startedAt: new Date(started), kind: 'failed', direction: step.direction, durationMs: ms, isUndone },
    ...timesOf(begun),
    done: (step.resumed?.carriedOut.length ?? 0) + countDone(begun),
    ...(error !== undefined && {
      error: {
        message: error.message,
        ...(error.sqlstate !== undefined && { sqlstate: error.sqlstate }),
        ...(failed !== undefined && { statement: failed.text }),
      },
    }),
  };
}

export function countDone({ statements, unlisted }: StatementResults): number {
  const listed = statements.filter(
    ({ measured, check, isAhead }) =>
      check === undefined && isAhead !== true && measured !== undefined && measured.error === undefined,
  ).length;
  return listed + (unlisted?.statements ?? 0);
}

/** That the checks of a file hold: who reads what was done should know by what. */
function checkNotes(statements: readonly StatementResult[]): readonly string[] {
  const held = statements.filter(({ check, measured }) => check !== undefined && measured !== undefined).length;
  return held === 0 ? [] : [held === 1 ? 'Its check holds.' : `Its ${held} checks hold.`];
}
