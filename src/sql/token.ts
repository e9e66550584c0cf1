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

export function token(kind: TokenKind, start: number, end: number): Token {
  return { kind, at: { start, end } };
}

export function unclosed(kind: TokenKind, start: number, end: number): Token {
  return { kind, at: { start, end }, unclosed: true };
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
