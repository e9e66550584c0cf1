import type { Target } from '../database/target';
import { wholeNumber } from './arguments';
import type { Arguments, CommandContext, OptionDescription } from './command';

/** The option of commands that may be started together with their server. */
export const waitOption: OptionDescription = { value: 'SECONDS', help: 'wait so long for a server that is not up yet' };

/**
 * Waits, where that is asked for, until the target's server lets somebody in. What comes after it says why, where it did
 * not in time.
 */
export async function waitForServer(given: Arguments, target: Target, { engine, io }: CommandContext): Promise<void> {
  const seconds = wholeNumber(given.text('wait'), 'How long to wait');
  if (seconds !== undefined) await engine.reach(target, seconds * 1000, io.signal);
}
