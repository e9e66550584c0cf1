import { gravestLock, lockingKinds } from '../../locking';
import { changeRule } from '../../rule';
import { canSet, isSetBefore, setBefore } from '../../settings';
import { plainName } from '../../wording';

export const missingApplicationName = changeRule({
  id: 'missing-application-name',
  title: 'Lock without an application_name',
  category: 'timeout',
  severity: 'information',
  preset: 'all',
  also: ['pgfence:missing-application-name'],
  on: lockingKinds,
  once: true,
  check(_change, context) {
    if (isSetBefore(context, ['application_name']) || !canSet(context)) return undefined;
    const lock = gravestLock(context);
    if (lock === undefined) return undefined;
    return {
      message: `Whoever waits for ${plainName(lock.on)} cannot tell from pg_stat_activity that a migration holds it`,
      help: 'Set application_name.',
      at: { start: 0, end: /^\w+(?:[ \t]+\w+)?/.exec(context.statement.text)?.[0].length ?? 0 },
      fixes: [
        {
          title: 'Set application_name before it',
          edits: [setBefore(context, `application_name = 'migration ${context.migration.version.replaceAll("'", "''")}'`)],
          preferred: true,
          safe: true,
        },
      ],
    };
  },
});
