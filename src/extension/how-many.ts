import { type Taken, verdictOn } from './how-many-words';
import { ask } from './quick-input';

/** What a number is asked for. */
export interface HowMany extends Taken {
  readonly title: string;
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
