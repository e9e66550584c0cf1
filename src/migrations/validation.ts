import { lex } from '../sql/lexer';
import type { Span } from '../sql/span';
import { tokenText } from '../sql/token';
import { headerKey } from './header';
import type { Script } from './project';

/** When a check is asked for: before the script's first statement, or after its last. */
export type CheckTime = 'before' | 'after';

/** One query of a `-- VALIDATION` section, which must give true for its migration to be applied. */
export interface Check {
  readonly when: CheckTime;
  /** Without comment marks and a semicolon at its end. */
  readonly sql: string;
  /** In the file: from the query's first character to the end of its last line. */
  readonly at: Span;
  /** Where each line of `sql` begins, there and in the file. */
  readonly lines: readonly { readonly inSql: number; readonly inFile: number }[];
}

const heading = /^--[ \t]*VALIDATION[ \t]*:?[ \t]*$/;
const isMentioned = /^\uFEFF?[ \t]*--[ \t]*VALIDATION[ \t]*:?[ \t]*\r?$/m;
/** Another section, or a word to Lockkeeper or another linter. */
const ending = /^--[ \t]*(?:(?:ROLLBACK|PHASE [1-3])\b|(?:lockkeeper|squawk)[:-])/;
const begins = /^--[ \t]*(before|after)[ \t]*:[ \t]*/i;
/** What begins a check, for whoever writes one. */
export const checkTimes: readonly CheckTime[] = ['before', 'after'];
const field = /^--[ \t]*([A-Za-z][A-Za-z -]*?)[ \t]*:/;

/** Whether a text has a line that looks like the heading of a section. */
export const hasChecks = (text: string): boolean => isMentioned.test(text);

/**
 * The checks of an up script, in the order of the file; a way back has none. A section begins with a comment line
 * `-- VALIDATION` and goes on while comment lines follow each other; a line `-- before: QUERY` or `-- after: QUERY`
 * begins a check, and the lines below it up to the next such line, or one without text, go on with its query.
 */
export function checksIn({ text, body, direction }: Pick<Script, 'text' | 'body' | 'direction'>): readonly Check[] {
  if (direction === 'down' || !hasChecks(text)) return [];
  const checks: Check[] = [];
  let isInside = false;
  let open: { readonly when: CheckTime; readonly lines: Line[] } | undefined;
  const close = (): void => {
    if (open !== undefined) checks.push(checkOf(open.when, open.lines));
    open = undefined;
  };
  let lastEnd = -1;
  for (const { start, written } of commentLines(text, body)) {
    const isNext = lastEnd >= 0 && /^\r?\n[ \t]*$/.test(text.slice(lastEnd, start));
    lastEnd = start + written.length;
    if (heading.test(written)) {
      close();
      isInside = true;
      continue;
    }
    if (!isNext || ending.test(written)) {
      close();
      isInside = false;
    }
    if (!isInside) continue;
    const [begun, key = ''] = begins.exec(written) ?? [];
    const isOver = written.slice(2).trim() === '' || headerKey(field.exec(written)?.[1] ?? '') !== undefined;
    if (begun !== undefined) {
      close();
      open = { when: key.toLowerCase() as CheckTime, lines: [lineOf(written, start, begun.length)] };
    } else if (isOver) {
      close();
    } else {
      open?.lines.push(lineOf(written, start, /^--[ \t]?/.exec(written)?.[0].length ?? 2));
    }
  }
  close();
  return checks;
}

/** Whether a comment line that begins at `start` stands in a section: below its heading, with comment lines alone between. */
export function isInSection(text: string, start: number): boolean {
  let end = start - 1;
  while (end > 0) {
    const begin = text.lastIndexOf('\n', end - 1) + 1;
    const written = text
      .slice(begin, end)
      .replace(/^\uFEFF/, '')
      .trim();
    if (!written.startsWith('--') || ending.test(written)) return false;
    if (heading.test(written)) return true;
    end = begin - 1;
  }
  return false;
}

/** Whether the line around an offset is the heading of a section. */
export function isSectionHeading(text: string, offset: number): boolean {
  const next = text.indexOf('\n', offset);
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, next < 0 ? undefined : next);
  return heading.test(line.replace(/^\uFEFF/, '').trim());
}

interface Line {
  readonly text: string;
  readonly start: number;
}

function lineOf(written: string, start: number, from: number): Line {
  return { text: written.slice(from).trimEnd(), start: start + from };
}

/** The lines that are a comment and nothing else: of the body, and of the file's head where that is comments alone. */
function commentLines(text: string, body: Span): readonly { readonly start: number; readonly written: string }[] {
  const lead = body.start === 0 ? [] : lex(text, { body: { start: 0, end: body.start } });
  // The last one is what marks the direction.
  const head = lead.every(({ kind }) => kind === 'comment') ? lead.slice(0, -1) : [];
  return [...head, ...lex(text, { body })].flatMap((token) => {
    const { start } = token.at;
    const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
    const written = tokenText(text, token).replace(/[\r\n]+$/, '');
    return token.kind === 'comment' && written.startsWith('--') && /^\uFEFF?[ \t]*$/.test(before) ? [{ start, written }] : [];
  });
}

function checkOf(when: CheckTime, written: readonly Line[]): Check {
  const [first] = written;
  const last = written.at(-1);
  const lines: { inSql: number; inFile: number }[] = [];
  let sql = '';
  for (const { text, start } of written) {
    if (lines.length > 0) sql += '\n';
    lines.push({ inSql: sql.length, inFile: start });
    sql += text;
  }
  const start = first?.start ?? 0;
  return {
    when,
    sql: sql.replace(/[\s;]+$/, ''),
    at: { start, end: Math.max(start, (last?.start ?? 0) + (last?.text.length ?? 0)) },
    lines,
  };
}

/** A place in a check's query as one in its file. */
export function inFile({ lines, at }: Check, span: Span): Span {
  const moved = (offset: number): number => {
    const line = lines.findLast(({ inSql }) => inSql <= offset);
    return line === undefined ? at.start : Math.min(line.inFile + offset - line.inSql, at.end);
  };
  return { start: moved(span.start), end: moved(span.end) };
}
