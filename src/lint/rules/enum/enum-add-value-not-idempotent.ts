import { changeRule } from '../../rule';
import { findWords, keywords } from '../../user-text';

/** 42710 «enum label already exists». */
export const enumAddValueNotIdempotent = changeRule({
  id: 'enum-add-value-not-idempotent',
  title: 'Enum value added outside a transaction without IF NOT EXISTS',
  category: 'enum',
  severity: 'information',
  preset: 'strict',
  also: [],
  on: ['add-enum-value'],
  check({ value, ifNotExists, at }, context) {
    // What nothing follows is not run again, for nothing can fail after it.
    if (ifNotExists || context.inTransaction || context.isAlone) return undefined;
    const words = findWords(context.statement.text, ['add', 'value'], at);
    if (words === undefined) return undefined;
    return {
      message: `Fails with 42710 when the file is run again after a failure further down: ‘${value}’ is there already then`,
      help: 'IF NOT EXISTS lets the file be run again.',
      at: words,
      fixes: [
        {
          title: 'Add IF NOT EXISTS',
          edits: [context.replace({ start: words.end, end: words.end }, keywords(context.statement.text, ' IF NOT EXISTS'))],
          preferred: true,
          safe: true,
        },
      ],
    };
  },
});
