import { Scanner, type LexOptions } from './scanner';
import type { Token } from './token';

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
