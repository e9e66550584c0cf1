import type { Name, Schema } from '../schema/schema';
import type { RuleContext } from './rule';

/** A table that nobody else can miss: of this migration, of a pending one before it, or of the session alone. */
export function isOwn(name: Name, context: RuleContext): boolean {
  const table = context.table(name);
  if (context.createdHere(name) || table?.persistence === 'temporary') return true;
  return table !== undefined && context.madeHere(table.origin);
}

/** A schema or an extension that the migration makes itself. */
export function isNewTo(
  { found, schema }: { found: Schema; schema: Schema },
  of: 'schemas' | 'extensions',
  name: string,
): boolean {
  return schema[of].has(name) && !found[of].has(name) && !found.partlyKnown;
}
