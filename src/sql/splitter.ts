import { isSpace, SEMICOLON } from './characters';
import { lineEnd } from './positions';
import { Scanner } from './scanner';
import type { Token } from './token';
import { beginsAnother, beginsLine, nextStart } from './resync';
import type { Span } from './span';
import { endsAtSemicolon, inHand, newProgress, take, type Progress } from './progress';
import type { Statement } from './statement';

/**
 * The statements of a text in order. On whatever PostgreSQL can parse the boundaries are its own. Elsewhere a statement
 * that is never finished ends where the next one plainly begins, so that one fault does not blind the rest.
 */
export function split(text: string, body: Span = { start: 0, end: text.length }): readonly Statement[] {
  return splitWhole(text, body).statements;
}

/** The same, with whether nothing was left open. */
export function splitWhole(text: string, body: Span): { readonly statements: readonly Statement[]; readonly isWhole: boolean } {
  let known: Fault = 'none';
  for (;;) {
    const pass: Pass = new Pass(text, body, known);
    const statements = [...pass.statements()];
    if (pass.fault === known || known === 'dollar' || pass.fault === 'none') return { statements, isWhole: known === 'none' };
    known = pass.fault;
  }
}

/** What was left open: a quote, comment or parenthesis; or a dollar quote, which may well hold whole statements. */
export type Fault = 'none' | 'open' | 'dollar';

/**
 * One pass over a text. Without a known fault it ends at the first that it finds; with one, a token that reaches over
 * the start of a statement is cut.
 */
export class Pass {
  readonly #text: string;
  readonly #end: number;
  readonly #scanner: Scanner;
  readonly #known: Fault;
  readonly #ready: Statement[] = [];
  #progress = newProgress();
  #fault: Fault = 'none';

  constructor(text: string, body: Span, known: Fault) {
    this.#text = text;
    this.#end = body.end;
    this.#scanner = new Scanner(text, { body });
    this.#known = known;
  }

  /** What was found to be left open so far. */
  get fault(): Fault {
    return this.#fault;
  }

  /** The statements, one after the other; once. What has come before a fault is found without knowing of it counts for nothing. */
  *statements(): Generator<Statement, void> {
    for (let token = this.#scanner.next(); token !== undefined; token = this.#scanner.next()) {
      this.#read(token);
      if (this.#isWorse()) return;
      if (this.#ready.length > 0) yield* this.#ready.splice(0);
    }
    if (this.#progress.parens > 0 || this.#progress.atomic) this.#note('open');
    if (this.#isWorse()) return;
    this.#close(this.#progress.last);
    yield* this.#ready.splice(0);
  }

  /** Whether more is wrong than was known, so that the text is to be read again. */
  #isWorse(): boolean {
    return this.#fault !== 'none' && (this.#known === 'none' || (this.#known === 'open' && this.#fault === 'dollar'));
  }

  #read(token: Token): void {
    if (token.unclosed) this.#note(token.kind === 'dollar' ? 'dollar' : 'open');
    if (this.#known === 'none' ? this.#isInsideOut(token) : this.#cut(token)) return;
    switch (token.kind) {
      case 'comment':
      case 'junk':
        return;
      case 'psql':
        this.#close(this.#progress.last);
        this.#ready.push(psqlLine(this.#text, token));
        return;
      case 'word':
        if (this.#restarts(token)) this.#close(this.#progress.last);
        break;
      case 'punctuation':
        if (this.#text.charCodeAt(token.at.start) === SEMICOLON && endsAtSemicolon(this.#progress)) {
          this.#finish(token.at.end);
          return;
        }
        break;
      default:
        break;
    }
    take(this.#text, this.#progress, token);
  }

  #note(fault: Fault): void {
    if (this.#fault !== 'dollar') this.#fault = fault;
  }

  /** Whether the word begins another statement though the one in hand has not ended. */
  #restarts(token: Token): boolean {
    const progress = this.#progress;
    if (progress.count === 0 || (progress.atomic && this.#known === 'none')) return false;
    return (
      beginsLine(this.#text, token.at.start) &&
      beginsAnother(this.#text, token.at.start, inHand(progress, this.#known !== 'none'))
    );
  }

  /**
   * A string over several lines that touches a word and holds the start of a statement is the text between two
   * strings, turned inside out by a stray quote before. That is worth a second pass; it never ends a statement here.
   */
  #isInsideOut({ kind, at }: Token): false {
    if (this.#fault !== 'none' || (kind !== 'string' && kind !== 'quoted')) return false;
    const touches =
      isWordCode(this.#text.charCodeAt(at.end)) || (kind === 'string' && isWordCode(this.#text.charCodeAt(at.start - 1)));
    if (touches && nextStart(this.#text, at.start, at.end, false) !== undefined) this.#note('open');
    return false;
  }

  /** Ends a token that reaches over the start of a statement, and the statement in hand with it, just before that. */
  #cut(token: Token): boolean {
    const start = this.#overrun(token);
    if (start === undefined) return false;
    if (token.kind !== 'comment') {
      take(this.#text, this.#progress, token);
      let end = start;
      while (end > token.at.start && isSpace(this.#text.charCodeAt(end - 1))) end--;
      this.#progress.last = end;
      this.#close(end);
    }
    this.#scanner.moveTo(start);
    return true;
  }

  #overrun({ kind, at, unclosed }: Token): number | undefined {
    switch (kind) {
      case 'string':
      case 'quoted':
        return nextStart(this.#text, at.start, at.end, false);
      case 'comment':
        return unclosed ? nextStart(this.#text, at.start, at.end, false) : undefined;
      case 'dollar':
        return unclosed === true || this.#known === 'dollar' ? nextStart(this.#text, at.start, at.end, true) : undefined;
      default:
        return undefined;
    }
  }

  /** The statement in hand ends with a semicolon, after which data may follow. */
  #finish(past: number): void {
    const isCopy = this.#progress.isCopyFromStdin;
    const statement = this.#close(past);
    const data = isCopy ? copyData(this.#text, past, this.#end) : undefined;
    if (data === undefined || statement === undefined) return;
    this.#ready.pop();
    this.#ready.push({ ...statement, kind: 'copy', end: data.end, data: data.at });
    this.#scanner.moveTo(data.end);
  }

  #close(past: number): Statement | undefined {
    const statement = statementOf(this.#text, this.#progress, past);
    if (statement !== undefined) this.#ready.push(statement);
    this.#progress = newProgress();
    return statement;
  }
}

function statementOf(text: string, { start, last }: Progress, past: number): Statement | undefined {
  if (start < 0) return undefined;
  return { kind: 'sql', at: { start, end: last }, end: past, text: text.slice(start, last) };
}

function psqlLine(text: string, token: Token): Statement {
  let end = token.at.end;
  while (end > token.at.start && isSpace(text.charCodeAt(end - 1))) end--;
  return { kind: 'psql', at: { start: token.at.start, end }, end, text: text.slice(token.at.start, end) };
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

function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}
