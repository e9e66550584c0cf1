import type { Migration } from '../migrations/project';
import { nameOf } from '../run/plan';
import { ask, type Verdict } from './quick-input';
import { migrationsWords } from './words';

/** What a number is asked for. */
export interface HowMany {
  readonly title: string;
  /** What could be taken, the first one first. */
  readonly from: readonly Migration[];
  /** What is done to them: «Applies». */
  readonly verb: string;
  /** What stands there at first. */
  readonly usual: number;
}

/** Asks how many, and says meanwhile which ones they are. Undefined where the user gave up. */
export async function askHowMany(question: HowMany): Promise<number | undefined> {
  const { title, from, usual } = question;
  const typed = await ask({
    title,
    prompt: `How many of ${from.length}?`,
    placeholder: String(usual),
    value: String(usual),
    check: (value) => verdictOn(value, question),
  });
  return typeof typed === 'string' ? Number(typed) : undefined;
}

/** Which ones so many are, or why it is no number of them. */
export function verdictOn(value: string, { from, verb }: Pick<HowMany, 'from' | 'verb'>): Verdict {
  const last = /^[1-9]\d*$/.test(value) ? from[Number(value) - 1] : undefined;
  if (last === undefined) return { severity: 'error', text: `A whole number from 1 to ${from.length}.` };
  const text =
    value === '1' ? `${verb} ${nameOf(last)}.` : `${verb} ${migrationsWords(Number(value))}, up to and with ${nameOf(last)}.`;
  return { severity: 'information', text };
}
