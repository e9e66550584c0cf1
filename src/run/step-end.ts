import type { HistoryEvent } from '../migrations/history';
import type { ReadyStep, RunContext } from './context';
import type { RunError, StatementResult, StepResult } from './events';

/** Why no other step can follow in this session: it is over, or it no longer keeps other runs out. */
export type Stop = 'connection lost' | 'lock lost';

/** A step's result, and why no other step can follow in this session, if none can. */
export interface StepEnd {
  readonly result: StepResult;
  readonly stop?: Stop;
}

/** What a step's end may carry. */
export interface EndDetails {
  readonly error?: RunError;
  readonly notes?: readonly string[];
  readonly stop?: Stop;
}

/** A step's end as it is reported; its script's own notes come first. */
export function endOf(
  step: ReadyStep,
  outcome: StepResult['outcome'],
  took: { readonly ms: number; readonly statements: readonly StatementResult[] },
  { error, notes = [], stop }: EndDetails,
): StepEnd {
  const { migration, direction, script } = step;
  return {
    result: { migration, direction, outcome, ...took, ...(error !== undefined && { error }), notes: [...script.notes, ...notes] },
    ...(stop !== undefined && { stop }),
  };
}

/** What the history is told of a step that went well. */
export function eventOf({ run }: RunContext, { direction }: ReadyStep, durationMs: number): HistoryEvent {
  return { run, kind: direction === 'up' ? 'applied' : 'rolled-back', durationMs };
}
