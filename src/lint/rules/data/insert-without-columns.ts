import { lex } from '../../../sql/lexer';
import { isWord } from '../../../sql/token';
import { quoteIdentifier } from '../../../sql/quote';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';
import type { ChangeOf } from '../../../schema/change';
import { tableEnd } from '../../user-text';

export const insertWithoutColumns = changeRule({
  id: 'insert-without-columns',
  title: 'INSERT without a list of columns',
  category: 'data',
  severity: 'information',
  preset: 'strict',
  also: ['pgrubic:insert-without-target-columns', 'bytebase:insert-must-specify-column'],
  on: ['write'],
  concerns: ({ rows }) => rows !== undefined && rows.from !== 'defaults' && rows.columns.length === 0,
  check(change, context) {
    return {
      message: `Which value goes where depends on the order that the columns of ${plainName(context.resolve(change.table))} have when this runs`,
      help: 'List the columns.',
      fixes: fix(change, context),
    };
  },
});

/** The columns that the values go to now, where the table is known and each has a value. */
function fix({ table, rows }: ChangeOf<'write'>, context: RuleContext): readonly Fix[] {
  const known = context.table(table);
  const { text } = context.statement;
  const name = tableEnd(text, ['insert', 'into']);
  if (known === undefined || known.partlyKnown || rows?.from !== 'values' || name === undefined) return [];
  if (rows.width !== known.columns.length || known.columns.some(({ generated }) => generated !== undefined)) return [];
  const list = known.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const [as, alias] = lex(text, { body: { start: name, end: text.length } }).filter(({ kind }) => kind !== 'comment');
  const end = isWord(text, as, 'as') && alias !== undefined ? alias.at.end : name;
  return [
    {
      title: 'List the columns',
      edits: [context.replace({ start: end, end }, ` (${list})`)],
      preferred: true,
      safe: true,
    },
  ];
}
