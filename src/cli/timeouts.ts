import type { Target } from '../database/target';
import { durationMs } from '../database/timeouts';
import type { Arguments, OptionDescription } from './command';
import { UsageError } from './command';

/** How long a run's parts may take; each wins over what the target's entry in lockkeeper.json says. */
export const timeoutOptions = {
  'lock-timeout': { value: 'TIME', help: 'how long a statement waits for a lock, such as 5s (2s)' },
  'statement-timeout': { value: 'TIME', help: 'how long a statement may take, such as 10min' },
  'run-timeout': { value: 'TIME', help: 'how long the run may take as a whole, such as 1h' },
} as const satisfies Readonly<Record<string, OptionDescription>>;

/** The target with the timeouts that are given. */
export function withTimeouts(given: Arguments, target: Target, isDryRun: boolean): Target {
  const read = (name: keyof typeof timeoutOptions): number | undefined => {
    const text = given.text(name);
    if (text === undefined) return undefined;
    if (isDryRun) throw new UsageError(`A dry run has limits of its own: leave out --${name}.`);
    const ms = durationMs(text);
    if (ms === undefined) throw new UsageError(`--${name} is a time such as 500ms, 2s, 10min or 1h; “${text}” is none.`);
    return ms;
  };
  const [lockMs, statementMs, runMs] = [read('lock-timeout'), read('statement-timeout'), read('run-timeout')];
  return {
    ...target,
    timeouts: {
      ...target.timeouts,
      ...(lockMs !== undefined && { lockMs }),
      ...(statementMs !== undefined && { statementMs }),
      ...(runMs !== undefined && { runMs }),
    },
  };
}
