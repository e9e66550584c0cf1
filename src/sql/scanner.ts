import {
  AMPERSAND,
  BACKSLASH,
  COLON,
  COMMA,
  DOLLAR,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  LEFT_BRACE,
  LEFT_BRACKET,
  LEFT_PAREN,
  LOWER_E,
  LOWER_U,
  MINUS,
  QUOTE,
  RIGHT_BRACKET,
  RIGHT_PAREN,
  SEMICOLON,
  SLASH,
  STAR,
  UPPER_E,
  UPPER_U,
  isDigit,
  isOperator,
  isSpace,
  isStringPrefix,
  isWordStart,
} from './characters';
import { templateEnd, variableEnd } from './placeholders';
import { lineEnd } from './positions';
import { blockComment, delimited, dollarString, escapeString, type Source } from './quotes';
import type { Span } from './span';
import { token, type Token } from './token';
import { numberEnd, operatorEnd, parameterEnd, wordEnd } from './unquoted';

export interface LexOptions {
  /** The part of the text to read; all of it unless given. */
  readonly body?: Span;
  /** Off where a file sets `standard_conforming_strings = off`: a backslash escapes in every string then. */
  readonly standardStrings?: boolean;
}

/** Reads one token after another, so that whoever splits a large text need not keep them all. */
export class Scanner {
  readonly #source: Source;
  readonly #standardStrings: boolean;
  #at: number;
  /** Within `[…]` a colon is part of a slice such as `a[1:n]`, and no placeholder begins. */
  #brackets = 0;
  #last: Token | undefined;

  constructor(text: string, options: LexOptions = {}) {
    this.#source = { text, end: options.body?.end ?? text.length };
    this.#at = options.body?.start ?? 0;
    this.#standardStrings = options.standardStrings ?? true;
  }

  /** Goes on from another place, as after a fault or past the data of COPY. */
  moveTo(offset: number): void {
    this.#at = offset;
    this.#brackets = 0;
    this.#last = undefined;
  }

  /** The next token, or `undefined` at the end. */
  next(): Token | undefined {
    const { text, end } = this.#source;
    while (this.#at < end && isSpace(text.charCodeAt(this.#at))) this.#at++;
    if (this.#at >= end) return undefined;
    const token = this.#read(this.#at);
    this.#at = token.at.end;
    this.#last = token;
    return token;
  }

  #read(start: number): Token {
    const { text, end } = this.#source;
    const code = text.charCodeAt(start);
    const next = start + 1 < end ? text.charCodeAt(start + 1) : 0;
    if (code === 0xfeff && start === 0) return token('junk', start, start + 1);
    if (isWordStart(code)) return this.#word(start, code, next);
    if (isDigit(code) || (code === DOT && isDigit(next))) return token('number', start, numberEnd(this.#source, start));
    switch (code) {
      case QUOTE:
        return this.#string(start, start + 1, !this.#standardStrings);
      case DOUBLE_QUOTE:
        return delimited(this.#source, 'quoted', start, start + 1);
      case DOLLAR:
        return this.#dollar(start, next);
      case BACKSLASH:
        return token('psql', start, lineEnd(text, start, end));
      case COLON:
        return this.#colon(start, next);
      case LEFT_BRACE:
        return this.#template(start, next === LEFT_BRACE ? '}}' : undefined);
      case LEFT_BRACKET:
        this.#brackets++;
        return token('punctuation', start, start + 1);
      case RIGHT_BRACKET:
        if (this.#brackets > 0) this.#brackets--;
        return token('punctuation', start, start + 1);
      case DOT:
        return token('punctuation', start, next === DOT ? start + 2 : start + 1);
      case LEFT_PAREN:
      case RIGHT_PAREN:
      case COMMA:
        return token('punctuation', start, start + 1);
      case SEMICOLON:
        this.#brackets = 0;
        return token('punctuation', start, start + 1);
    }
    if (code === MINUS && next === MINUS) return token('comment', start, lineEnd(text, start, end));
    if (code === SLASH && next === STAR) return blockComment(this.#source, start);
    if (isOperator(code)) return token('operator', start, operatorEnd(this.#source, start));
    return token('junk', start, start + 1);
  }

  #word(start: number, code: number, next: number): Token {
    const { text, end } = this.#source;
    if (next === QUOTE) {
      // E'…' escapes with backslashes; B'', X'' and N'' do not.
      if (code === LOWER_E || code === UPPER_E) return this.#string(start, start + 2, true);
      if (isStringPrefix(code)) return this.#string(start, start + 2, !this.#standardStrings && (code === 78 || code === 110));
    }
    if (next === AMPERSAND && (code === UPPER_U || code === LOWER_U) && start + 2 < end) {
      const third = text.charCodeAt(start + 2);
      if (third === QUOTE) return this.#string(start, start + 3, false);
      if (third === DOUBLE_QUOTE) return delimited(this.#source, 'quoted', start, start + 3);
    }
    return token('word', start, wordEnd(this.#source, start));
  }

  #string(start: number, inside: number, escapes: boolean): Token {
    return escapes ? escapeString(this.#source, start, inside) : delimited(this.#source, 'string', start, inside);
  }

  #dollar(start: number, next: number): Token {
    if (isDigit(next)) return token('parameter', start, parameterEnd(this.#source, start));
    if (next === LEFT_BRACE) return this.#template(start, '}');
    return dollarString(this.#source, start);
  }

  #colon(start: number, next: number): Token {
    if (next === COLON || next === EQUALS) return token('operator', start, start + 2);
    const isPlain = this.#brackets > 0 || endsValue(this.#last, start);
    const end = isPlain ? undefined : variableEnd(this.#source, start);
    return end === undefined ? token('punctuation', start, start + 1) : token('placeholder', start, end);
  }

  #template(start: number, close: '}' | '}}' | undefined): Token {
    const end = close === undefined ? undefined : templateEnd(this.#source, start, close);
    return end === undefined ? token('junk', start, start + 1) : token('placeholder', start, end);
  }
}

/** Whether a colon at `start` stands behind a value, as between key and value in `JSON_OBJECT('a':b)`: no placeholder begins there. */
function endsValue(last: Token | undefined, start: number): boolean {
  switch (last?.kind) {
    case 'string':
    case 'dollar':
    case 'number':
      return true;
    case 'word':
    case 'quoted':
      return last.at.end === start;
    default:
      return false;
  }
}
