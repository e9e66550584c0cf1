import { BACKSLASH, DOLLAR, MINUS, QUOTE, SLASH, STAR, isDigit, isSpace, isWordStart } from './characters';
import { lineEnd } from './positions';
import { token, unclosed, type Token, type TokenKind } from './token';

/** The text being read, up to `end`. */
export interface Source {
  readonly text: string;
  readonly end: number;
}

/** A string constant from `start`, its content from `inside`, in which a backslash escapes. */
export function escapeString({ text, end }: Source, start: number, inside: number): Token {
  let at = inside;
  for (;;) {
    while (at < end && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
    if (at >= end) return unclosed('string', start, end);
    if (text.charCodeAt(at + 1) === QUOTE && at + 1 < end) {
      at += 2;
      continue;
    }
    // A string that goes on in the next line keeps its escapes: E'a' newline 'b\'c'.
    const more = continuation(text, at + 1, end);
    if (more === undefined) return token('string', start, at + 1);
    at = more;
  }
}

/** A string or a quoted identifier from `start`, up to the closing quote, where a doubled one stands for itself. */
export function delimited({ text, end }: Source, kind: TokenKind, start: number, inside: number): Token {
  const quote = text.charCodeAt(inside - 1);
  const mark = quote === QUOTE ? "'" : '"';
  let at = inside;
  for (;;) {
    at = text.indexOf(mark, at);
    if (at < 0 || at >= end) return unclosed(kind, start, end);
    if (at + 1 >= end || text.charCodeAt(at + 1) !== quote) return token(kind, start, at + 1);
    at += 2;
  }
}

/** A dollar-quoted string from its first `$`; a lone dollar sign is junk. */
export function dollarString({ text, end }: Source, start: number): Token {
  let at = start + 1;
  if (isWordStart(text.charCodeAt(at))) {
    at++;
    while (at < end && (isWordStart(text.charCodeAt(at)) || isDigit(text.charCodeAt(at)))) at++;
  }
  if (at >= end || text.charCodeAt(at) !== DOLLAR) return token('junk', start, start + 1);
  const tag = text.slice(start, at + 1);
  const close = text.indexOf(tag, at + 1);
  if (close < 0 || close + tag.length > end) return unclosed('dollar', start, end);
  return token('dollar', start, close + tag.length);
}

/** A comment between slash-star and star-slash, with those that it holds. */
export function blockComment({ text, end }: Source, start: number): Token {
  let depth = 1;
  let at = start + 2;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
      depth++;
      at += 2;
    } else if (code === STAR && text.charCodeAt(at + 1) === SLASH && at + 1 < end) {
      depth--;
      at += 2;
      if (depth === 0) return token('comment', start, at);
    } else {
      at++;
    }
  }
  return unclosed('comment', start, end);
}

/** Just inside the next part of a string constant, if blanks with a line end among them and a quote follow. */
function continuation(text: string, from: number, end: number): number | undefined {
  let at = from;
  let sawLineEnd = false;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) sawLineEnd = true;
    else if (code === MINUS && text.charCodeAt(at + 1) === MINUS && sawLineEnd) {
      at = lineEnd(text, at, end);
      continue;
    } else if (!isSpace(code)) break;
    at++;
  }
  return sawLineEnd && at < end && text.charCodeAt(at) === QUOTE ? at + 1 : undefined;
}
