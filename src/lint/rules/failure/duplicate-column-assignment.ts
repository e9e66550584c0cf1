import type { Change, ChangeOf } from '../../../schema/change';
import type { Span } from '../../../sql/span';
import { changeRule, type RuleContext } from '../../rule';
import { withComma } from '../../user-text';

/** 42601 «multiple assignments to same column», 42701 «column … specified more than once». */
export const duplicateColumnAssignment = changeRule({
  id: 'duplicate-column-assignment',
  title: 'Column named twice',
  category: 'failure',
  severity: 'error',
  also: ['squawk:ban-duplicate-column-assignments', 'pgrubic:duplicate-column'],
  on: ['write', 'create-table'],
  concerns: (change) => twice(change) !== undefined,
  check(change, context) {
    const found = twice(change);
    if (found === undefined) return undefined;
    return {
      message: `Fails with ${change.kind === 'write' && change.verb === 'update' ? '42601' : '42701'}: ${found.name} is named twice`,
      help: 'Take one of the two away.',
      at: found.at ?? change.at,
      fixes: fixes(change, found, context),
    };
  },
});

interface Twice {
  readonly name: string;
  readonly earlier?: Span;
  /** Of the later one. */
  readonly at?: Span;
}

function twice(change: ChangeOf<'write' | 'create-table'>): Twice | undefined {
  if (change.kind === 'write' && change.rows?.twice !== undefined) return { name: change.rows.twice };
  const named = columnsOf(change);
  for (const [index, { name, at }] of named.entries()) {
    const earlier = named.slice(0, index).find((other) => other.name === name);
    if (earlier !== undefined) return { name, at, earlier: earlier.at };
  }
  return undefined;
}

function columnsOf(change: ChangeOf<'write' | 'create-table'>): readonly { readonly name: string; readonly at: Span }[] {
  return change.kind === 'write' ? (change.sets ?? []).map(({ column, at }) => ({ name: column, at })) : change.columns;
}

function fixes(change: Change, { name, earlier, at }: Twice, context: RuleContext) {
  const { text } = context.statement;
  if (change.kind !== 'write' || earlier === undefined || at === undefined) return [];
  // In `(a, b) = (…)` a value would have to go too.
  const isPlain = ({ start, end }: Span): boolean => /^(?:\w+|"[^"]+")\s*=/.test(text.slice(start, end));
  if (!isPlain(earlier) || !isPlain(at)) return [];
  return [
    {
      title: `Keep the last value of ${name}`,
      edits: [context.replace(withComma(text, earlier), '')],
      preferred: false,
      safe: false,
    },
  ];
}
