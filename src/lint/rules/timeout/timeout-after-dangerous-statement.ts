import type { Judged } from '../../judge';
import { gravestLockOf } from '../../locking';
import { changeRule, type RuleContext } from '../../rule';
import { insertBefore, removeStatement } from '../../statement-edits';
import { isSetBefore, timeoutOf } from '../../settings';
import { plainName } from '../../wording';

export const timeoutAfterDangerousStatement = changeRule({
  id: 'timeout-after-dangerous-statement',
  title: 'lock_timeout set after the lock',
  category: 'timeout',
  severity: 'warning',
  also: ['pgfence:lock-timeout-after-dangerous-statement'],
  on: ['set'],
  check(change, context) {
    if ((timeoutOf(change, 'lock_timeout') ?? 0) <= 0 || isSetBefore(context, ['lock_timeout', 'all'])) return undefined;
    const victim = context.before().find((each) => gravestLockOf(each) !== undefined);
    const lock = victim === undefined ? undefined : gravestLockOf(victim);
    if (victim === undefined || lock === undefined) return undefined;
    const name = plainName(lock.on);
    return {
      message: `Comes too late for a statement above, which waits for its lock on ${name} without limit, and everyone behind it with it`,
      help: 'Set it before the first statement that locks a table.',
      related: [{ message: `${name} is locked here`, path: context.script.path, at: victim.statement.at }],
      fixes: [{ title: 'Move it up', edits: moved(victim, context), preferred: true, safe: true }],
    };
  },
});

/** The same words above the statement that they are to guard. */
function moved(victim: Judged, context: RuleContext) {
  const all = context.before();
  const { statement } = victim;
  const at = { ...context, statement, previous: () => all[all.indexOf(victim) - 1]?.statement };
  return [insertBefore(at, context.statement.text), removeStatement(context)];
}
