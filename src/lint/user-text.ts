import { lex } from '../sql/lexer';
import { tokenText, type Token } from '../sql/token';
import type { Span } from '../sql/span';

/** Keywords in the case that the user writes: lower where the statement's first word is. */
export function keywords(model: string, sql: string): string {
  const first = /[A-Za-z]+/.exec(model)?.[0] ?? '';
  return first !== '' && first === first.toLowerCase() ? sql.toLowerCase() : sql;
}

/** Whether a text may speak of a name, however it is written: rather once too often. */
export function mentions(text: string, name: string): boolean {
  return text.toLowerCase().includes(name.toLowerCase());
}

/** The line end of a text: that of its first line. */
export function lineEndOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** The blanks that the line of `offset` begins with. */
export function indentOfLine(text: string, offset: number): string {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** The blanks before `offset` if it is the first of its line, and undefined otherwise. */
export function indentBefore(text: string, offset: number): string | undefined {
  let start = offset;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  const before = text[start - 1];
  return before === undefined || before === '\n' || before === '\r' || before === '\uFEFF'
    ? text.slice(start, offset)
    : undefined;
}

/**
 * The name that begins at or after `offset`, as the user wrote it: `orders`, `"Order Lines"`, `billing.orders`.
 * Words in `skip` before it are passed over.
 */
function nameFrom(text: string, offset: number, skip: ReadonlySet<string> = new Set()): string | undefined {
  const span = nameSpan(text, offset, skip);
  return span === undefined ? undefined : text.slice(span.start, span.end);
}

/** Where the table's name ends behind these words, with which the statement begins. */
export function tableEnd(statement: string, words: readonly string[]): number | undefined {
  const start = findWords(statement, words, { start: 0, end: statement.length })?.end;
  return start === undefined ? undefined : nameSpan(statement, start, new Set())?.end;
}

function nameSpan(text: string, offset: number, skip: ReadonlySet<string>): Span | undefined {
  const tokens = lex(text, { body: { start: offset, end: text.length } }).filter(({ kind }) => kind !== 'comment');
  const first = tokens.findIndex((token) => !(token.kind === 'word' && skip.has(tokenText(text, token).toLowerCase())));
  if (!isName(tokens[first])) return undefined;
  let last = first;
  while (isDot(text, tokens[last + 1]) && isName(tokens[last + 2])) last += 2;
  const [start, end] = [tokens[first]?.at.start, tokens[last]?.at.end];
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** The table that an ALTER TABLE names, as the user wrote it. */
export function alteredTable(statement: string): string | undefined {
  return nameFrom(statement, 0, alterTable);
}

const alterTable = new Set(['alter', 'table', 'if', 'exists', 'only']);

/** The span from the first of these words to the last, within `body`: finds NOT NULL, whatever blanks are between. */
export function findWords(text: string, words: readonly string[], body: Span): Span | undefined {
  const tokens = lex(text, { body }).filter(({ kind }) => kind !== 'comment');
  const at = tokens.findIndex((_, index) =>
    words.every((word, offset) => {
      const token = tokens[index + offset];
      return token?.kind === 'word' && tokenText(text, token).toLowerCase() === word;
    }),
  );
  const [first, last] = [tokens[at], tokens[at + words.length - 1]];
  return first === undefined || last === undefined ? undefined : { start: first.at.start, end: last.at.end };
}

/** The span with the blanks before it, which go with what is taken away; not with those that end a comment. */
export function withBlanksBefore(text: string, span: Span): Span {
  const before = text.slice(0, span.start);
  const start = before.trimEnd().length;
  const isComment = lex(before).at(-1)?.kind === 'comment' && /[\r\n]/.test(before.slice(start));
  return isComment ? span : { start, end: span.end };
}

/** The span with its whole line, line end included, if the line holds nothing else. */
export function withLine(text: string, span: Span): Span {
  const indent = indentBefore(text, span.start);
  const rest = /^[ \t]*(?:\r\n|\n|\r|$)/.exec(text.slice(span.end));
  return indent === undefined || rest === null ? span : { start: span.start - indent.length, end: span.end + rest[0].length };
}

/** An element of a list with the comma that goes with it, the one behind it if there is one. */
export function withComma(text: string, element: Span): Span {
  const all = lex(text);
  const tokens = all.filter(({ kind }) => kind !== 'comment');
  const isComma = (token: Token | undefined): boolean => token?.kind === 'punctuation' && tokenText(text, token) === ',';
  const next = tokens.find(({ at }) => at.start >= element.end);
  // Comments behind the comma stay.
  const behind = next === undefined ? undefined : all[all.indexOf(next) + 1];
  if (isComma(next) && behind !== undefined) return { start: element.start, end: behind.at.start };
  const before = tokens.findLast(({ at }) => at.end <= element.start);
  return isComma(before) && before !== undefined ? { start: before.at.start, end: element.end } : element;
}

function isName(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quoted';
}

function isDot(text: string, token: Token | undefined): boolean {
  return token?.kind === 'punctuation' && tokenText(text, token) === '.';
}
