import type { ReadyStep } from './context';
import type { StatementResult, StepResult } from './events';
import type { Step } from './plan';
import { reported } from './statement-results';
import { marksOf } from './validation';

/** A step that was not begun. */
export function notRun(
  { migration, direction }: Step,
  statements: readonly StatementResult[] = [],
  notes: readonly string[] = [],
): StepResult {
  return { migration, direction, outcome: 'not-run', ms: 0, statements, notes };
}

/** A step's statements, none of them run; `why` is a sentence for each. */
export function skippedStatements({ script }: ReadyStep, why: string): readonly StatementResult[] {
  return Array.from(script.statements, (statement) => {
    const { text, at } = statement;
    return { path: script.path, at, text: reported(text), skipped: why, ...marksOf(statement) };
  });
}
