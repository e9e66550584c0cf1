import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { clearFirst, isClearedFirst } from './left-behind';

/** Each is committed by itself, and the migration is recorded after the last. */
export const severalConcurrentBuildsInOneFile = changeRule({
  id: 'several-concurrent-builds-in-one-file',
  title: 'File of several CONCURRENTLY that cannot be run again',
  category: 'index',
  severity: 'information',
  preset: 'strict',
  also: [],
  on: ['create-index'],
  check(change, context) {
    const { index, concurrently, ifNotExists } = change;
    // In a transaction it fails, which is told by another rule.
    if (!concurrently || ifNotExists || index === undefined || context.inTransaction) return undefined;
    const isFollowed = context.later().some(({ text }) => /\bconcurrently\b/i.test(text));
    if (!isFollowed || isClearedFirst(index, context)) return undefined;
    const clear = clearFirst(change, index, context);
    return {
      message: `If what comes after it fails, ${index} stays, and the next attempt at this migration fails here with 42P07`,
      help: `Give each CONCURRENTLY a file of its own, or drop ${index} first if it exists.`,
      at: findWords(context.statement.text, ['concurrently'], change.at) ?? change.at,
      fixes:
        clear === undefined ? [] : [{ title: `Drop ${index} first if it exists`, edits: [clear], preferred: true, safe: false }],
    };
  },
});
