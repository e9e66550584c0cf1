import type { ChangeOf } from '../../../schema/change';
import { quoteName } from '../../../sql/quote';
import type { Edit } from '../../../migrations/edit';
import type { RuleContext } from '../../rule';
import { insertBefore } from '../../statement-edits';
import { keywords, mentions } from '../../user-text';

/** Whether the statement before drops what an earlier attempt to build the index may have left. */
export function isClearedFirst(index: string, { previous }: Pick<RuleContext, 'previous'>): boolean {
  const before = previous()?.text ?? '';
  return /^\s*drop\s+index\b/i.test(before) && mentions(before, index);
}

/** DROP INDEX CONCURRENTLY IF EXISTS before the statement; undefined where it would stand in the way of CONCURRENTLY. */
export function clearFirst({ table }: ChangeOf<'create-index'>, index: string, context: RuleContext): Edit | undefined {
  if (context.inTransaction || context.source.convention.sendsWholeFile) return undefined;
  const name = quoteName({ ...(table.schema !== undefined && { schema: table.schema }), name: index });
  return insertBefore(context, `${keywords(context.statement.text, 'DROP INDEX CONCURRENTLY IF EXISTS')} ${name}`);
}
