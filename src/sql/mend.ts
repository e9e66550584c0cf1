import type { Stumble } from './hints';
import type { Span } from './span';

/** What makes a statement that PostgreSQL cannot parse one that it can, and changes nothing else. */
export interface Mend {
  /** What it will do: «Insert missing commas». */
  readonly title: string;
  /** What is wrong. */
  readonly hint: string;
  /** In order, and apart from one another. */
  readonly edits: readonly TextEdit[];
}

export interface TextEdit {
  readonly at: Span;
  readonly text: string;
}

/** What may be wrong where the parser stumbled, with what would mend it there. */
export type Guess = (stumble: Stumble) => readonly Mend[];

/** What the parser makes of a text: all of it is sound, or it stumbles somewhere; undefined where that is not to be told. */
export type Retry = (text: string) => 'sound' | Stumble | undefined;

/** How often the same may be wrong in one statement. */
const mostEdits = 20;

/** The mend of the first group that has one. Where two of a group would do, what was meant is unknown, and there is none. */
export function findMend(stumble: Stumble, groups: readonly (readonly Guess[])[], retry: Retry): Mend | undefined {
  for (const group of groups) {
    const found = group.flatMap((guess) => guess(stumble).flatMap((mend) => tried(mend, guess, { stumble, retry }) ?? []));
    const ways = new Set(found.map(({ edits }) => edited(stumble.text, edits)));
    if (ways.size > 0) return ways.size === 1 ? found[0] : undefined;
  }
  return undefined;
}

/** The text with the edits made. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  let made = '';
  let done = 0;
  for (const { at, text: instead } of edits) {
    made += text.slice(done, at.start) + instead;
    done = at.end;
  }
  return made + text.slice(done);
}

/** The mend, with the same again for as long as the parser stumbles over the same farther on; undefined if that leads nowhere. */
function tried(mend: Mend, guess: Guess, { stumble, retry }: { stumble: Stumble; retry: Retry }): Mend | undefined {
  const edits = [...mend.edits];
  while (edits.length > 0 && edits.length <= mostEdits) {
    const result = retry(edited(stumble.text, edits));
    if (result === 'sound') return { ...mend, edits };
    const more = result === undefined ? undefined : guess(result).find(({ title }) => title === mend.title);
    if (more === undefined) return undefined;
    // Positions in the text with its edits made become positions in the text as it is: all edits lie before.
    const grown = edits.reduce((sum, { at, text }) => sum + text.length - (at.end - at.start), 0);
    const next = more.edits.map(({ at, text }) => ({ at: { start: at.start - grown, end: at.end - grown }, text }));
    if (next.some(({ at }) => at.start < (edits.at(-1)?.at.end ?? 0))) return undefined;
    edits.push(...next);
  }
  return undefined;
}
