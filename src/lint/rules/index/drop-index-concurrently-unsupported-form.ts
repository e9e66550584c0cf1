import type { ChangeOf } from '../../../schema/change';
import { joined } from '../../concurrently';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { replaceWith, runOutsideTransaction } from '../../statement-edits';
import { findWords, withBlanksBefore } from '../../user-text';
import { eachAlone } from './drop-each';

/** 0A000 for both, whether the indexes exist or not. */
export const dropIndexConcurrentlyUnsupportedForm = changeRule({
  id: 'drop-index-concurrently-unsupported-form',
  title: 'DROP INDEX CONCURRENTLY of several indexes or with CASCADE',
  category: 'index',
  severity: 'error',
  also: [],
  on: ['drop-index'],
  check(change, context) {
    if (!change.concurrently || change.nth > 0) return undefined;
    if (change.count > 1) {
      return {
        message: 'Always fails: DROP INDEX CONCURRENTLY takes one index at a time',
        help: 'Drop each index in a statement of its own.',
        at: { start: change.nameAt.start, end: change.at.end },
        fixes: splitFix(change, context),
      };
    }
    if (!change.cascade) return undefined;
    const at = findWords(context.statement.text, ['cascade'], { start: change.nameAt.end, end: change.at.end }) ?? change.at;
    return {
      message: 'Always fails: DROP INDEX CONCURRENTLY takes no CASCADE',
      help: 'Drop the foreign keys that need the index before it, if there are any.',
      at,
      fixes: withoutCascade(at, context),
    };
  },
});

function splitFix(change: ChangeOf<'drop-index'>, context: RuleContext): readonly Fix[] {
  const outside = runOutsideTransaction(context);
  // Several statements that are sent as one query would be a transaction.
  if (outside === undefined || context.source.convention.sendsWholeFile || change.cascade) return [];
  const edits = joined([...outside, replaceWith(context, eachAlone(context))]);
  return [{ title: 'Drop each in a statement of its own', edits, preferred: true, safe: true }];
}

function withoutCascade(at: { readonly start: number; readonly end: number }, context: RuleContext): readonly Fix[] {
  const outside = runOutsideTransaction(context);
  if (outside === undefined) return [];
  const remove = context.replace(withBlanksBefore(context.statement.text, at), '');
  return [{ title: 'Remove CASCADE', edits: [...outside, remove], preferred: true, safe: false }];
}
