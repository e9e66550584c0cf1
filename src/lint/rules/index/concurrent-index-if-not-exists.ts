import type { ChangeOf } from '../../../schema/change';
import { keyOf, partsOf } from '../../../schema/names';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { findWords, withBlanksBefore } from '../../user-text';
import { clearFirst, isClearedFirst } from './left-behind';

/** https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY: what fails leaves an invalid index. */
export const concurrentIndexIfNotExists = changeRule({
  id: 'concurrent-index-if-not-exists',
  title: 'CONCURRENTLY with IF NOT EXISTS',
  category: 'index',
  severity: 'warning',
  preset: 'strict',
  also: ['migrationpilot:MP070'],
  on: ['create-index'],
  check(change, context) {
    const { index, concurrently, ifNotExists, unique } = change;
    if (!concurrently || !ifNotExists || index === undefined) return undefined;
    if (isClearedFirst(index, context)) return undefined;
    const at = findWords(context.statement.text, ['if', 'not', 'exists'], change.at) ?? change.at;
    return {
      message: `If a build of ${index} fails or is cancelled, the next attempt finds the invalid rest of it and reports success: queries never use the index${unique ? ', and what it should keep unique may not be' : ''}`,
      help: `DROP INDEX CONCURRENTLY IF EXISTS ${index} first, or let the next attempt fail by leaving out IF NOT EXISTS.`,
      at,
      fixes: fixes(change, index, at, context),
    };
  },
});

function fixes(
  change: ChangeOf<'create-index'>,
  index: string,
  at: { readonly start: number; readonly end: number },
  context: RuleContext,
): readonly Fix[] {
  const remove = context.replace(withBlanksBefore(context.statement.text, at), '');
  const { schema } = partsOf(context.resolve(change.table));
  // What is there for certain would fail, however sound it is.
  const isThere = context.schema.relations.has(keyOf(schema, index));
  const fail: readonly Fix[] = isThere ? [] : [{ title: 'Remove IF NOT EXISTS', edits: [remove], preferred: false, safe: false }];
  const clear = clearFirst(change, index, context);
  if (clear === undefined) return fail;
  return [{ title: 'Drop what a failed attempt has left first', edits: [clear, remove], preferred: true, safe: false }, ...fail];
}
