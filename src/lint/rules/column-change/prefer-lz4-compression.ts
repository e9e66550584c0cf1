import type { Span } from '../../../sql/span';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { findWords } from '../../user-text';

/** https://www.postgresql.org/docs/current/storage-toast.html: both since 14, lz4 where the server is built with it. */
export const preferLz4Compression = changeRule({
  id: 'prefer-lz4-compression',
  title: 'Compression by pglz',
  category: 'column-change',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['migrationpilot:MP077'],
  on: ['alter-table-other', 'create-table', 'add-column', 'set'],
  check(change, context) {
    if (change.kind === 'set') {
      if (change.setting !== 'default_toast_compression' || change.value !== 'pglz') return undefined;
      return report(pglzIn(context, change.at), context);
    }
    if (change.kind === 'alter-table-other') {
      return change.clause === 'AT_SetCompression' ? report(chosenIn(context, change.at), context) : undefined;
    }
    const columns = change.kind === 'create-table' ? change.columns : [change.column];
    return columns.flatMap(({ at }) => report(chosenIn(context, at), context) ?? []);
  },
});

function chosenIn({ statement: { text } }: RuleContext, at: Span): Span | undefined {
  const words = findWords(text, ['compression', 'pglz'], at);
  return words === undefined ? undefined : findWords(text, ['pglz'], words);
}

function pglzIn({ statement: { text } }: RuleContext, { start, end }: Span): Span | undefined {
  const found = /\bpglz\b/i.exec(text.slice(start, end));
  return found === null ? undefined : { start: start + found.index, end: start + found.index + found[0].length };
}

function report(at: Span | undefined, context: RuleContext): Report | undefined {
  if (at === undefined) return undefined;
  return {
    message: 'Takes several times as long as lz4 to compress a long value, and longer to read it again',
    help: 'lz4 does nearly as well in less time, on servers that are built with it.',
    at,
    fixes: [{ title: 'Make it lz4', edits: [context.replace(at, 'lz4')], preferred: false, safe: false }],
  };
}
