import { blocks } from '../../../effects/locks';
import { gravestLockOf } from '../../locking';
import { changeRule } from '../../rule';
import { firstUnder, timeoutOf, valueAt } from '../../settings';
import { duration, plainName } from '../../wording';

/** Beyond this, in milliseconds, people notice. */
const longest = 5000;

export const lockTimeoutTooLong = changeRule({
  id: 'lock-timeout-too-long',
  title: 'Long lock_timeout',
  category: 'timeout',
  severity: 'warning',
  also: ['pgfence:lock-timeout-too-long'],
  on: ['set'],
  check(change, context) {
    const ms = timeoutOf(change, 'lock_timeout');
    if (ms === undefined || ms <= longest) return undefined;
    const victim = firstUnder(change, context, (each) => gravestLockOf(each) !== undefined);
    const lock = victim === undefined ? undefined : gravestLockOf(victim);
    if (victim === undefined || lock === undefined) return undefined;
    const name = plainName(lock.on);
    const at = valueAt(context.statement.text);
    return {
      message: `A statement below may wait ${duration(ms)} for its lock on ${name}, and for as long every ${blocks(lock.mode).reads ? 'query on' : 'write to'} it waits behind`,
      help: 'Two to five seconds, and another attempt when it fails.',
      ...(at !== undefined && { at }),
      related: [{ message: `${name} is locked here`, path: context.script.path, at: victim.statement.at }],
      fixes:
        at === undefined
          ? []
          : [{ title: 'Set it to 5 seconds', edits: [context.replace(at, "'5s'")], preferred: true, safe: false }],
    };
  },
});
