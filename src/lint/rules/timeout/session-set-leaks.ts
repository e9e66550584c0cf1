import { lex } from '../../../sql/lexer';
import { isWord } from '../../../sql/token';
import type { Change, ChangeOf } from '../../../schema/change';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { keywords } from '../../user-text';

export const sessionSetLeaks = changeRule({
  id: 'session-set-leaks',
  title: 'Setting that outlives the migration',
  category: 'timeout',
  severity: 'information',
  preset: 'strict',
  also: [],
  on: ['set'],
  check(change, context) {
    const { transaction } = context;
    if (change.local || change.value === undefined || change.inBlock !== undefined) return undefined;
    if ((transaction !== 'file' && transaction !== 'run') || isTakenBack(change, context)) return undefined;
    return {
      message: `${change.setting} stays set on this connection after the file, for later migrations and whoever gets the connection next`,
      help: 'SET LOCAL ends with the transaction.',
      fixes: makeLocal(context),
    };
  },
});

/** RESET or SET … TO DEFAULT further down. */
function isTakenBack({ setting }: ChangeOf<'set'>, { after }: RuleContext): boolean {
  const isReset = (change: Change): boolean =>
    change.kind === 'set' && change.value === undefined && (change.setting === setting || change.setting === 'all');
  return after().some(({ changes }) => changes.some(({ change }) => isReset(change)));
}

function makeLocal(context: RuleContext): readonly Fix[] {
  const { text } = context.statement;
  const [set, next, third] = lex(text).filter(({ kind }) => kind !== 'comment');
  if (set === undefined || !isWord(text, set, 'set')) return [];
  const isSession = isWord(text, next, 'session');
  if (isSession && (isWord(text, third, 'authorization') || isWord(text, third, 'characteristics'))) return [];
  const edit =
    isSession && next !== undefined
      ? context.replace(next.at, keywords(text, 'LOCAL'))
      : context.replace({ start: set.at.end, end: set.at.end }, keywords(text, ' LOCAL'));
  return [{ title: 'Set it for this transaction only', edits: [edit], preferred: true, safe: true }];
}
