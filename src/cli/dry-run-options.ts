import { durationMs } from '../database/timeouts';
import type { RunRequest } from '../workspace/engine';
import type { Arguments, OptionDescription } from './command';
import { UsageError } from './command';

/** How far a dry run that executes something may go. */
export const dryRunLimits = {
  'limit-time': { value: 'TIME', help: 'how long a dry run may take, such as 10min (2min)' },
  'limit-size': { value: 'SIZE', help: 'how large the tables may be that a trace works on, such as 2GB (100MB)' },
  'allow-outside-effects': { help: 'trace also what no rollback takes back: dblink, COPY TO PROGRAM, HTTP requests, …' },
} as const satisfies Readonly<Record<string, OptionDescription>>;

/** The limits that are given. */
export function dryRunLimitsIn(
  given: Arguments,
  isDryRun: boolean,
): Pick<RunRequest, 'limitMs' | 'traceLimitBytes' | 'allowOutsideEffects'> {
  const named = (Object.keys(dryRunLimits) as (keyof typeof dryRunLimits)[]).filter((name) => given.has(name));
  const [first] = named;
  if (first !== undefined && !isDryRun) throw new UsageError(`--${first} is for dry runs: give it with --dry-run.`);
  const [time, size] = [given.text('limit-time'), given.text('limit-size')];
  return {
    ...(time !== undefined && { limitMs: timeOf(time) }),
    ...(size !== undefined && { traceLimitBytes: bytesOf(size) }),
    ...(given.has('allow-outside-effects') && { allowOutsideEffects: true }),
  };
}

function timeOf(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined || ms === 0) throw new UsageError(`--limit-time is a time such as 90s, 10min or 1h; “${text}” is none.`);
  return ms;
}

/** As PostgreSQL counts them. */
const units: Readonly<Record<string, number>> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 };

function bytesOf(text: string): number {
  const [, number, unit = ''] = /^\s*(\d{1,6})\s*(kB|MB|GB|TB)\s*$/i.exec(text) ?? [];
  const size = units[unit.toLowerCase()];
  if (number === undefined || size === undefined) {
    throw new UsageError(`--limit-size is a size such as 500MB or 2GB; “${text}” is none.`);
  }
  return Number(number) * size;
}
