import { writtenDuration } from '../database/timeouts';
import type { RunTools } from './context';
import type { RunEvent, RunReport } from './events';

/** What waits for others, and leaves something half done where it is ended. */
export function isConcurrent(text: string): boolean {
  return /\bconcurrently\b/i.test(text);
}

type Ended = Pick<RunReport, 'outcome' | 'message' | 'page' | 'steps'>;

/**
 * Does `work`, and ends it as a cancel would when its time is over: the statement in hand is given up and what is in a
 * transaction rolled back. A concurrent build goes on to its end, since ending it would leave an invalid index.
 */
export async function withinTime(tools: RunTools, totalMs: number, work: (tools: RunTools) => Promise<Ended>): Promise<Ended> {
  if (totalMs === 0) return work(tools);
  const over = new AbortController();
  let isDue = false;
  let isBuilding = false;
  const timer = setTimeout(() => {
    isDue = true;
    if (!isBuilding) over.abort();
  }, totalMs);
  const on = (event: RunEvent): void => {
    tools.on(event);
    if (event.kind !== 'statement' && event.kind !== 'step') return;
    if (isDue) over.abort();
    isBuilding = event.kind === 'statement' && isConcurrent(event.text);
  };
  try {
    const ended = await work({ ...tools, on, signal: AbortSignal.any([tools.signal, over.signal]) });
    return over.signal.aborted && !tools.signal.aborted && ended.outcome === 'cancelled' ? inTime(ended, totalMs) : ended;
  } finally {
    clearTimeout(timer);
  }
}

/** What was cancelled has failed: nobody asked for its end but the clock. */
function inTime(ended: Ended, totalMs: number): Ended {
  const message = `The run took longer than ${writtenDuration(totalMs)}, the time that it may take as a whole, and was ended.`;
  const advice = 'Run again for what is left, or allow it more time: "runTimeout" of the target, or --run-timeout.';
  const steps = ended.steps.map((step) => {
    if (step.outcome !== 'cancelled') return step;
    const path = step.migration[step.direction]?.path;
    return { ...step, outcome: 'failed' as const, error: { message, advice, ...(path !== undefined && { path }) } };
  });
  return { outcome: 'failed', message, steps };
}
