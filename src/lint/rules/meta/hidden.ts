import type { Change } from '../../../schema/change';
import { changesOf } from '../../../schema/changes';
import { callsOf } from '../../../schema/changes/names-in';
import type { FunctionObject } from '../../../schema/schema';
import { bodyOf, type Body } from '../../../sql/body';
import { lex } from '../../../sql/lexer';
import { literal } from '../../../sql/literal';
import type { Span } from '../../../sql/span';
import { lockingKinds } from '../../locking';
import type { RuleContext } from '../../rule';

/** A function of the chain's own that a statement calls, with its body. */
export interface Called {
  readonly function: FunctionObject;
  readonly body: Body;
}

export function calledBy(change: Change, context: RuleContext): readonly Called[] {
  return callsOf(change)
    .flatMap((name) => context.functions(name))
    .flatMap((called) => {
      const statement = context.read(called.text);
      const body = statement === undefined ? undefined : bodyOf(statement);
      return body === undefined ? [] : [{ function: called, body }];
    });
}

const locking: ReadonlySet<string> = new Set(lockingKinds);

/** The first statement of a body that may lock or change what others use, by its first words. */
export function ddlOf({ parts }: Body): string | undefined {
  for (const part of parts) {
    if (part.kind !== 'statement') continue;
    const { text } = part.statement;
    if (changesOf(part.statement).some((each) => locking.has(each.kind) && !isTemporary(each))) return verbOf(text);
  }
  return undefined;
}

function isTemporary(change: Change): boolean {
  return change.kind === 'create-table' && change.persistence === 'temporary';
}

/** `ALTER TABLE`: the words that a statement begins with, two of them where it makes or changes an object. */
function verbOf(text: string): string | undefined {
  const words =
    /^\s*(?:--[^\n]*\n\s*)*([a-z]+)\b(?:\s+(?:or\s+replace|unique|global|local|temp(?:orary)?|unlogged)\b)*(?:\s+([a-z]+)\b)?/i;
  const [, first, second] = words.exec(text) ?? [];
  if (first === undefined) return undefined;
  const verb = first.toUpperCase();
  return ['CREATE', 'ALTER', 'DROP', 'LOCK', 'REFRESH'].includes(verb) && second !== undefined
    ? `${verb} ${second.toUpperCase()}`
    : verb;
}

/** What is known of the SQL that an EXECUTE puts together: the words that its first string begins with, where it begins with one. */
export function verbOfDynamic(text: string, at: Span): string | undefined {
  const tokens = lex(text, { body: at }).filter(({ kind }) => kind !== 'comment');
  const first = tokens.findIndex(({ kind }) => kind === 'string' || kind === 'dollar');
  const token = tokens[first];
  // A variable before it holds the first words.
  const isFirst = tokens.slice(0, first).every(({ kind, at: it }, index) => {
    const word = text.slice(it.start, it.end).toLowerCase();
    return kind === 'punctuation' ? word === '(' : index < 3 && (word === 'format' || word === 'concat' || word === 'pg_catalog');
  });
  if (token === undefined || !isFirst) return undefined;
  const value = literal(text, token)?.value;
  return value === undefined ? undefined : verbOf(value);
}
