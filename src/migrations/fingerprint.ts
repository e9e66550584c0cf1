import type { Script } from './project';

/** So many characters, other than blanks and comments, say too little to be a copy of anything. */
const trivial = 60;

/** Longer scripts are data, which nobody copies by mistake; and to read all of it would take its time. */
const longest = 256 * 1024;

const [lineFeed, space, minus, slash, star] = [10, 32, 45, 47, 42];

/**
 * A number that is the same for scripts whose SQL is the same, comments and blanks aside, and mostly another for others: who
 * wants to be sure compares their tokens. Undefined for what is too short, or too long, to be looked at.
 */
export function fingerprint({ text, body }: Script): number | undefined {
  if (body.end - body.start > longest) return undefined;
  let hash = 0x811c9dc5;
  let count = 0;
  for (let at = body.start; at < body.end; at++) {
    const code = text.charCodeAt(at);
    if (code <= space) continue;
    const next = text.charCodeAt(at + 1);
    if ((code === minus && next === minus) || (code === slash && next === star)) {
      at = commentEnd(text, at, body.end);
      continue;
    }
    // Case does not count in bare words.
    hash = Math.imul(hash ^ (code | 32), 0x01000193);
    count++;
  }
  return count < trivial ? undefined : hash >>> 0;
}

/** The last character of a comment, as far as that can be told without reading the SQL. */
function commentEnd(text: string, start: number, end: number): number {
  const isLine = text.charCodeAt(start) === minus;
  const found = isLine ? text.indexOf('\n', start) : text.indexOf('*/', start + 2);
  if (found < 0 || found >= end) return end;
  return text.charCodeAt(found) === lineFeed ? found : found + 1;
}
