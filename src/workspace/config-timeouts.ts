import { durationMs, type Timeouts } from '../database/timeouts';

/** The timeouts of a target's entry; `fault` is told the keys of those that are none. */
export function readTimeouts(entry: Readonly<Record<string, unknown>>, fault: (key: string) => void): Timeouts | undefined {
  const read = (key: string): number | undefined => {
    const given = entry[key];
    if (given === undefined) return undefined;
    const ms = typeof given === 'string' || typeof given === 'number' ? durationMs(given) : undefined;
    if (ms === undefined) fault(key);
    return ms;
  };
  const [lockMs, statementMs, runMs] = [read('lockTimeout'), read('statementTimeout'), read('runTimeout')];
  const timeouts = {
    ...(lockMs !== undefined && { lockMs }),
    ...(statementMs !== undefined && { statementMs }),
    ...(runMs !== undefined && { runMs }),
  };
  return Object.keys(timeouts).length === 0 ? undefined : timeouts;
}
