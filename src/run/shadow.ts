import type { Snapshot } from '../database/snapshot/snapshot';
import type { Migration } from '../migrations/project';
import type { ReadyStep } from './context';
import type { RunError, StepResult } from './events';
import type { Foresee } from './foreseen';
import { majorOf } from '../database/versions';
import { onShadow, type ReplayedChain, type Shadow, type ShadowTools } from './on-shadow';
import { rehearse } from './rehearse';
import { rehearsedSchema, schemaChange, type SchemaChange } from './rehearsed-schema';
import { replay } from './replay';
import { notRun, skippedStatements } from './skipped';
import { providedWords, withoutProvided } from './surroundings';

/** What to replay, and what to measure behind it. */
export interface ShadowRequest extends ReplayedChain {
  readonly steps: readonly ReadyStep[];
  /** Carried out in front of the steps, unmeasured; what they change in the schema counts with the steps' change. */
  readonly before?: readonly Migration[];
  readonly foresee: Foresee;
}

/** The steps' results, and what is not known of them. */
export interface ShadowResult {
  readonly steps: readonly StepResult[];
  /** Why nothing is known of some or all: the chain before them, or they themselves, could not be carried out there. */
  readonly unknown?: string;
  /** What they change in the schema, where all of them succeeded. */
  readonly schema?: SchemaChange;
  /** Where it was tried. */
  readonly engine?: string;
}

/** Replays a chain on an empty throw-away database and measures the steps that follow, with their commits. */
export async function rehearseOnShadow(request: ShadowRequest, tools: ShadowTools): Promise<ShadowResult> {
  const answer = await onShadow(request, tools, async (shadow) => {
    const rehearsed = await rehearseBehind(shadow, request);
    const notes = notesOf(shadow, request);
    const steps = rehearsed.steps.map((it) => (it.outcome === 'not-run' ? it : { ...it, notes: [...it.notes, ...notes] }));
    return { ...rehearsed, steps, engine: shadow.engine };
  });
  return answer.ok ? answer.value : unknown(request, answer.why);
}

/** Measures steps on a database that may be wrecked, and compares its schema before and after. */
export async function rehearseBehind(
  shadow: Shadow,
  request: Pick<ShadowRequest, 'steps' | 'before' | 'foresee'>,
): Promise<Omit<ShadowResult, 'engine'>> {
  const { rehearsal, surroundings, limit } = shadow;
  const { steps: wanted, foresee } = request;
  const before = await rehearsedSchema(rehearsal);
  const fault = await replay(rehearsal, request.before ?? [], surroundings);
  if (fault !== undefined) return unknown(request, limit.why ?? fault);
  const rehearsed = await rehearse({ ...rehearsal, foresee }, wanted);
  const meant = rehearsed.map((step, index) => asMeant(step, wanted[index], shadow));
  const steps = meant.map(({ step }) => step);
  const why = meant.find((it) => it.unknown !== undefined)?.unknown;
  const schema = steps.every(({ outcome }) => outcome === 'done') ? await changeSince(before, shadow) : undefined;
  return { steps, ...(why !== undefined && { unknown: why }), ...(schema !== undefined && { schema }) };
}

/** What the steps did is known by now: an end of the rehearsal while the schema is read takes nothing of that away. */
async function changeSince(before: Snapshot, { rehearsal, surroundings }: Shadow): Promise<SchemaChange | undefined> {
  try {
    const change = schemaChange(before, await rehearsedSchema(rehearsal));
    return { ...change, differences: withoutProvided(change.differences, surroundings.provided) };
  } catch {
    return undefined;
  }
}

function notesOf({ engine, surroundings, rehearsal }: Shadow, { targetVersion }: ShadowRequest): readonly string[] {
  const here = rehearsal.connection.version;
  return [
    `Measured on ${engine}, in a throw-away database that holds none of your rows.`,
    ...(targetVersion === undefined || majorOf(targetVersion) === majorOf(here)
      ? []
      : [`The target is PostgreSQL ${majorOf(targetVersion)}: what differs between the versions is not seen there.`]),
    ...providedWords(surroundings.provided),
  ];
}

/** A step as it is to be understood, and why nothing is known of it, where that is so. */
interface Meant {
  readonly step: StepResult;
  readonly unknown?: string;
}

/**
 * A step's result, with what happened to the rehearsal itself told apart: a migration that fails there only for want of
 * an extension says nothing about the target, nor does one whose time was up or whose server broke.
 */
function asMeant(step: StepResult, wanted: ReadyStep | undefined, { limit, surroundings }: Shadow): Meant {
  const { error, statements } = step;
  if (error === undefined || wanted === undefined) return { step };
  const words = surroundings.wordsFor(error);
  if (error.lost !== true) {
    if (words === undefined) return { step };
    return { step: notRun(wanted, skippedStatements(wanted, `unknown here: ${words}`), [words]), unknown: words };
  }
  const message = limit.why ?? words ?? error.message;
  const { path, statement } = error;
  const given: RunError = {
    ...{ message, ...(limit.why !== undefined && { advice: 'See whether it ever ends.' }) },
    ...(path !== undefined && { path }),
    ...(statement !== undefined && { statement }),
  };
  return {
    step: {
      ...step,
      ...{ outcome: 'cancelled', error: given },
      statements: statements.map((it) =>
        it.measured?.error === undefined ? it : { ...it, measured: { ...it.measured, error: given } },
      ),
    },
    unknown: message,
  };
}

function unknown({ steps }: Pick<ShadowRequest, 'steps'>, why: string): ShadowResult {
  return { steps: steps.map((step) => notRun(step, skippedStatements(step, `unknown here: ${why}`))), unknown: why };
}
