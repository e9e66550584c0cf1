import { gravestLock, lockingKinds } from '../../locking';
import { changeRule } from '../../rule';
import { isSetBefore, setBefore } from '../../settings';
import { plainName } from '../../wording';

export const missingIdleInTransactionTimeout = changeRule({
  id: 'missing-idle-in-transaction-timeout',
  title: 'Lock without an idle_in_transaction_session_timeout',
  category: 'timeout',
  severity: 'information',
  preset: 'all',
  also: ['postgres-language-server:requireIdleInTransactionTimeout', 'pgfence:missing-idle-timeout'],
  on: lockingKinds,
  once: true,
  check(_change, context) {
    if (!context.inTransaction || isSetBefore(context, ['idle_in_transaction_session_timeout', 'transaction_timeout']))
      return undefined;
    const lock = gravestLock(context);
    if (lock === undefined) return undefined;
    return {
      message: `If whoever runs this stalls before it commits, ${plainName(lock.on)} stays locked until somebody notices`,
      help: 'Set idle_in_transaction_session_timeout, which ends such a session.',
      at: { start: 0, end: /^\w+(?:[ \t]+\w+)?/.exec(context.statement.text)?.[0].length ?? 0 },
      fixes: [
        {
          title: 'Set idle_in_transaction_session_timeout to 10 seconds before it',
          edits: [setBefore(context, "idle_in_transaction_session_timeout = '10s'")],
          preferred: true,
          safe: true,
        },
      ],
    };
  },
});
