import { throwAwayTarget } from '../database/throw-away';
import { describeTarget } from '../database/redact';
import type { Source } from '../migrations/project';
import { provideHistory } from '../database/history';
import type { ReadyStep } from './context';
import type { RunReport, StepResult } from './events';
import { onShadow, type ShadowTools } from './on-shadow';
import { planOf, type Step } from './plan';
import { longestRehearsal } from './rehearsal-limit';
import { carryOut } from './replay';
import { type Ending, readyPlan } from './run';
import { isAborted } from './signals';
import { sentences } from './sentences';
import { notRun } from './skipped';
import { statusOf } from './status';
import { providedWords } from './surroundings';

export type WholeChain =
  { readonly ok: true; readonly steps: readonly ReadyStep[] } | { readonly ok: false; readonly ending: Ending };

type Replayed = Ending & Pick<RunReport, 'shadow'>;

/** All that `up` would do to an empty database, as far as the last of these; or why it would refuse to. */
export function wholeChain(source: Source, isLast: (step: Step) => boolean = () => true): Promise<WholeChain> {
  // What keeps its history where the runner alone can make it is replayed without one.
  const status = statusOf(source, { exists: true, rows: [] });
  const plan = planOf('up', { source, target: throwAwayTarget, status });
  return readyPlan({ ...plan, steps: plan.steps.slice(0, plan.steps.findLastIndex(isLast) + 1) });
}

/** Milliseconds that so many migrations may take together. */
export const limitFor = (migrations: number): number => longestRehearsal + migrations * 5000;

/** Carries out a source's whole chain on an empty throw-away database, until one fails. The report lists no statements. */
export async function replayChain(source: Source, tools: ShadowTools): Promise<RunReport> {
  const started = tools.now();
  const ending = await replayed(source, tools);
  tools.on({ kind: 'finished', outcome: ending.outcome });
  return { direction: 'up', target: describeTarget(throwAwayTarget), ...ending, ms: tools.now() - started };
}

async function replayed(source: Source, tools: ShadowTools): Promise<Replayed> {
  const chain = await wholeChain(source);
  if (!chain.ok) return chain.ending;
  const { steps } = chain;
  if (steps.length === 0) return { outcome: 'nothing-to-do', steps: [] };
  tools.on({ kind: 'started', total: steps.length });
  const limitMs = limitFor(steps.length);
  const answer = await onShadow({ source, applied: [], limitMs }, tools, async (shadow): Promise<Replayed> => {
    const { rehearsal, surroundings, limit, engine } = shadow;
    const { history } = source.convention;
    const isKept = await provideHistory(rehearsal.connection, history, source.migrations);
    const results: StepResult[] = [];
    for (const [index, step] of steps.entries()) {
      const { migration, script } = step;
      tools.on({ kind: 'migration', index, total: steps.length, migration });
      const begun = tools.now();
      const error = await carryOut(rehearsal, step, isKept);
      const end = { migration, direction: 'up', ms: tools.now() - begun, statements: [], notes: script.notes } as const;
      if (error === undefined) {
        const result: StepResult = { ...end, outcome: 'done' };
        results.push(result);
        tools.on({ kind: 'step', result });
        continue;
      }
      const here = limit.why ?? surroundings.wordsFor(error);
      const outcome = isAborted(tools.signal) ? 'cancelled' : here === undefined ? 'failed' : 'unknown';
      const message = outcome === 'cancelled' ? 'Cancelled.' : (here ?? error.message);
      const isOver = outcome !== 'failed';
      const result: StepResult = { ...end, outcome: isOver ? 'cancelled' : outcome, error: { ...error, message } };
      tools.on({ kind: 'step', result });
      return { outcome, message, shadow: engine, steps: [...results, result, ...steps.slice(index + 1).map((it) => notRun(it))] };
    }
    const provided = sentences(...providedWords(surroundings.provided));
    return { outcome: 'done', shadow: engine, ...(provided !== '' && { message: provided }), steps: results };
  });
  if (answer.ok) return answer.value;
  const outcome = tools.signal.aborted ? 'cancelled' : 'unknown';
  return { outcome, message: answer.why, steps: steps.map((it) => notRun(it)) };
}
