import { changeRule } from '../../rule';
import { insertBefore } from '../../statement-edits';
import { keywords } from '../../user-text';
import { plainName } from '../../wording';

/** 55006 «cannot ALTER TABLE … because it has pending trigger events». */
export const pendingTriggerEvents = changeRule({
  id: 'pending-trigger-events',
  title: 'Table altered while its new rows wait for a deferred foreign key',
  category: 'failure',
  severity: 'error',
  also: [],
  on: [
    'add-column',
    'add-constraint',
    'alter-constraint',
    'change-column-type',
    'create-index',
    'drop-column',
    'drop-constraint',
    'drop-default',
    'drop-not-null',
    'drop-table',
    'set-default',
    'set-not-null',
    'set-persistence',
    'truncate',
    'validate-constraint',
  ],
  concerns: ({ inBlock }) => inBlock !== 'perhaps',
  check({ table }, context) {
    if (!context.effects.some((effect) => effect.kind === 'error' && effect.sqlstate === '55006')) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Fails with 55006: rows that were added to ${name} before this wait for a deferred foreign key to be checked`,
      help: 'Let the foreign key be checked first, or put one of the two into a migration of its own.',
      fixes: [
        {
          title: 'Check deferred constraints before it',
          edits: [insertBefore(context, keywords(context.statement.text, 'SET CONSTRAINTS ALL IMMEDIATE'))],
          preferred: true,
          safe: false,
        },
      ],
    };
  },
});
