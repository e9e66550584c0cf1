import { gravestLock, lockingKinds } from '../../locking';
import { changeRule } from '../../rule';
import { canSet, setBefore } from '../../settings';
import { plainName } from '../../wording';
import { workOf } from '../../work';

export const missingStatementTimeout = changeRule({
  id: 'missing-statement-timeout',
  title: 'Long work under a lock without a statement_timeout',
  category: 'timeout',
  severity: 'information',
  preset: 'strict',
  also: [
    'squawk:require-timeout-settings',
    'squawk:require-statement-timeout',
    'postgres-language-server:requireStatementTimeout',
    'pgfence:missing-statement-timeout',
    'migrationpilot:MP020',
  ],
  on: lockingKinds,
  once: true,
  check(_change, context) {
    if (context.session.statementTimeout !== undefined || !canSet(context)) return undefined;
    const lock = gravestLock(context);
    const work = workOf(context);
    if (lock === undefined || work === undefined) return undefined;
    // What builds concurrently further down must not be cut short.
    const isSafe = !context.after().some(({ effects }) => effects.some(({ kind }) => kind === 'no-transaction'));
    return {
      message: `Keeps others out of ${plainName(lock.on)} until ${work}, however long that takes: statement_timeout is not set`,
      help: 'Set statement_timeout to the longest outage that you would bear.',
      at: { start: 0, end: /^\w+(?:[ \t]+\w+)?/.exec(context.statement.text)?.[0].length ?? 0 },
      fixes: isSafe
        ? [
            {
              title: 'Set statement_timeout to 5 minutes before it',
              edits: [setBefore(context, "statement_timeout = '5min'")],
              preferred: true,
              safe: false,
            },
          ]
        : [],
    };
  },
});
