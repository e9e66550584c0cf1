import type { ReadyStep } from './context';

/** Steps that are carried out as one: a single one, or all that share the transaction of their run. */
export interface Group {
  readonly steps: readonly [ReadyStep, ...ReadyStep[]];
  /** Its first step's place among all of the run. */
  readonly first: number;
}

/**
 * Steps in their order, those that follow one another in the transaction of the run, in one direction, taken
 * together.
 */
export function groupsOf(steps: readonly ReadyStep[]): readonly Group[] {
  const groups: { readonly steps: [ReadyStep, ...ReadyStep[]]; readonly first: number }[] = [];
  for (const [index, step] of steps.entries()) {
    const last = groups.at(-1);
    if (step.script.mode === 'run' && last?.steps[0].script.mode === 'run' && last.steps[0].direction === step.direction)
      last.steps.push(step);
    else groups.push({ steps: [step], first: index });
  }
  return groups;
}
