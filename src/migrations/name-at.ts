import { meaningAt, type Named } from '../schema/meaning';
import type { Schema } from '../schema/schema';
import { shift, touches } from '../sql/span';
import type { Walk } from './walk';

/** What the name at an offset of a script stands for: after its statement, or before where the statement drops it. */
export function nameAt({ statements, after }: Walk, offset: number): (Named & { readonly schema: Schema }) | undefined {
  const nth = statements.findIndex(({ statement }) => touches(statement.at, offset));
  const passed = statements[nth];
  if (passed === undefined) return undefined;
  const { statement, schema, session } = passed;
  const by = statement.at.start;
  for (const state of [statements[nth + 1]?.schema ?? after.schema, schema]) {
    const named = meaningAt(statement.text, offset - by, state, session);
    if (named !== undefined) return { ...named, at: shift(named.at, by), schema: state };
  }
  return undefined;
}
