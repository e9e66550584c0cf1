import type { Node } from '@pgsql/types';
import { hintFor } from './hints';
import { lex } from './lexer';
import type { Token } from './token';
import { hasPlaceholder, mask } from './mask';
import { byteOffsets, fromCodePoint, isAscii } from './positions';
import { readBody, type BodyParsers } from './read-body';
import { mendFault } from './stumble';
import type { Parsed, SyntaxFault } from './statement';
import type { Span } from './span';

/** PostgreSQL's own parser, loaded. */
export interface Parser {
  /** The tree of one statement, or why there is none. Never throws for what a user may have written. */
  parse(text: string): Parsed;
}

/** Statements longer than this, in UTF-16 units, are data: they are known by their first tokens. */
export const largestStatement = 256 * 1024;

/** Loads PostgreSQL's parser. Its WebAssembly starts at import, so nothing but this function imports it. */
export async function loadParser(): Promise<Parser> {
  const library = await import('libpg-query');
  await library.loadModule();

  const attempt = (text: string, masked: string): Parsed => {
    try {
      const statements = library.parseSync(masked).stmts ?? [];
      const tree = statements[0]?.stmt;
      if (tree === undefined) return { ok: false, unread: 'empty' };
      if (statements.length > 1) return { ok: false, fault: severalStatements(text) };
      if (!isAscii(masked)) convertLocations(tree, byteOffsets(masked));
      const { body, fault } = readBody(text, tree, parsers);
      if (fault !== undefined) return { ok: false, fault };
      return body === undefined ? { ok: true, tree } : { ok: true, tree, body };
    } catch (error) {
      if (!library.hasSqlDetails(error)) throw error;
      return { ok: false, fault: faultOf(text, error.message, error.sqlDetails?.cursorPosition ?? 0) };
    }
  };

  const parsers: BodyParsers = {
    parse: (text) => read(text),
    plpgsql(text) {
      try {
        return { ok: true, tree: library.parsePlPgSQLSync(text) };
      } catch (error) {
        // The library throws a plain Error with PostgreSQL's message, and what its WebAssembly or JSON throws is a bug.
        if (!(error instanceof Error) || error instanceof SyntaxError || error.name === 'RuntimeError') throw error;
        return { ok: false, message: error.message };
      }
    },
  };

  const read = (text: string): Parsed => {
    if (text.length > largestStatement) return { ok: false, unread: 'size' };
    const masked = maskStatement(text);
    if (isBlank(masked)) return { ok: false, unread: 'empty' };
    const parsed = attempt(text, masked);
    if (parsed.ok || !hasPlaceholder(text)) return parsed;
    // A placeholder may stand for a clause or for nothing; what it stands for is unknown, so a fault would be a guess.
    const blanked = mask(text, 'blank');
    if (!isBlank(blanked)) {
      const again = attempt(text, blanked);
      if (again.ok) return again;
    }
    return { ok: false, unread: 'template' };
  };

  const parse = (text: string): Parsed => {
    const parsed = read(text);
    if (parsed.ok || parsed.fault === undefined) return parsed;
    const mend = mendFault(text, parsed.fault, read);
    return mend === undefined ? parsed : { ok: false, fault: { ...parsed.fault, hint: mend.hint, mend } };
  };

  return { parse };
}

/** A byte order mark at the start of a file is no part of a statement; one that is stands within the file, and PostgreSQL takes it for a letter. */
function maskStatement(text: string): string {
  return text.startsWith('\ufeff') ? `\ufeff${mask(text.slice(1))}` : mask(text);
}

/** By what PostgreSQL takes for blanks: to JavaScript a no-break space is one, too. */
function isBlank(text: string): boolean {
  return /^[ \t\n\r\f\v]*$/.test(text);
}

/** Every position in the tree from UTF-8 bytes to UTF-16 units, in place: the tree is ours and fresh. */
function convertLocations(tree: Node, toUnits: (byte: number) => number): void {
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Record<string, unknown>;
    for (const key in node) {
      const field = node[key];
      if (typeof field === 'object') visit(field);
      else if (typeof field === 'number' && field > 0 && positions.has(key)) node[key] = toUnits(field);
    }
  };
  visit(tree);
}

/** The fields of the tree that hold a position. */
const positions: ReadonlySet<string> = new Set([
  'location',
  'name_location',
  'stmt_location',
  'list_start',
  'list_end',
  'rexpr_list_start',
  'rexpr_list_end',
]);

function faultOf(text: string, message: string, codePoint: number): SyntaxFault {
  const tokens = lex(text).filter((token) => token.kind !== 'comment');
  const offset = fromCodePoint(text, codePoint);
  const atEnd = message.endsWith('at end of input');
  const index = atEnd ? tokens.length - 1 : tokens.findIndex((token) => token.at.end > offset);
  const token = tokens[index < 0 ? tokens.length - 1 : index];
  const hint = token === undefined ? undefined : hintFor({ text, tokens, index: tokens.indexOf(token), message });
  const at = token === undefined ? { start: 0, end: text.length } : underline(text, token, offset, atEnd);
  return hint === undefined ? { message, at } : { message, at, hint };
}

/** The token; of one that runs over lines, such as an unclosed string, its first line. */
function underline(text: string, token: Token, offset: number, atEnd: boolean): Span {
  const start = atEnd ? token.at.start : Math.max(token.at.start, Math.min(offset, token.at.end - 1));
  if (atEnd) return token.at;
  const line = text.slice(start, token.at.end).search(/[\r\n]/);
  return { start, end: line > 0 ? start + line : token.at.end };
}

function severalStatements(text: string): SyntaxFault {
  return { message: 'several statements where one is expected', at: { start: 0, end: text.length } };
}
