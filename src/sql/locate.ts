import { isWord, type Token } from './token';
import { lex } from './lexer';
import type { Step } from './plpgsql';
import type { Span } from './span';

/** Finds where the SQL of a body was written, one step after another. */
export class Locator {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  /** The line of each token, from 1. PL/pgSQL counts line feeds. */
  readonly #lines: readonly number[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = lex(text).filter(({ kind }) => kind !== 'comment');
    let line = 1;
    let at = 0;
    this.#lines = this.#tokens.map((token) => {
      for (; at < token.at.start; at++) if (text.charCodeAt(at) === 10) line++;
      return line;
    });
  }

  /** What the step was written as; undefined where the text is not to be found. */
  find(step: Step): Span | undefined {
    for (let i = this.#next; i < this.#tokens.length; i++) {
      if ((this.#lines[i] ?? 0) < step.line) continue;
      const span = this.#at(step, i);
      if (span === undefined) continue;
      while ((this.#tokens[this.#next]?.at.start ?? Infinity) < span.end) this.#next++;
      return span;
    }
    return undefined;
  }

  #at(step: Step, index: number): Span | undefined {
    const token = this.#tokens[index];
    if (token === undefined) return undefined;
    const { start } = token.at;
    switch (step.kind) {
      case 'transaction':
        return isWord(this.#text, token, 'commit') || isWord(this.#text, token, 'rollback') ? token.at : undefined;
      case 'perform': {
        const after = step.query.slice('SELECT'.length).trimStart();
        const next = this.#tokens[index + 1]?.at.start ?? 0;
        const isIt = isWord(this.#text, token, 'perform') && this.#text.startsWith(after, next);
        return isIt ? { start, end: next + after.length } : undefined;
      }
      case 'dynamic':
        return this.#text.startsWith(step.query, start) ? { start, end: start + step.query.length } : undefined;
      case 'sql':
        if (this.#text.startsWith(step.query, start)) return { start, end: start + step.query.length };
        return this.#withInto(step.query, index);
    }
  }

  /** `select a into b from c` is told as `select a        from c`. */
  #withInto(query: string, index: number): Span | undefined {
    const start = this.#tokens[index]?.at.start ?? 0;
    const into = common(this.#text, start, query);
    const rest = query.slice(into).trimStart();
    let end = -1;
    for (let i = index, sawInto = false; i < this.#tokens.length; i++) {
      const token = this.#tokens[i];
      if (token === undefined) break;
      if (token.at.start - start <= into && token.at.end - start >= into && isWord(this.#text, token, 'into')) sawInto = true;
      if (token.kind === 'punctuation' && this.#text[token.at.start] === ';') {
        if (sawInto) end = this.#tokens[i - 1]?.at.end ?? -1;
        break;
      }
    }
    if (end < 0) return undefined;
    return this.#text.slice(start, end).endsWith(rest.trimEnd()) ? { start, end } : undefined;
  }
}

/** The query as long as it was written: only blanks tell them apart, where names in INTO hold more bytes than letters. */
export function asLongAs(query: string, written: string): string {
  if (query.length === written.length) return query;
  const before = common(written, 0, query);
  const after = query.slice(before).trimStart();
  const kept = written.endsWith(after) ? after : '';
  return written.slice(0, before) + ' '.repeat(Math.max(0, written.length - before - kept.length)) + kept;
}

/** How far the query agrees with the text from `start`. */
function common(text: string, start: number, query: string): number {
  let length = 0;
  while (length < query.length && text.charCodeAt(start + length) === query.charCodeAt(length)) length++;
  return length;
}
