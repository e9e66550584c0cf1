import { blocks } from '../../../effects/locks';
import { gravestLock, lockingKinds } from '../../locking';
import { changeRule, type RuleContext } from '../../rule';
import { canSet, setBefore, timeoutOf } from '../../settings';
import { lockName, plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT: 0, the default, waits for ever. */
export const missingLockTimeout = changeRule({
  id: 'missing-lock-timeout',
  title: 'Lock taken without a lock_timeout',
  category: 'timeout',
  severity: 'warning',
  also: [
    'squawk:require-lock-timeout',
    'squawk:require-timeout-settings',
    'postgres-language-server:lockTimeoutWarning',
    'pgfence:missing-lock-timeout',
    'migrationpilot:MP004',
    'pgsafe:require-timeout',
    'eugene:E9',
  ],
  on: lockingKinds,
  once: true,
  check(change, context) {
    if (context.session.lockTimeout !== undefined) return undefined;
    const lock = gravestLock(context);
    if (lock === undefined || !canSet(context) || isSetLater(context)) return undefined;
    const name = plainName(lock.on);
    const queue = blocks(lock.mode).reads ? 'every query on it' : 'every write to it';
    // A second statement stands in the way of CONCURRENTLY, which is the better remedy for an index.
    const isSafe = change.kind !== 'create-index';
    return {
      message: `While this waits for its ${lockName(lock.mode)} lock on ${name}, ${queue} waits too, without limit: lock_timeout is not set`,
      help: 'Set lock_timeout to a few seconds, and run the migration again when it fails.',
      at: { start: 0, end: /^\w+(?:[ \t]+\w+)?/.exec(context.statement.text)?.[0].length ?? 0 },
      fixes: [
        {
          title: 'Set lock_timeout to 2 seconds before it',
          edits: [setBefore(context, "lock_timeout = '2s'")],
          preferred: isSafe,
          safe: isSafe,
        },
      ],
    };
  },
});

/** Set too late, of which another rule speaks. */
function isSetLater({ after }: RuleContext): boolean {
  return after().some(({ changes }) =>
    changes.some(({ change }) => change.kind === 'set' && (timeoutOf(change, 'lock_timeout') ?? 0) > 0),
  );
}
