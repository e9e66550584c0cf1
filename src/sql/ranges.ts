import { lex } from './lexer';
import { isWord, tokenText, type Token } from './token';
import type { Span } from './span';

/** A statement's text with its tokens, comments left out: where nodes of its tree end. All offsets count from its start. */
export interface TokenText {
  readonly text: string;
  readonly tokens: readonly Token[];
}

export function tokenize(text: string): TokenText {
  return { text, tokens: lex(text).filter((token) => token.kind !== 'comment') };
}

/** The index of the token at an offset, or of the first one after it; the number of tokens beyond the last. */
export function indexAt({ tokens }: TokenText, offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.at.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The whole text, from its first token to its last. */
export function wholeSpan({ text, tokens }: TokenText): Span {
  return { start: tokens[0]?.at.start ?? 0, end: tokens.at(-1)?.at.end ?? text.length };
}

/**
 * Past the last token of a list's element that holds token `index`: a comma, or a parenthesis that was not opened
 * within, ends it. At most `limit`, an offset.
 */
export function elementEnd(it: TokenText, index: number, limit = it.text.length): number {
  let depth = 0;
  let end = it.tokens[index]?.at.end ?? it.text.length;
  for (let i = index; i < it.tokens.length; i++) {
    const token = it.tokens[i];
    if (token === undefined || token.at.start >= limit) break;
    const mark = markOf(it, token);
    if (depth === 0 && (mark === ',' || mark === ')')) break;
    if (mark === '(' || mark === '[') depth++;
    else if (mark === ')' || mark === ']') depth--;
    end = token.at.end;
  }
  return end;
}

/** The elements of a list that begins at token `index`, each from its first token to its last. */
export function elements(it: TokenText, index: number): readonly Span[] {
  const spans: Span[] = [];
  for (let i = index; i < it.tokens.length;) {
    const start = it.tokens[i]?.at.start ?? 0;
    const end = elementEnd(it, i);
    spans.push({ start, end });
    i = indexAt(it, end);
    const token = it.tokens[i];
    if (token === undefined || markOf(it, token) !== ',') break;
    i++;
  }
  return spans;
}

/** The index of the parenthesis that closes the one at `index`, or -1. */
function closing(it: TokenText, index: number): number {
  let depth = 0;
  for (let i = index; i < it.tokens.length; i++) {
    const token = it.tokens[i];
    if (token === undefined) break;
    const mark = markOf(it, token);
    if (mark === '(') depth++;
    else if (mark === ')' && --depth === 0) return i;
  }
  return -1;
}

/** The index of the next such keyword outside of parentheses, from token `index` to offset `limit`; -1 if there is none. */
export function findWord(it: TokenText, word: string, index: number, limit = it.text.length): number {
  let depth = 0;
  for (let i = index; i < it.tokens.length; i++) {
    const token = it.tokens[i];
    if (token === undefined || token.at.start >= limit) return -1;
    const mark = markOf(it, token);
    if (mark === '(') depth++;
    else if (mark === ')') depth--;
    else if (depth === 0 && isWord(it.text, token, word)) return i;
  }
  return -1;
}

/** From the token at `start` to the last token before `limit`. */
export function trimmed(it: TokenText, start: number, limit: number): Span {
  const first = it.tokens[indexAt(it, start)]?.at.start ?? start;
  let end = first;
  for (let i = indexAt(it, start); i < it.tokens.length; i++) {
    const token = it.tokens[i];
    if (token === undefined || token.at.start >= limit) break;
    end = token.at.end;
  }
  return { start: first, end };
}

/** What stands between the first parenthesis from token `index` on and the one that closes it. */
export function insideParens(it: TokenText, index: number): Span | undefined {
  for (let i = index; i < it.tokens.length; i++) {
    const token = it.tokens[i];
    if (token === undefined || markOf(it, token) !== '(') continue;
    const close = closing(it, i);
    const last = it.tokens[close];
    return last === undefined ? undefined : trimmed(it, token.at.end, last.at.start);
  }
  return undefined;
}

/** Words that go on with a type's name: `double precision`, `timestamp with time zone`, `interval day to second`. */
const typeWords: ReadonlySet<string> = new Set(
  'precision varying with without time zone local to year month day hour minute second array'.split(' '),
);
const typeStarts: ReadonlySet<string> = new Set(
  'double character char national nchar bit time timestamp interval setof'.split(' '),
);

/** The type that begins at an offset: its name, modifiers and array bounds. */
export function typeSpan(it: TokenText, offset: number): Span {
  let i = indexAt(it, offset);
  const first = it.tokens[i];
  if (first === undefined) return { start: offset, end: offset };
  let end = first.at.end;
  let compound = isOneOf(it, first, typeStarts);
  for (i++; i < it.tokens.length; i++) {
    const token = it.tokens[i];
    if (token === undefined) break;
    const mark = markOf(it, token);
    if (mark === '(' || mark === '[') {
      const close = mark === '(' ? closing(it, i) : it.tokens.findIndex((other, at) => at > i && markOf(it, other) === ']');
      if (close < 0) break;
      i = close;
    } else if (mark === '.') {
      i++;
    } else if (it.text[token.at.start] === '%') {
      i++;
    } else if (isWord(it.text, token, 'array')) {
      compound = false;
    } else if (compound && continuesType(it, i)) {
      if (isWord(it.text, token, 'character') || isWord(it.text, token, 'char')) compound = true;
    } else if (isWord(it.text, first, 'setof') && i === indexAt(it, offset) + 1) {
      compound = isOneOf(it, token, typeStarts);
    } else break;
    end = it.tokens[Math.min(i, it.tokens.length - 1)]?.at.end ?? end;
  }
  return { start: first.at.start, end };
}

function continuesType(it: TokenText, i: number): boolean {
  const token = it.tokens[i];
  if (token === undefined) return false;
  // `WITH TIME ZONE` belongs to a type, `WITH OPTIONS` does not.
  if (isWord(it.text, token, 'with') || isWord(it.text, token, 'without')) return isWord(it.text, it.tokens[i + 1], 'time');
  return isOneOf(it, token, typeWords) || isWord(it.text, token, 'character') || isWord(it.text, token, 'char');
}

function isOneOf(it: TokenText, token: Token, words: ReadonlySet<string>): boolean {
  return token.kind === 'word' && words.has(it.text.slice(token.at.start, token.at.end).toLowerCase());
}

/** The character of a punctuation token, else nothing. */
function markOf(it: TokenText, token: Token): string {
  return token.kind === 'punctuation' ? (it.text[token.at.start] ?? '') : '';
}

/** How many parentheses the tokens leave open. */
export function openParens(text: string, tokens: readonly Token[]): number {
  let depth = 0;
  for (const token of tokens) {
    const mark = token.kind === 'punctuation' ? tokenText(text, token) : '';
    if (mark === '(') depth++;
    else if (mark === ')') depth--;
  }
  return depth;
}
