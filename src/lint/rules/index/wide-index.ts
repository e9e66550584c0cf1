import { changeRule } from '../../rule';

export const wideIndex = changeRule({
  id: 'wide-index',
  title: 'Index of more than three columns',
  category: 'index',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['strong_migrations:add_index_columns', 'diesel-guard:WideIndex'],
  on: ['create-index'],
  check({ columns, at, unique }) {
    // Which columns must be unique together is nothing to choose.
    if (columns.length <= 3 || unique) return undefined;
    const [fourth, last] = [columns[3]?.at, columns.at(-1)?.at];
    return {
      message: `Sorts by ${columns.length} columns: each entry is large, and few queries search by more than the first ones`,
      help: 'Keep the columns that queries search by, and INCLUDE what they only return.',
      at: fourth === undefined || last === undefined ? at : { start: fourth.start, end: last.end },
    };
  },
});
