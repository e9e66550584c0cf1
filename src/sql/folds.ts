import { LEFT_BRACKET, LEFT_PAREN, RIGHT_BRACKET, RIGHT_PAREN } from './characters';
import { lex } from './lexer';
import type { Span } from './span';
import type { Statement } from './statement';
import type { Token } from './token';

/** What may be folded away; the lines that it spans are for the editor to tell. */
export interface Fold {
  readonly kind: 'statement' | 'group' | 'comment';
  readonly at: Span;
}

/** Beyond this, in UTF-16 units, only statements are folded: to lex all of a text again would take longer than a keystroke may. */
const largeText = 1024 * 1024;

/** What may be folded in a text: statements with their data, parentheses, dollar-quoted bodies, and comments. */
export function foldsOf(text: string, statements: readonly Statement[]): readonly Fold[] {
  const folds: Fold[] = statements.map(({ at, end }) => ({ kind: 'statement', at: { start: at.start, end } }));
  if (text.length <= largeText) {
    const tokens = lex(text);
    folds.push(...groupsOf(text, tokens), ...commentsOf(text, tokens));
  }
  return folds.filter(({ at }) => /[\r\n]/.test(text.slice(at.start, at.end)));
}

/** The innermost range first, then what is around it: a token, each pair of parentheses within and without, the statement, all. */
export function rangesAround(text: string, statements: readonly Statement[], offset: number): readonly Span[] {
  const whole = { start: 0, end: text.length };
  const statement = statements.find(({ at, end }) => at.start <= offset && offset <= end);
  if (statement === undefined) return [whole];
  const by = statement.at.start;
  const tokens = lex(statement.text);
  const holds = ({ at }: { readonly at: Span }): boolean => at.start + by <= offset && offset <= at.end + by;
  const isMark = ({ kind }: Token): boolean => kind === 'punctuation' || kind === 'operator';
  const spans: Span[] = tokens.filter((token) => holds(token) && !isMark(token)).map(({ at }) => at);
  for (const { at } of groupsOf(statement.text, tokens).filter(holds)) {
    spans.push({ start: at.start + 1, end: at.end - 1 }, at);
  }
  const around = spans.map(({ start, end }) => ({ start: start + by, end: end + by }));
  return nested([...around, statement.at, { start: by, end: statement.end }, whole]);
}

/** From the smallest to the largest, each strictly within the next. */
function nested(spans: readonly Span[]): readonly Span[] {
  const sorted = [...spans].sort((a, b) => a.end - a.start - (b.end - b.start));
  const kept: Span[] = [];
  for (const span of sorted) {
    const last = kept.at(-1);
    const isWider = last === undefined || span.end - span.start > last.end - last.start;
    if (isWider && (last === undefined || (span.start <= last.start && last.end <= span.end))) kept.push(span);
  }
  return kept;
}

function groupsOf(text: string, tokens: readonly Token[]): readonly Fold[] {
  const folds: Fold[] = [];
  const open: number[] = [];
  for (const { kind, at, unclosed } of tokens) {
    if (kind === 'dollar' && unclosed !== true) folds.push({ kind: 'group', at });
    if (kind !== 'punctuation') continue;
    const code = text.charCodeAt(at.start);
    if (code === LEFT_PAREN || code === LEFT_BRACKET) {
      open.push(at.start);
    } else if (code === RIGHT_PAREN || code === RIGHT_BRACKET) {
      const start = open.pop();
      if (start !== undefined) folds.push({ kind: 'group', at: { start, end: at.end } });
    }
  }
  return folds;
}

/** Block comments, and line comments that follow each other without anything between. */
function commentsOf(text: string, tokens: readonly Token[]): readonly Fold[] {
  const folds: Fold[] = [];
  let run: Span | undefined;
  for (const { kind, at } of tokens) {
    const isLine = kind === 'comment' && text.startsWith('--', at.start);
    const goesOn = isLine && run !== undefined && /^(?:\r\n?|\n)[ \t]*$/.test(text.slice(run.end, at.start));
    if (run !== undefined && !goesOn) folds.push({ kind: 'comment', at: run });
    run = isLine ? { start: goesOn && run !== undefined ? run.start : at.start, end: at.end } : undefined;
    if (kind === 'comment' && !isLine) folds.push({ kind: 'comment', at });
  }
  if (run !== undefined) folds.push({ kind: 'comment', at: run });
  return folds;
}
