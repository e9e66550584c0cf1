import { type Suggestion, suggestionsAt } from '../schema/completion';
import { meaningAt, type Named } from '../schema/meaning';
import type { Schema } from '../schema/schema';
import { shift, touches } from '../sql/span';
import type { Walk } from './walk';

/** What the name at an offset of a script stands for: after its statement, or before where the statement drops it. */
export function nameAt({ statements }: Walk, offset: number): (Named & { readonly schema: Schema }) | undefined {
  const passed = statements.find(({ statement }) => touches(statement.at, offset));
  if (passed === undefined) return undefined;
  const { statement, found, left } = passed;
  const by = statement.at.start;
  let dropped: (Named & { readonly schema: Schema }) | undefined;
  for (const { schema } of [left, found]) {
    const named = meaningAt(statement.text, offset - by, schema, found.session);
    if (named === undefined) continue;
    const there = { ...named, at: shift(named.at, by), schema };
    if (named.meanings.some(({ kind }) => kind !== 'dropped')) return there;
    dropped = there;
  }
  return dropped;
}

/** The tables and columns that may stand at an offset of a script's text, in a statement that may still be unfinished. */
export function suggestionsIn({ statements }: Walk, text: string, offset: number): readonly Suggestion[] {
  const inHand = statements.findLast(({ statement }) => statement.at.start <= offset);
  if (inHand === undefined) return [];
  const { statement, found } = inHand;
  const { at, end } = statement;
  // Past its semicolon, or past what another line begins, nothing of it goes on.
  if (offset > at.end && (end > at.end || text.slice(at.end, offset).trim() !== '')) return [];
  return suggestionsAt(text.slice(at.start, Math.max(at.end, offset)), offset - at.start, found.schema, found.session);
}
