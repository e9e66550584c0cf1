import { isSpace, isWord, lineEnd, Scanner, type Token } from './lexer';
import type { Span } from './span';
import type { Statement } from './statement';

/**
 * The statements of a text in order. On whatever PostgreSQL can parse the boundaries are its own; elsewhere a
 * statement that cannot be finished ends where the next one plainly begins.
 */
export function split(text: string, body?: Span): readonly Statement[] {
  const statements: Statement[] = [];
  const end = body?.end ?? text.length;
  const scanner = new Scanner(text, body === undefined ? {} : { body });
  let state = newState();
  const close = (past: number): void => {
    const statement = finish(text, state, past);
    if (statement !== undefined) statements.push(statement);
    state = newState();
  };
  for (let token = scanner.next(); token !== undefined; token = scanner.next()) {
    if (token.kind === 'comment' || token.kind === 'junk') continue;
    if (token.kind === 'psql') {
      close(state.last);
      statements.push(psqlLine(text, token));
      continue;
    }
    if (text.charCodeAt(token.at.start) === SEMICOLON && token.kind === 'punctuation' && endsHere(state)) {
      const isCopy = state.isCopyFromStdin;
      close(token.at.end);
      const data = isCopy ? copyData(text, token.at.end, end) : undefined;
      if (data !== undefined) {
        const statement = statements.pop();
        if (statement !== undefined) statements.push({ ...statement, kind: 'copy', end: data.end, data: data.at });
        scanner.moveTo(data.end);
      }
      continue;
    }
    take(text, state, token);
  }
  close(state.last);
  return statements;
}

/** What has been seen of the statement in hand. */
interface State {
  start: number;
  last: number;
  /** Tokens so far. */
  count: number;
  /** The first words in lower case, enough to tell the statement's kind. */
  readonly words: string[];
  parens: number;
  /** Within BEGIN ATOMIC … END. */
  atomic: boolean;
  previous: string;
  isCopyFromStdin: boolean;
}

function newState(): State {
  return { start: -1, last: -1, count: 0, words: [], parens: 0, atomic: false, previous: '', isCopyFromStdin: false };
}

function take(text: string, state: State, token: Token): void {
  if (state.start < 0) state.start = token.at.start;
  state.last = token.at.end;
  state.count++;
  const isBare = token.kind === 'word';
  const length = token.at.end - token.at.start;
  if (token.kind === 'punctuation') {
    const code = text.charCodeAt(token.at.start);
    if (code === LEFT_PAREN) state.parens++;
    else if (code === RIGHT_PAREN && state.parens > 0) state.parens--;
    state.previous = code === SEMICOLON ? ';' : '';
    return;
  }
  if (!isBare || length > 12) {
    state.previous = '';
    return;
  }
  const word = text.slice(token.at.start, token.at.end).toLowerCase();
  if (state.words.length < 5 && state.count === state.words.length + 1) state.words.push(word);
  if (state.parens === 0) {
    if (word === 'atomic' && state.previous === 'begin' && isRoutine(state.words)) state.atomic = true;
    // The list of statements within is empty or ends with a semicolon, so this END closes it and no CASE.
    else if (word === 'end' && state.atomic && (state.previous === ';' || state.previous === 'atomic')) state.atomic = false;
    else if (word === 'stdin' && state.previous === 'from' && state.words[0] === 'copy') state.isCopyFromStdin = true;
  }
  state.previous = word;
}

/** Whether a semicolon ends the statement: only CREATE RULE may have one in parentheses. */
function endsHere(state: State): boolean {
  if (state.atomic) return false;
  return state.parens === 0 || !isCreate(state.words, ['rule']);
}

function isRoutine(words: readonly string[]): boolean {
  return isCreate(words, ['function', 'procedure']);
}

function isCreate(words: readonly string[], kinds: readonly string[]): boolean {
  if (words[0] !== 'create') return false;
  const kind = words[1] === 'or' && words[2] === 'replace' ? words[3] : words[1];
  return kind !== undefined && kinds.includes(kind);
}

function finish(text: string, state: State, past: number): Statement | undefined {
  if (state.start < 0) return undefined;
  const at = { start: state.start, end: state.last };
  return { kind: 'sql', at, end: past, text: text.slice(at.start, at.end) };
}

function psqlLine(text: string, token: Token): Statement {
  let end = token.at.end;
  while (end > token.at.start && isSpace(text.charCodeAt(end - 1))) end--;
  const at = { start: token.at.start, end };
  return { kind: 'psql', at, end, text: text.slice(at.start, end) };
}

/** The lines after COPY … FROM stdin up to `\.`; without that mark there are no data, and what follows is SQL. */
function copyData(text: string, from: number, end: number): { readonly at: Span; readonly end: number } | undefined {
  let start = lineEnd(text, from, end);
  if (start >= end) return undefined;
  start += text.charCodeAt(start) === 13 && text.charCodeAt(start + 1) === 10 ? 2 : 1;
  const mark = /^\\\.[ \t]*$/gm;
  mark.lastIndex = start;
  const match = mark.exec(text);
  if (match === null || match.index >= end) return undefined;
  return { at: { start, end: match.index }, end: match.index + 2 };
}

/** Whether the statement begins with these words; given in lower case. */
export function beginsWith(text: string, tokens: readonly Token[], words: readonly string[]): boolean {
  return words.every((word, i) => isWord(text, tokens[i], word));
}

const SEMICOLON = 59;
const LEFT_PAREN = 40;
const RIGHT_PAREN = 41;
