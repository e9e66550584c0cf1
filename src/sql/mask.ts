import { lex } from './lexer';
import { Scanner } from './scanner';
import type { Span } from './span';
import type { Token } from './token';

/**
 * The text with everything that PostgreSQL's parser cannot read made harmless, of the same length, so that every
 * position holds: a byte order mark, NUL and psql's backslash commands become blanks; a placeholder becomes an
 * identifier, or blanks with `as: 'blank'`.
 */
export function mask(text: string, placeholdersAs: 'name' | 'blank' = 'name'): string {
  if (!mayNeedMask(text)) return text;
  let masked = '';
  let done = 0;
  for (const token of lex(text)) {
    const fill = filler(token, text, placeholdersAs);
    if (fill === undefined) continue;
    masked += text.slice(done, token.at.start) + fill.repeat(token.at.end - token.at.start);
    done = token.at.end;
  }
  // A NUL ends the text for the parser wherever it stands, in a comment or a string too.
  return (masked + text.slice(done)).replaceAll('\0', ' ');
}

/** Whether a placeholder of a template stands in the text, outside of strings and comments. */
export function hasPlaceholder(text: string): boolean {
  return firstPlaceholder(text) !== undefined;
}

/** The first one's place. */
export function firstPlaceholder(text: string): Span | undefined {
  if (!mayNeedMask(text)) return undefined;
  const scanner = new Scanner(text);
  let token = scanner.next();
  while (token !== undefined && token.kind !== 'placeholder') token = scanner.next();
  return token?.at;
}

/** A cheap look before the text is lexed. */
function mayNeedMask(text: string): boolean {
  return /[\0\uFEFF\\]|\$\{|\{\{|:["'A-Za-z_]/.test(text);
}

function filler(token: Token, text: string, placeholdersAs: 'name' | 'blank'): string | undefined {
  switch (token.kind) {
    case 'psql':
      return ' ';
    case 'junk': {
      const code = text.charCodeAt(token.at.start);
      return code === 0xfeff || code === 0 ? ' ' : undefined;
    }
    case 'placeholder':
      return placeholdersAs === 'name' ? 'x' : ' ';
    default:
      return undefined;
  }
}
