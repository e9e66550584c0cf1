import { changeRule } from '../../rule';
import { findWords } from '../../user-text';

/** 25P01, a warning: «SET LOCAL can only be used in transaction blocks». */
export const setLocalOutsideTransaction = changeRule({
  id: 'set-local-outside-transaction',
  title: 'SET LOCAL outside a transaction',
  category: 'timeout',
  severity: 'warning',
  also: [],
  on: ['set'],
  check(change, context) {
    if (!change.local || context.inTransaction || change.inBlock !== undefined) return undefined;
    const local = findWords(context.statement.text, ['set', 'local'], change.at);
    // SET TRANSACTION and the like are no settings, and set_config says what it means.
    if (local === undefined) return undefined;
    return {
      message: `Sets nothing: ${change.setting} stays as it was, since no transaction is open`,
      help: 'Write SET, which holds until the connection is closed, and RESET at the end of the file.',
      at: local,
      fixes: [
        {
          title: 'Set it for the session',
          edits: [context.replace(local, context.statement.text.slice(local.start, local.start + 3))],
          preferred: true,
          safe: true,
        },
      ],
    };
  },
});
