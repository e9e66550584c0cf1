/** How long things on a target may take, in milliseconds; 0 is for ever. */
export interface Timeouts {
  /** That a statement waits for a lock. */
  readonly lockMs?: number;
  /** That a statement takes. */
  readonly statementMs?: number;
  /** That a run takes as a whole. */
  readonly runMs?: number;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
/** The greatest that PostgreSQL takes, about 24 days. */
const most = 2 ** 31 - 1;

/** Milliseconds of a duration as PostgreSQL's settings have them: `500ms`, `2s`, `10min`, `1h`; a bare number is milliseconds. */
export function durationMs(given: string | number): number | undefined {
  const [, number, unit = 'ms'] = /^\s*(\d{1,10})\s*(ms|s|min|h|d)?\s*$/.exec(String(given)) ?? [];
  if (number === undefined) return undefined;
  const ms = Number(number) * (units[unit] ?? 1);
  return ms <= most ? ms : undefined;
}

/** A duration as it is written, by the greatest unit that it is a whole number of. */
export function writtenDuration(ms: number): string {
  const [unit = 'ms', size = 1] = Object.entries(units).findLast(([, each]) => ms >= each && ms % each === 0) ?? [];
  return `${ms / size}${unit}`;
}
