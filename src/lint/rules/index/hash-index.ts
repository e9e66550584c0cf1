import { changeRule } from '../../rule';
import { findWords, withBlanksBefore } from '../../user-text';

/** https://www.postgresql.org/docs/current/hash-index.html */
export const hashIndex = changeRule({
  id: 'hash-index',
  title: 'Hash index',
  category: 'index',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['online_migrations:add_hash_index'],
  on: ['create-index'],
  check({ method, at }, context) {
    if (method !== 'hash') return undefined;
    const using = findWords(context.statement.text, ['using', 'hash'], at);
    return {
      message: 'Serves equality alone: no order, no range, no second column, no uniqueness',
      help: 'A B-tree serves all of these; hash is for values too long for one.',
      at: using ?? at,
      fixes:
        using === undefined
          ? []
          : [
              {
                title: 'Make it a B-tree',
                edits: [context.replace(withBlanksBefore(context.statement.text, using), '')],
                preferred: false,
                safe: false,
              },
            ],
    };
  },
});
