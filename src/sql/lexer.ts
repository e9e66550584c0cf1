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
  PLUS,
  QUOTE,
  RIGHT_BRACKET,
  RIGHT_PAREN,
  SEMICOLON,
  SLASH,
  STAR,
  UNDERSCORE,
  UPPER_E,
  UPPER_U,
  isDigit,
  isOperator,
  isSpace,
  isStringPrefix,
  isWordStart,
} from './characters';
import type { Span } from './span';

/**
 * What a token is. `word` is a keyword or a bare identifier; `quoted` an identifier in double quotes (with its `U&`);
 * `psql` a backslash and the rest of its line; `junk` a byte order mark, a NUL or what else PostgreSQL would not take.
 */
export type TokenKind =
  | 'word'
  | 'quoted'
  | 'string'
  | 'dollar'
  | 'number'
  | 'parameter'
  | 'operator'
  | 'punctuation'
  | 'comment'
  | 'placeholder'
  | 'psql'
  | 'junk';

export interface Token {
  readonly kind: TokenKind;
  readonly at: Span;
  /** Its closing quote, tag or comment end is missing: it reaches to the end of the text. */
  readonly unclosed?: true;
}

export interface LexOptions {
  /** The part of the text to read; all of it unless given. */
  readonly body?: Span;
  /** Off where a file sets `standard_conforming_strings = off`: a backslash escapes in every string then. */
  readonly standardStrings?: boolean;
}

/**
 * The tokens of a text in order, comments included and white space left out. It reads any text to its end and never
 * fails; the rules are those of PostgreSQL's own lexer (scan.l), and of psql for backslash lines and `:name`.
 */
export function lex(text: string, options: LexOptions = {}): readonly Token[] {
  const scanner = new Scanner(text, options);
  const tokens: Token[] = [];
  for (let token = scanner.next(); token !== undefined; token = scanner.next()) tokens.push(token);
  return tokens;
}

/** The token's text, as the user wrote it. */
export function tokenText(text: string, token: Token): string {
  return text.slice(token.at.start, token.at.end);
}

/** Whether the token is that bare keyword, in any case; `word` is given in lower case. */
export function isWord(text: string, token: Token | undefined, word: string): boolean {
  return (
    token?.kind === 'word' &&
    token.at.end - token.at.start === word.length &&
    text.slice(token.at.start, token.at.end).toLowerCase() === word
  );
}

/** Reads one token after another, so that whoever splits a large text need not keep them all. */
export class Scanner {
  readonly #text: string;
  readonly #end: number;
  readonly #standardStrings: boolean;
  #at: number;
  /** Within `[…]` a colon is part of a slice such as `a[1:n]`, and no placeholder begins. */
  #brackets = 0;

  constructor(text: string, options: LexOptions = {}) {
    this.#text = text;
    this.#at = options.body?.start ?? 0;
    this.#end = options.body?.end ?? text.length;
    this.#standardStrings = options.standardStrings ?? true;
  }

  /** Goes on from another place, as after a fault or past the data of COPY. */
  moveTo(offset: number): void {
    this.#at = offset;
    this.#brackets = 0;
  }

  /** The next token, or `undefined` at the end. */
  next(): Token | undefined {
    while (this.#at < this.#end && isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
    if (this.#at >= this.#end) return undefined;
    const token = this.#read(this.#at);
    this.#at = token.at.end;
    return token;
  }

  #read(start: number): Token {
    const text = this.#text;
    const code = text.charCodeAt(start);
    const next = start + 1 < this.#end ? text.charCodeAt(start + 1) : 0;
    if (code === 0xfeff && start === 0) return token('junk', start, start + 1);
    if (isWordStart(code)) return this.#word(start, code, next);
    if (isDigit(code) || (code === DOT && isDigit(next))) return token('number', start, this.#number(start));
    switch (code) {
      case QUOTE:
        return this.#string(start, start + 1, !this.#standardStrings);
      case DOUBLE_QUOTE:
        return this.#delimited('quoted', start, start + 1, DOUBLE_QUOTE);
      case DOLLAR:
        return this.#dollar(start, next);
      case BACKSLASH:
        return token('psql', start, lineEnd(text, start, this.#end));
      case COLON:
        return this.#colon(start, next);
      case LEFT_BRACE:
        return this.#braces(start, next);
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
    if (code === MINUS && next === MINUS) return token('comment', start, lineEnd(text, start, this.#end));
    if (code === SLASH && next === STAR) return this.#blockComment(start);
    if (isOperator(code)) return token('operator', start, this.#operator(start));
    return token('junk', start, start + 1);
  }

  #word(start: number, code: number, next: number): Token {
    if (next === QUOTE) {
      // E'…' escapes with backslashes; B'', X'' and N'' do not.
      if (code === LOWER_E || code === UPPER_E) return this.#string(start, start + 2, true);
      if (isStringPrefix(code)) return this.#string(start, start + 2, !this.#standardStrings && (code === 78 || code === 110));
    }
    if (next === AMPERSAND && (code === UPPER_U || code === LOWER_U) && start + 2 < this.#end) {
      const third = this.#text.charCodeAt(start + 2);
      if (third === QUOTE) return this.#string(start, start + 3, false);
      if (third === DOUBLE_QUOTE) return this.#delimited('quoted', start, start + 3, DOUBLE_QUOTE);
    }
    const text = this.#text;
    let at = start + 1;
    for (; at < this.#end; at++) {
      const c = text.charCodeAt(at);
      if (isWordStart(c) || isDigit(c)) continue;
      // `name_${env}`: the dollar sign belongs to the placeholder.
      if (c === DOLLAR && text.charCodeAt(at + 1) !== LEFT_BRACE) continue;
      break;
    }
    return token('word', start, at);
  }

  #number(start: number): number {
    const text = this.#text;
    const rest = text.slice(start, Math.min(this.#end, start + 200));
    const match = /^(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)/.exec(rest);
    if (match) return start + match[0].length;
    const digits = (at: number): number => {
      while (
        at < this.#end &&
        (isDigit(text.charCodeAt(at)) || (text.charCodeAt(at) === UNDERSCORE && isDigit(text.charCodeAt(at + 1))))
      )
        at++;
      return at;
    };
    let at = digits(start);
    // `1..10` is two numbers with a range between, as in PL/pgSQL's FOR.
    if (text.charCodeAt(at) === DOT && text.charCodeAt(at + 1) !== DOT && at < this.#end) at = digits(at + 1);
    const code = text.charCodeAt(at);
    if (at < this.#end && (code === LOWER_E || code === UPPER_E)) {
      const sign = text.charCodeAt(at + 1);
      const first = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
      if (first < this.#end && isDigit(text.charCodeAt(first))) at = digits(first);
    }
    return at;
  }

  /** A string constant from `start`, its content from `inside`. */
  #string(start: number, inside: number, escapes: boolean): Token {
    if (!escapes) return this.#delimited('string', start, inside, QUOTE);
    let at = inside;
    for (;;) {
      while (at < this.#end && this.#text.charCodeAt(at) !== QUOTE) at += this.#text.charCodeAt(at) === BACKSLASH ? 2 : 1;
      if (at >= this.#end) return unclosed('string', start, this.#end);
      if (this.#text.charCodeAt(at + 1) === QUOTE && at + 1 < this.#end) {
        at += 2;
        continue;
      }
      // A string that goes on in the next line keeps its escapes: E'a' newline 'b\'c'.
      const more = continuation(this.#text, at + 1, this.#end);
      if (more === undefined) return token('string', start, at + 1);
      at = more;
    }
  }

  /** Up to the closing quote, where a doubled one stands for itself. */
  #delimited(kind: TokenKind, start: number, inside: number, quote: number): Token {
    const text = this.#text;
    const mark = quote === QUOTE ? "'" : '"';
    let at = inside;
    for (;;) {
      at = text.indexOf(mark, at);
      if (at < 0 || at >= this.#end) return unclosed(kind, start, this.#end);
      if (at + 1 >= this.#end || text.charCodeAt(at + 1) !== quote) return token(kind, start, at + 1);
      at += 2;
    }
  }

  #dollar(start: number, next: number): Token {
    const text = this.#text;
    if (isDigit(next)) {
      let at = start + 2;
      while (at < this.#end && isDigit(text.charCodeAt(at))) at++;
      return token('parameter', start, at);
    }
    if (next === LEFT_BRACE) {
      const close = text.indexOf('}', start);
      const ends = close >= 0 && close < lineEnd(text, start, this.#end);
      return ends ? token('placeholder', start, close + 1) : token('junk', start, start + 1);
    }
    let at = start + 1;
    if (isWordStart(next)) {
      at++;
      while (at < this.#end && (isWordStart(text.charCodeAt(at)) || isDigit(text.charCodeAt(at)))) at++;
    }
    if (at >= this.#end || text.charCodeAt(at) !== DOLLAR) return token('junk', start, start + 1);
    const tag = text.slice(start, at + 1);
    const close = text.indexOf(tag, at + 1);
    if (close < 0 || close + tag.length > this.#end) return unclosed('dollar', start, this.#end);
    return token('dollar', start, close + tag.length);
  }

  #colon(start: number, next: number): Token {
    const text = this.#text;
    if (next === COLON || next === EQUALS) return token('operator', start, start + 2);
    if (this.#brackets === 0 && start + 1 < this.#end) {
      if (isWordStart(next)) {
        let at = start + 2;
        while (at < this.#end && (isWordStart(text.charCodeAt(at)) || isDigit(text.charCodeAt(at)))) at++;
        return token('placeholder', start, at);
      }
      if (next === QUOTE || next === DOUBLE_QUOTE) {
        const close = /^['"]\w+['"]/.exec(text.slice(start + 1, Math.min(this.#end, start + 130)));
        if (close) return token('placeholder', start, start + 1 + close[0].length);
      }
    }
    return token('punctuation', start, start + 1);
  }

  #braces(start: number, next: number): Token {
    if (next === LEFT_BRACE) {
      const close = this.#text.indexOf('}}', start);
      if (close >= 0 && close < lineEnd(this.#text, start, this.#end)) return token('placeholder', start, close + 2);
    }
    return token('junk', start, start + 1);
  }

  #blockComment(start: number): Token {
    const text = this.#text;
    let depth = 1;
    let at = start + 2;
    while (at < this.#end) {
      const code = text.charCodeAt(at);
      if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
        depth++;
        at += 2;
      } else if (code === STAR && text.charCodeAt(at + 1) === SLASH && at + 1 < this.#end) {
        depth--;
        at += 2;
        if (depth === 0) return token('comment', start, at);
      } else {
        at++;
      }
    }
    return unclosed('comment', start, this.#end);
  }

  #operator(start: number): number {
    let at = start + 1;
    while (at < this.#end && isOperator(this.#text.charCodeAt(at))) {
      const code = this.#text.charCodeAt(at);
      const next = this.#text.charCodeAt(at + 1);
      // A comment ends an operator.
      if ((code === MINUS && next === MINUS) || (code === SLASH && next === STAR)) break;
      at++;
    }
    return at;
  }
}

function token(kind: TokenKind, start: number, end: number): Token {
  return { kind, at: { start, end } };
}

function unclosed(kind: TokenKind, start: number, end: number): Token {
  return { kind, at: { start, end }, unclosed: true };
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

/** The offset of the CR or LF that ends the line, or `end`. */
export function lineEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) break;
    at++;
  }
  return at;
}
