import type { ReadStatement } from './statement';

/** How many statements two readings of a text have in common at its start and at its end, without overlap. */
export interface Alike {
  /** The same statements at the same places. */
  readonly head: number;
  /** The same statements, perhaps at other places. */
  readonly tail: number;
}

/** Compares what was read of a text with what is read of a later version of it. */
export function alike(old: readonly { readonly statement: ReadStatement }[], now: readonly ReadStatement[]): Alike {
  const least = Math.min(old.length, now.length);
  let head = 0;
  while (head < least && isSame(old[head]?.statement, now[head]) && isStill(old[head]?.statement, now[head])) head++;
  let tail = 0;
  while (tail < least - head && isSame(old[old.length - 1 - tail]?.statement, now[now.length - 1 - tail])) tail++;
  return { head, tail };
}

/** Of the same text, and read to the same tree. */
function isSame(a: ReadStatement | undefined, b: ReadStatement | undefined): boolean {
  return a === b || (a?.parsed === b?.parsed && a?.kind === b?.kind && a?.text === b?.text);
}

function isStill(a: ReadStatement | undefined, b: ReadStatement | undefined): boolean {
  return a === b || (a?.at.start === b?.at.start && a?.end === b?.end);
}
