import type { Snapshot } from '../database/snapshot/snapshot';
import type { Migration } from '../migrations/project';
import type { ReadyStep } from './context';
import type { RunError, StepResult } from './events';
import type { Foresee } from './foreseen';
import { onShadow, type ReplayedChain, type ShadowTools } from './on-shadow';
import type { RehearsalLimit } from './rehearsal-limit';
import { rehearse, type Rehearsal } from './rehearse';
import { rehearsedSchema, schemaChange, type SchemaChange } from './rehearsed-schema';
import { extensionWords, replay } from './replay';
import { notRun, skippedStatements } from './skipped';

/** What to replay, and what to measure behind it. */
export interface ShadowRequest extends ReplayedChain {
  readonly steps: readonly ReadyStep[];
  /** Carried out in front of the steps, unmeasured; what they change in the schema counts with the steps' change. */
  readonly before?: readonly Migration[];
  readonly foresee: Foresee;
}

/** The steps' results; a message where the chain before them could not be replayed, so that nothing is known of them. */
export interface ShadowResult {
  readonly steps: readonly StepResult[];
  readonly unknown?: string;
  /** What they change in the schema, where all of them succeeded. */
  readonly schema?: SchemaChange;
}

/** Replays a chain on an empty throw-away database and measures the steps that follow, with their commits. */
export async function rehearseOnShadow(request: ShadowRequest, tools: ShadowTools): Promise<ShadowResult> {
  const answer = await onShadow(request, tools, async ({ rehearsal, provided, limit }): Promise<ShadowResult> => {
    const before = await rehearsedSchema(rehearsal);
    const fault = await replay(rehearsal, request.before ?? []);
    if (fault !== undefined) return unknown(request, limit.why ?? fault);
    const rehearsed = await rehearse({ ...rehearsal, foresee: request.foresee }, request.steps);
    const steps = rehearsed.map((step, index) => {
      const meant = asMeant(step, request.steps[index], limit);
      return meant.outcome === 'not-run' ? meant : { ...meant, notes: [...meant.notes, ...notesOf(provided)] };
    });
    const schema = steps.every(({ outcome }) => outcome === 'done') ? await changeSince(before, rehearsal) : undefined;
    return { steps, ...(schema !== undefined && { schema }) };
  });
  return answer.ok ? answer.value : unknown(request, answer.why);
}

/** What the steps did is known by now: an end of the rehearsal while the schema is read takes nothing of that away. */
async function changeSince(before: Snapshot, rehearsal: Rehearsal): Promise<SchemaChange | undefined> {
  try {
    return schemaChange(before, await rehearsedSchema(rehearsal));
  } catch {
    return undefined;
  }
}

function notesOf(provided: readonly string[]): readonly string[] {
  const where = 'Measured on the embedded server, which is PostgreSQL 18 and holds none of your rows.';
  return provided.length === 0 ? [where] : [where, `Roles that the chain expects were made there: ${provided.join(', ')}.`];
}

/**
 * A step's result, with what happened to the rehearsal itself told apart: a migration that fails there only for want of
 * an extension says nothing about the target, and one whose time was up has not lost its connection.
 */
export function asMeant(result: StepResult, step: ReadyStep | undefined, { why }: RehearsalLimit): StepResult {
  const { error, statements } = result;
  if (error === undefined || step === undefined) return result;
  const words = extensionWords(error);
  if (words !== undefined) return notRun(step, skippedStatements(step, `unknown here: ${words}`), [words]);
  if (why === undefined || error.sqlstate !== undefined) return result;
  const { path, statement } = error;
  const given: RunError = {
    ...{ message: why, advice: 'See whether it ever ends.' },
    ...(path !== undefined && { path }),
    ...(statement !== undefined && { statement }),
  };
  return {
    ...result,
    error: given,
    statements: statements.map((it) =>
      it.measured?.error === undefined ? it : { ...it, measured: { ...it.measured, error: given } },
    ),
  };
}

function unknown({ steps }: ShadowRequest, why: string): ShadowResult {
  return { steps: steps.map((step) => notRun(step, skippedStatements(step, `unknown here: ${why}`))), unknown: why };
}
