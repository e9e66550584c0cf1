import type { Stumble } from './hints';
import { lex } from './lexer';
import { literal } from './literal';
import { edited, findMend, type Mend, type Retry } from './mend';
import { guesses } from './mends';
import { shift, type Span } from './span';
import { split } from './splitter';
import type { Parsed, SyntaxFault } from './statement';

/** Beyond this, in UTF-16 units, to parse a statement again and again would keep an editor waiting. */
const largestMended = 32 * 1024;

/** What mends the fault of a statement, if there is one thing that does; `parse` must not come back here. */
export function mendFault(text: string, fault: SyntaxFault, parse: (text: string) => Parsed): Mend | undefined {
  if (text.length > largestMended) return undefined;
  const at = stumbleIn(text, fault);
  if (at === undefined) return undefined;
  const { within } = at;
  const retry: Retry = (changed) => {
    const whole = edited(text, [{ at: within, text: changed }]);
    const left = firstFault(whole, parse);
    if (left === undefined || left === 'sound') return left;
    const again = stumbleIn(whole, left);
    return again?.within.start === within.start ? again.stumble : undefined;
  };
  const mend = findMend(at.stumble, guesses, retry);
  return mend && { ...mend, edits: mend.edits.map((edit) => ({ ...edit, at: shift(edit.at, within.start) })) };
}

/** What the parser stumbles over: in the statement's text, or in that of the body within. */
function stumbleIn(text: string, { at, message }: SyntaxFault): { readonly stumble: Stumble; readonly within: Span } | undefined {
  const { tokens, index } = tokensTo(text, at.start);
  const token = tokens[index];
  if (token?.kind !== 'dollar') return { stumble: { text, tokens, index, message }, within: { start: 0, end: text.length } };
  const body = literal(text, token);
  if (body === undefined) return undefined;
  const start = body.place(0);
  const inner = { text: body.value, ...tokensTo(body.value, at.start - start), message, isBody: true };
  return { stumble: inner, within: { start, end: start + body.value.length } };
}

function tokensTo(text: string, offset: number): Pick<Stumble, 'tokens' | 'index'> {
  const tokens = lex(text).filter(({ kind }) => kind !== 'comment');
  const found = tokens.findIndex((token) => token.at.end > offset);
  return { tokens, index: found < 0 ? tokens.length - 1 : found };
}

/** Sound is what PostgreSQL reads to its end: every statement, each ended by a semicolon but for the last. */
function firstFault(text: string, parse: (text: string) => Parsed): 'sound' | SyntaxFault | undefined {
  const statements = split(text);
  for (const [index, { kind, at, end, text: own }] of statements.entries()) {
    if (kind !== 'sql' || (end === at.end && index < statements.length - 1)) return undefined;
    const parsed = parse(own);
    if (parsed.ok || parsed.unread === 'empty') continue;
    return parsed.fault === undefined ? undefined : { ...parsed.fault, at: shift(parsed.fault.at, at.start) };
  }
  return 'sound';
}
