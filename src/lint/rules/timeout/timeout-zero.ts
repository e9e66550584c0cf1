import type { Fix } from '../../finding';
import { gravestLockOf } from '../../locking';
import { changeRule, type RuleContext } from '../../rule';
import { firstUnder, timeoutOf, valueAt, worksUnderLock } from '../../settings';
import { plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/runtime-config-client.html: 0 switches a timeout off. */
export const timeoutZero = changeRule({
  id: 'timeout-zero',
  title: 'Timeout switched off for a statement that locks a table',
  category: 'timeout',
  severity: 'warning',
  also: ['pgfence:lock-timeout-zero'],
  on: ['set'],
  check(change, context) {
    const isLock = timeoutOf(change, 'lock_timeout') === 0;
    if (!isLock && timeoutOf(change, 'statement_timeout') !== 0) return undefined;
    const victim = firstUnder(change, context, isLock ? (each) => gravestLockOf(each) !== undefined : worksUnderLock);
    const lock = victim === undefined ? undefined : gravestLockOf(victim);
    if (victim === undefined || lock === undefined) return undefined;
    const name = plainName(lock.on);
    return {
      message: isLock
        ? `While a statement below waits for its lock on ${name}, everyone behind it waits too, without limit`
        : `A statement below keeps others out of ${name} for however long it takes`,
      help: isLock ? 'Two to five seconds, and another attempt when it fails.' : 'A few minutes at most.',
      related: [{ message: `${name} is locked here`, path: context.script.path, at: victim.statement.at }],
      fixes: isLock ? setTo('2s', context) : [],
    };
  },
});

function setTo(value: string, context: RuleContext): readonly Fix[] {
  const at = valueAt(context.statement.text);
  if (at === undefined) return [];
  return [{ title: 'Set it to 2 seconds', edits: [context.replace(at, `'${value}'`)], preferred: true, safe: false }];
}
