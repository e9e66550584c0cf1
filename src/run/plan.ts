import type { Target } from '../database/target';
import type { Migration, Source } from '../migrations/project';

/** One migration to carry out, in order. */
export interface Step {
  readonly migration: Migration;
  readonly direction: 'up' | 'down';
}

/** Why nothing may run: `disagreement` where history and files differ, `refused` where a guard says no. */
export interface Refusal {
  readonly kind: 'disagreement' | 'refused';
  /** A sentence: what is wrong and what to do. */
  readonly reason: string;
  readonly path?: string;
}

/** What would run, in order, and why not. */
export interface Plan {
  readonly target: Target;
  readonly source: Source;
  readonly direction: 'up' | 'down';
  readonly steps: readonly Step[];
  readonly refused?: Refusal;
}
