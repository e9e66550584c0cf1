import type { Connect, Connection } from '../database/connection';
import { failureOf, isLost } from '../database/failure';
import { pause } from '../database/pause';
import { readTableStatistics } from '../database/table-statistics';
import type { Target } from '../database/target';
import { type TableStatistics, withRates } from '../effects/statistics';
import { reading, type Unreadable } from './reading';

export type StatisticsAnswer = { readonly ok: true; readonly statistics: TableStatistics } | Unreadable;

/** Of which target, and how long to watch its writes. */
export interface StatisticsInput {
  readonly target: Target;
  /** Seconds between two readings of the counters; 0 for one reading, which knows averages at most. */
  readonly sampleSeconds: number;
}

export interface StatisticsTools {
  readonly connect: Connect;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Reads what a target knows of its tables, through a session that cannot write. */
export function statisticsOfTarget(
  { target, sampleSeconds }: StatisticsInput,
  tools: StatisticsTools,
): Promise<StatisticsAnswer> {
  return reading(target, tools, async (connection): Promise<StatisticsAnswer> => {
    const first = await readTableStatistics(connection, tools.now);
    if (sampleSeconds === 0) return { ok: true, statistics: first };
    await pause(sampleSeconds * 1000, tools.signal);
    if (tools.signal.aborted) return { ok: false, why: 'failed', error: { message: 'Cancelled.' } };
    return { ok: true, statistics: withRates(await readTableStatistics(connection, tools.now), first) };
  });
}

/** The same in passing, through a session that has other things to do: nothing where the server refuses, such as for want of time. */
export async function statisticsInPassing(connection: Connection, now: () => number): Promise<TableStatistics | undefined> {
  try {
    return await readTableStatistics(connection, now);
  } catch (thrown) {
    if (isLost(failureOf(thrown))) throw thrown;
    return undefined;
  }
}
