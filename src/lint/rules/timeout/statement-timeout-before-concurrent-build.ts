import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { insertAfter, insertBefore } from '../../statement-edits';
import { keywords } from '../../user-text';
import { duration } from '../../wording';

/** In milliseconds: builds that take longer are rare. */
const enough = 3_600_000;

export const statementTimeoutBeforeConcurrentBuild = changeRule({
  id: 'statement-timeout-before-concurrent-build',
  title: 'statement_timeout that may end a concurrent build',
  category: 'timeout',
  severity: 'warning',
  also: [],
  on: ['create-index', 'reindex'],
  check(change, context) {
    const { statementTimeout = 0 } = context.session;
    if (!change.concurrently || statementTimeout === 0 || statementTimeout >= enough) return undefined;
    if (
      context.effects.some((effect) => effect.kind === 'error' && effect.when === 'always') ||
      context.harmful('index-build').length === 0
    )
      return undefined;
    return {
      message: `If the build takes more than ${duration(statementTimeout)}, statement_timeout ends it, and an INVALID index is left behind that costs every write and answers no query`,
      help: 'Switch statement_timeout off for this statement: a concurrent build keeps nobody out.',
      fixes: withoutTimeout(statementTimeout, context),
    };
  },
});

function withoutTimeout(ms: number, context: RuleContext): readonly Fix[] {
  if (context.source.convention.sendsWholeFile) return [];
  const { text } = context.statement;
  const back =
    context.later().length === 0
      ? keywords(text, 'RESET statement_timeout')
      : `${keywords(text, 'SET')} statement_timeout = ${ms}`;
  return [
    {
      title: 'Switch statement_timeout off for this statement',
      edits: [insertBefore(context, `${keywords(text, 'SET')} statement_timeout = 0`), insertAfter(context, [back])],
      preferred: true,
      safe: true,
    },
  ];
}
