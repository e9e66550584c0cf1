import { lex, tokenText, type Token } from '../sql/lexer';
import type { Span } from '../sql/span';

/** Keywords in the case that the user writes: lower where the statement's first word is. */
export function keywords(model: string, sql: string): string {
  const first = /[A-Za-z]+/.exec(model)?.[0] ?? '';
  return first !== '' && first === first.toLowerCase() ? sql.toLowerCase() : sql;
}

/** The line end of a text: that of its first line. */
export function lineEndOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** The blanks before `offset` if it is the first of its line, and undefined otherwise. */
export function indentBefore(text: string, offset: number): string | undefined {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const before = text.slice(start, offset);
  return /^[ \t]*$/.test(before) ? before : undefined;
}

/** An identifier quoted where PostgreSQL could read it as anything else. */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/**
 * The name that begins at or after `offset`, as the user wrote it: `orders`, `"Order Lines"`, `billing.orders`.
 * Words in `skip` before it are passed over.
 */
function nameFrom(text: string, offset: number, skip: ReadonlySet<string> = new Set()): string | undefined {
  const tokens = lex(text, { body: { start: offset, end: text.length } }).filter(({ kind }) => kind !== 'comment');
  const first = tokens.findIndex((token) => !(token.kind === 'word' && skip.has(tokenText(text, token).toLowerCase())));
  if (!isName(tokens[first])) return undefined;
  let last = first;
  while (isDot(text, tokens[last + 1]) && isName(tokens[last + 2])) last += 2;
  const [start, end] = [tokens[first]?.at.start, tokens[last]?.at.end];
  return text.slice(start, end);
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

/** The span with the blanks before it, which go with what is taken away. */
export function withBlanksBefore(text: string, span: Span): Span {
  let start = span.start;
  while (start > 0 && /\s/.test(text.charAt(start - 1))) start--;
  return { start, end: span.end };
}

/** The span with its whole line, line end included, if the line holds nothing else. */
export function withLine(text: string, span: Span): Span {
  const indent = indentBefore(text, span.start);
  const rest = /^[ \t]*(?:\r\n|\n|\r|$)/.exec(text.slice(span.end));
  return indent === undefined || rest === null ? span : { start: span.start - indent.length, end: span.end + rest[0].length };
}

function isName(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quoted';
}

function isDot(text: string, token: Token | undefined): boolean {
  return token?.kind === 'punctuation' && tokenText(text, token) === '.';
}

/** Reserved words, https://www.postgresql.org/docs/current/sql-keywords-appendix.html, those that a column cannot be named. */
const reserved: ReadonlySet<string> = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char ' +
    'character check coalesce collate collation column concurrently constraint create cross current_catalog current_date ' +
    'current_role current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do ' +
    'else end except exists extract false fetch float for foreign freeze from full grant greatest group grouping having ilike ' +
    'in initially inner inout int integer intersect interval into is isnull join json json_array json_arrayagg json_exists ' +
    'json_object json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading least left like ' +
    'limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset ' +
    'on only or order out outer overlaps overlay placing position precision primary real references returning right row select ' +
    'session_user setof similar smallint some substring symmetric system_user table tablesample then time timestamp to ' +
    'trailing treat trim true union unique user using values varchar variadic verbose when where window with xmlattributes ' +
    'xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable'
  ).split(' '),
);
