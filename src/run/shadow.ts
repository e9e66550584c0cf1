import type { ReadyStep } from './context';
import type { StepResult } from './events';
import { onShadow, type ReplayedChain, type ShadowTools } from './on-shadow';
import { rehearse } from './rehearse';
import { extensionWords } from './replay';
import { notRun, skippedStatements } from './skipped';

/** What to replay, and what to measure behind it. */
export interface ShadowRequest extends ReplayedChain {
  readonly steps: readonly ReadyStep[];
}

/** The steps' results; a message where the chain before them could not be replayed, so that nothing is known of them. */
export interface ShadowResult {
  readonly steps: readonly StepResult[];
  readonly unknown?: string;
}

/** Replays a chain on an empty throw-away database and measures the steps that follow, with their commits. */
export async function rehearseOnShadow(request: ShadowRequest, tools: ShadowTools): Promise<ShadowResult> {
  const answer = await onShadow(request, tools, async ({ rehearsal, provided }) => {
    const steps = await rehearse(rehearsal, request.steps);
    return steps.map(
      (step, index) => unavailable(step, request.steps[index]) ?? { ...step, notes: [...step.notes, ...notesOf(provided)] },
    );
  });
  return answer.ok ? { steps: answer.value } : unknown(request, answer.why);
}

function notesOf(provided: readonly string[]): readonly string[] {
  const where = 'Measured on the embedded server, which is PostgreSQL 18 and holds none of your rows.';
  return provided.length === 0 ? [where] : [where, `Roles that the chain expects were made there: ${provided.join(', ')}.`];
}

/** A migration that fails there only for want of an extension says nothing about the target. */
function unavailable(result: StepResult, step: ReadyStep | undefined): StepResult | undefined {
  const words = result.error === undefined ? undefined : extensionWords(result.error);
  if (words === undefined || step === undefined) return undefined;
  return notRun(step, skippedStatements(step, `unknown here: ${words}`), [words]);
}

function unknown({ steps }: ShadowRequest, why: string): ShadowResult {
  return { steps: steps.map((step) => notRun(step, skippedStatements(step, `unknown here: ${why}`))), unknown: why };
}
