import { baseName } from '../migrations/paths';
import type { Script } from '../migrations/project';
import type { ReadyStep } from './context';

/** Whether a file is on the disk, byte by byte, as the script was read from it. */
export type IsAsRead = (script: Pick<Script, 'path' | 'bytes'>) => Promise<boolean>;

/**
 * Why steps may no longer run: a file of theirs was changed or taken away since the plan was made, as by a rebase that
 * goes on meanwhile. What runs and what is recorded is the plan's own text in any case; but then the history would have
 * what no file here has, and the user would have been shown something else than what is in the folder.
 */
export async function changedSincePlan(steps: readonly ReadyStep[], isAsRead: IsAsRead): Promise<string | undefined> {
  for (const { migration, direction } of steps) {
    const script = migration[direction];
    if (script === undefined || (await isAsRead(script))) continue;
    return `${baseName(script.path)} was changed or taken away after this run was planned, so neither it nor what comes after it was begun. Look at the status, then ask again.`;
  }
  return undefined;
}
