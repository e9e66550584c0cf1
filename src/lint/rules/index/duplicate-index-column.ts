import { changeRule, type RuleContext } from '../../rule';
import type { Fix } from '../../finding';
import type { Span } from '../../../sql/span';

export const duplicateIndexColumn = changeRule({
  id: 'duplicate-index-column',
  title: 'Column twice in one index',
  category: 'index',
  severity: 'warning',
  upOnly: true,
  also: [],
  on: ['create-index'],
  check({ columns, at }, context) {
    const nth = columns.findIndex((each, n) => isIn(columns.slice(0, n), each));
    const again = columns[nth];
    if (again === undefined || !('column' in again)) return undefined;
    return {
      message: `Stores ${again.column} twice in each entry of the index, and finds nothing by it that it would not find without`,
      help: 'Name it once.',
      at: again.at ?? at,
      fixes: again.at === undefined ? [] : [removed(columns[nth - 1]?.at, again.at, context)],
    };
  },
});

type Columns = Parameters<Parameters<typeof changeRule<'create-index'>>[0]['check']>[0]['columns'];

/** The same column, sorted alike. */
function isIn(columns: Columns, it: Columns[number]): boolean {
  return columns.some((each) => 'column' in each && 'column' in it && each.column === it.column && each.manner === it.manner);
}

function removed(before: Span | undefined, at: Span, context: RuleContext): Fix {
  const edit = context.replace({ start: before?.end ?? at.start, end: at.end }, '');
  return { title: 'Remove it', edits: [edit], preferred: true, safe: true };
}
