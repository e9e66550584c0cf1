import { describeTarget } from '../database/redact';
import type { Target } from '../database/target';
import { printable } from '../report/colour';
import type { Io } from './command';

/** At a terminal, the name that a script gives with `--confirm` is asked for, where the target's role wants it. */
export async function askForName(target: Target, { ask }: Io): Promise<string | undefined> {
  const { name, role } = target;
  if (ask === undefined || role === 'embedded' || role === 'local') return undefined;
  return (
    await ask(`This changes ${printable(describeTarget(target))}, a ${role} database. Type ${printable(name)} to go on: `)
  ).trim();
}
