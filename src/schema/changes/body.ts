import type { DoStmt } from '@pgsql/types';
import type { Body, BodyPart } from '../../sql/body';
import type { Guard } from '../../sql/plpgsql';
import type { ReadStatement } from '../../sql/statement';
import type { Span } from '../../sql/span';
import type { Change } from '../change';
import { isAskedFor, isMindedByHandler } from '../needed';
import { only, stringOf, type Reading } from './reading';

/**
 * What a DO block does. Its static statements are Changes like all others; those that control flow may pass by (under a
 * condition, in a loop, beside a handler, after a RETURN under a condition) are marked `perhaps`. What only running it
 * would tell, EXECUTE above all, stays a `do`, and so does a block that commits: what follows is another transaction.
 */
export function doBlock(
  reading: Reading,
  node: DoStmt,
  body: Body | undefined,
  changesOf: (statement: ReadStatement) => readonly Change[],
): readonly Change[] {
  const { language, text } = written(node);
  const whole: Change = { kind: 'do', at: reading.whole, language, body: text, dynamic: [] };
  if (body === undefined || body.unread !== undefined || body.parts.some(({ kind }) => kind === 'transaction')) return [whole];
  const hidden = body.parts.filter(isHidden);
  const seen = body.parts.flatMap((part) => (part.kind === 'statement' ? changesIn(part, changesOf) : []));
  const rest = hidden.map(({ at }) => `execute ${reading.text.slice(at.start, at.end)}`).join('\n');
  return hidden.length === 0 ? seen : [...seen, { ...whole, body: rest, dynamic: hidden.map(({ at }) => at) }];
}

/** Language and body as the tree has them. */
function written(node: DoStmt): { readonly language: string; readonly text: string } {
  const option = (name: string): string | undefined => {
    const arg = only('DefElem', node.args).find((candidate) => candidate.defname === name)?.arg;
    return arg === undefined ? undefined : stringOf(arg);
  };
  return { language: (option('language') ?? 'plpgsql').toLowerCase(), text: option('as') ?? '' };
}

function isHidden(part: BodyPart): part is Extract<BodyPart, { readonly at: Span }> {
  return part.kind !== 'statement';
}

function changesIn(
  { statement, certain, guard, place }: Extract<BodyPart, { readonly kind: 'statement' }>,
  changesOf: (statement: ReadStatement) => readonly Change[],
): readonly Change[] {
  return changesOf(statement).map((change) => ({
    ...(moved(change, place) as Change),
    inBlock: whether(change, certain, guard),
  }));
}

/** Within a block within a block, the inner one says how it is, if the outer one runs it. */
function whether(change: Change, certain: boolean, guard: Guard | undefined): NonNullable<Change['inBlock']> {
  if (certain) return change.inBlock ?? 'always';
  if (guard === undefined || change.inBlock !== undefined) return 'perhaps';
  const isNeeded = guard.kind === 'handler' ? isMindedByHandler(change) : isAskedFor(change, guard.query);
  return isNeeded ? 'if-needed' : 'perhaps';
}

/** The same with every position counted from elsewhere; trees of expressions are read for what they say, not where. */
function moved(value: unknown, place: (offset: number) => number): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, place));
  if (typeof value !== 'object' || value === null) return value;
  if (isSpan(value)) return { start: place(value.start), end: place(value.end) };
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, key === 'tree' ? field : moved(field, place)]));
}

function isSpan(value: object): value is Span {
  return 'start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number';
}
