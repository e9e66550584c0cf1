import { changeRule } from '../../rule';
import { duration } from '../../wording';

/** In milliseconds: what safe-pg-migrations found to be enough. */
const enough = 30_000;

export const lockTimeoutWithConcurrentBuild = changeRule({
  id: 'lock-timeout-with-concurrent-build',
  title: 'Short lock_timeout during a concurrent build',
  category: 'timeout',
  severity: 'information',
  preset: 'all',
  also: [],
  on: ['create-index', 'reindex'],
  check(change, context) {
    const { lockTimeout = 0 } = context.session;
    if (!change.concurrently || lockTimeout === 0 || lockTimeout >= enough) return undefined;
    if (context.effects.some(({ kind }) => kind === 'error') || context.harmful('waits-for-transactions').length === 0)
      return undefined;
    return {
      message: `A transaction elsewhere that lasts more than ${duration(lockTimeout)} ends this build, for it waits for all of them, and an INVALID index is left behind`,
      help: 'Half a minute or more does no harm here: while the build waits, nobody waits behind it.',
    };
  },
});
