import type { CreateFunctionStmt, DefElem, DoStmt, Node } from '@pgsql/types';
import { hintFor } from './hints';
import type { Body, BodyPart } from './body';
import { lex } from './lexer';
import { literal, type Literal } from './literal';
import { asLongAs, Locator } from './locate';
import { hasPlaceholder, mask } from './mask';
import { steps } from './plpgsql';
import { findWord, indexAt, openParens, tokenize, type TokenText } from './ranges';
import type { Span } from './span';
import { runOnFault } from './run-on';
import { split } from './splitter';
import { isWord, tokenText } from './token';
import type { Parsed, Statement, SyntaxFault } from './statement';

/** What a body is read with. */
export interface BodyParsers {
  parse(text: string): Parsed;
  /** The tree of the one function or DO block in the text, or PostgreSQL's message, which names no place. */
  plpgsql(text: string): { readonly ok: true; readonly tree: unknown } | { readonly ok: false; readonly message: string };
}

/** The body of a statement, the fault in it, or neither where the statement has no body. */
export type BodyResult = { readonly body?: Body; readonly fault?: SyntaxFault };

/** Reads the body of CREATE FUNCTION, CREATE PROCEDURE or DO; `tree` is the statement’s own. */
export function readBody(text: string, tree: Node, parsers: BodyParsers): BodyResult {
  if ('CreateFunctionStmt' in tree) {
    const node = tree.CreateFunctionStmt;
    return node.sql_body === undefined
      ? readLiteral(text, optionsOf(node.options), 'sql', parsers)
      : readAtomic(text, node, parsers);
  }
  return 'DoStmt' in tree ? readLiteral(text, optionsOf((tree.DoStmt satisfies DoStmt).args), 'plpgsql', parsers) : {};
}

interface Options {
  readonly language?: string;
  readonly as?: { readonly value: string; readonly location: number };
}

function optionsOf(nodes: readonly Node[] | undefined): Options {
  let options: Options = {};
  for (const node of nodes ?? []) {
    if (!('DefElem' in node)) continue;
    const { defname, arg, location = 0 }: DefElem = node.DefElem;
    if (arg === undefined) continue;
    if (defname === 'language' && 'String' in arg) options = { ...options, language: (arg.String.sval ?? '').toLowerCase() };
    // A function in C has two: its file and its name there.
    const items = 'List' in arg ? (arg.List.items ?? []) : [arg];
    const first = items[0];
    if (defname === 'as' && items.length === 1 && first !== undefined && 'String' in first)
      options = { ...options, as: { value: first.String.sval ?? '', location } };
  }
  return options;
}

function readLiteral(text: string, { language: named, as }: Options, usual: string, parsers: BodyParsers): BodyResult {
  const language = named ?? usual;
  if (as === undefined) return {};
  const it = tokenize(text);
  const token = it.tokens.slice(indexAt(it, as.location)).find(({ kind }) => kind === 'string' || kind === 'dollar');
  const content = token === undefined ? undefined : literal(text, token);
  if (token === undefined || content?.value !== as.value)
    return { body: { language, at: token?.at ?? { start: 0, end: text.length }, parts: [], unread: 'its quotes' } };
  const at = placed({ start: 0, end: content.value.length }, content);
  const unread = (why: string): BodyResult => ({ body: { language, at, parts: [], unread: why } });
  if (language === 'sql') return runsOn(text, readSql(at, content, parsers));
  if (language !== 'plpgsql') return unread('its language');
  const isTemplate = hasPlaceholder(content.value);
  const readable = token.kind === 'dollar' ? text.slice(0, at.start) + mask(content.value) + text.slice(at.end) : text;
  const parsed = parsers.plpgsql(mask(readable));
  if (!parsed.ok) {
    if (isTemplate) return unread('a template');
    return isSyntax(parsed.message) ? { fault: faultIn(content, parsed.message, text, parsers) } : unread(parsed.message);
  }
  const locator = new Locator(content.value);
  const parts: BodyPart[] = [];
  for (const step of steps(parsed.tree)) {
    const span = locator.find(step);
    if (span === undefined) return unread('its text');
    const { certain } = step;
    const how = { certain, ...(step.guard && { guard: step.guard }) };
    if (step.kind === 'transaction') parts.push({ kind: 'transaction', at: placed(span, content), certain });
    else if (step.kind === 'dynamic') parts.push(...dynamic(span, how, content, parsers));
    else {
      const written = content.value.slice(span.start, span.end);
      const query = step.kind === 'perform' ? `SELECT ${written.slice('SELECT '.length)}` : asLongAs(step.query, written);
      parts.push(part({ kind: 'sql', at: span, end: span.end, text: query }, how, content, parsers));
    }
  }
  return { body: { language, at, parts } };
}

/** EXECUTE of a plain string runs what it says. */
function dynamic(span: Span, how: How, content: Literal, parsers: BodyParsers): readonly BodyPart[] {
  const tokens = lex(content.value, { body: span }).filter(({ kind }) => kind !== 'comment');
  const [token] = tokens;
  const inner = tokens.length === 1 && token !== undefined ? literal(content.value, token) : undefined;
  if (inner === undefined) return [{ kind: 'dynamic', at: placed(span, content), certain: how.certain }];
  const nested: Literal = { value: inner.value, place: (offset) => content.place(inner.place(offset)) };
  return split(inner.value).map((statement) => part(statement, how, nested, parsers));
}

/** Every statement of a body in SQL runs, one after the other. */
function readSql(at: Span, content: Literal, parsers: BodyParsers): BodyResult {
  const parts = split(content.value).map((statement) => part(statement, always, content, parsers));
  return faultOr({ language: 'sql', at, parts });
}

/** The same, or the fault that two of its statements are not parted by a semicolon. */
function runsOn(text: string, result: BodyResult): BodyResult {
  const statements = (result.body?.parts ?? []).flatMap((each) => (each.kind === 'statement' ? [each.statement] : []));
  for (const [index, next] of statements.entries()) {
    const before = statements[index - 1];
    const fault = before === undefined ? undefined : runOnFault(text, before, next);
    if (fault !== undefined) return { fault: { message: fault.message, at: fault.at } };
  }
  return result;
}

/** BEGIN ATOMIC … END, or RETURN of an expression. */
function readAtomic(text: string, node: CreateFunctionStmt, parsers: BodyParsers): BodyResult {
  const it = tokenize(text);
  const content: Literal = { value: text, place: (offset) => offset };
  const begin = it.tokens.findIndex((token, i) => isWord(text, token, 'atomic') && isWord(text, it.tokens[i - 1], 'begin'));
  const at = begin < 0 ? returned(it) : within(it, begin);
  const language = optionsOf(node.options).language ?? 'sql';
  if (at === undefined) return { body: { language, at: { start: 0, end: text.length }, parts: [], unread: 'its text' } };
  const parts = split(text, at).map((statement) => {
    const isReturn = /^return\b/i.test(statement.text);
    return part(isReturn ? { ...statement, text: `SELECT${statement.text.slice(6)}` } : statement, always, content, parsers);
  });
  return faultOr({ language, at, parts });
}

function within({ tokens }: TokenText, atomic: number): Span | undefined {
  const [first, last] = [tokens[atomic], tokens.at(-1)];
  return first === undefined || last === undefined ? undefined : { start: first.at.end, end: last.at.start };
}

function returned(it: TokenText): Span | undefined {
  const token = it.tokens[findWord(it, 'return', 0)];
  return token === undefined ? undefined : { start: token.at.start, end: it.text.length };
}

type How = Pick<Extract<BodyPart, { readonly kind: 'statement' }>, 'certain' | 'guard'>;
const always: How = { certain: true };

function part(statement: Statement, how: How, content: Literal, parsers: BodyParsers): BodyPart {
  const { start } = statement.at;
  const at = placed(statement.at, content);
  const parsed = statement.kind === 'psql' ? ({ ok: false, unread: 'psql' } as const) : parsers.parse(statement.text);
  const end = Math.max(at.end, content.place(statement.end));
  return {
    kind: 'statement',
    statement: { kind: statement.kind, at, end, text: statement.text, parsed },
    ...how,
    place: (offset) => content.place(start + offset),
  };
}

/** The first fault of the statements within is the fault of the statement around. */
function faultOr(body: Body): BodyResult {
  for (const each of body.parts) {
    if (each.kind !== 'statement' || each.statement.parsed.ok) continue;
    const { fault } = each.statement.parsed;
    if (fault === undefined) continue;
    return { fault: { ...fault, at: { start: each.place(fault.at.start), end: each.place(fault.at.end) } } };
  }
  return { body };
}

/** Messages about the text alone; what else the parser says depends on types that it does not know here. */
function isSyntax(message: string): boolean {
  return /^(?:syntax error|missing |unterminated |mismatched parentheses|unexpected end of function|trailing junk)/.test(message);
}

/**
 * PL/pgSQL's messages name a word at most, and no place. What follows the fault plays no part: every body that is cut
 * behind it fails in the same way, and none that is cut before, so the first such cut is where it is.
 */
function faultIn(content: Literal, message: string, text: string, parsers: BodyParsers): SyntaxFault {
  const { value } = content;
  const tokens = lex(value).filter(({ kind }) => kind !== 'comment');
  const word = /at or near "([^]*)"$/.exec(message)?.[1];
  // Nothing goes on with a closing parenthesis, so that a cut behind sound text fails with another message.
  const fails = (index: number): boolean => {
    const cut = value.slice(0, tokens[index]?.at.end);
    const open = ')'.repeat(Math.max(0, openParens(value, tokens.slice(0, index + 1))));
    return [`${cut} )`, `${cut}${open};`].some((body) => {
      const again = parsers.plpgsql(bodyReplaced(text, content, body));
      return !again.ok && again.message === message;
    });
  };
  const wanted = word ?? ';';
  const cuts = tokens.flatMap((token, index) => (tokenText(value, token) === wanted ? [index] : []));
  const cut = cuts[firstOf(cuts.length, (at) => fails(cuts[at] ?? 0))] ?? tokens.length;
  const index = word === undefined ? cut - 1 : cut;
  const found = tokens[index];
  if (found === undefined) return { message, at: placed({ start: 0, end: value.length }, content) };
  const hint = hintFor({ text: value, tokens, index, message, isBody: true });
  return { message, at: placed(found.at, content), ...(hint !== undefined && { hint }) };
}

/** The first index for which it holds, if it holds for all after it; `length` if for none. */
function firstOf(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The statement with another body, which may stand in quotes of its own. */
function bodyReplaced(text: string, content: Literal, body: string): string {
  const start = content.place(0);
  const end = content.place(content.value.length);
  const isDollar = text[start - 1] === '$';
  return text.slice(0, start) + (isDollar ? mask(body) : body.replaceAll("'", "''")) + text.slice(end);
}

function placed(span: Span, content: Literal): Span {
  return { start: content.place(span.start), end: content.place(span.end) };
}
