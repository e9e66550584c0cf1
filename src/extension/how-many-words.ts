import type { Migration } from '../migrations/project';
import { nameOf } from '../run/plan';
import type { Verdict } from './quick-input';
import { migrationsWords } from './words';

/** What a number takes some of. */
export interface Taken {
  /** The first one first. */
  readonly from: readonly Migration[];
  /** What is done to them: «Applies». */
  readonly verb: string;
}

/** Which ones so many are, or why it is no number of them. */
export function verdictOn(value: string, { from, verb }: Taken): Verdict {
  const last = /^[1-9]\d*$/.test(value) ? from[Number(value) - 1] : undefined;
  if (last === undefined) return { severity: 'error', text: `A whole number from 1 to ${from.length}.` };
  const text =
    value === '1' ? `${verb} ${nameOf(last)}.` : `${verb} ${migrationsWords(Number(value))}, up to and with ${nameOf(last)}.`;
  return { severity: 'information', text };
}
