import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { isNewTo } from '../../own';

export const dropExtension = changeRule({
  id: 'drop-extension',
  title: 'Extension dropped with all that uses it',
  category: 'destructive',
  severity: 'error',
  also: [],
  on: ['drop-extension'],
  // Without CASCADE the server refuses to drop an extension that is in use.
  concerns: ({ cascade }) => cascade,
  check({ extension, ifExists, at }, context) {
    if (isNewTo(context, 'extensions', extension)) return undefined;
    if (ifExists && !context.schema.extensions.has(extension)) return undefined;
    return {
      message: `Loses whatever uses ${extension} for good: columns of its types with their data, indexes, defaults and views`,
      help: 'Leave CASCADE out: the server then names what uses the extension, and each can be dropped or changed by name first.',
      at: findWords(context.statement.text, ['cascade'], at) ?? at,
    };
  },
});
