import { gravestLockOf } from '../../locking';
import { changeRule } from '../../rule';
import { firstUnder, timeoutOf, valueAt, worksUnderLock } from '../../settings';
import { duration, plainName } from '../../wording';

/** In milliseconds: an outage that nobody would call short. */
const longest = 300_000;

export const statementTimeoutTooLong = changeRule({
  id: 'statement-timeout-too-long',
  title: 'Long statement_timeout for a statement that locks a table',
  category: 'timeout',
  severity: 'information',
  preset: 'strict',
  also: ['pgfence:statement-timeout-too-long'],
  on: ['set'],
  check(change, context) {
    const ms = timeoutOf(change, 'statement_timeout');
    if (ms === undefined || ms <= longest) return undefined;
    const victim = firstUnder(change, context, worksUnderLock);
    const lock = victim === undefined ? undefined : gravestLockOf(victim);
    if (victim === undefined || lock === undefined) return undefined;
    const name = plainName(lock.on);
    const at = valueAt(context.statement.text);
    return {
      message: `A statement below may keep others out of ${name} for ${duration(ms)}`,
      help: 'A few minutes at most for what locks a table.',
      ...(at !== undefined && { at }),
      related: [{ message: `${name} is locked here`, path: context.script.path, at: victim.statement.at }],
      fixes:
        at === undefined
          ? []
          : [{ title: 'Set it to 5 minutes', edits: [context.replace(at, "'5min'")], preferred: true, safe: false }],
    };
  },
});
