import { columnName, uniqueNames } from '../../../schema/apply/index';
import { chooseName, joinColumns, relationTaken } from '../../../schema/apply/naming';
import { partsOf } from '../../../schema/names';
import { quoteIdentifier } from '../../../sql/quote';
import { changeRule } from '../../rule';
import { findWords } from '../../user-text';

export const indexWithoutName = changeRule({
  id: 'index-without-name',
  title: 'Index without a name',
  category: 'index',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['migrationpilot:MP042'],
  on: ['create-index'],
  check(change, context) {
    if (change.index !== undefined) return undefined;
    const table = context.resolve(change.table);
    const columns = joinColumns(uniqueNames(change.columns.map(columnName)));
    const name = chooseName({ table: partsOf(table).name, columns, label: 'idx' }, relationTaken(context.schema, table));
    const on = findWords(context.statement.text, ['on'], change.at);
    return {
      message: `PostgreSQL chooses the name, here ${name}, and another one where that is taken: later migrations cannot count on it`,
      help: 'Give the index a name.',
      at: { start: 0, end: change.indexWordAt.end },
      fixes:
        on === undefined
          ? []
          : [
              {
                title: `Name it ${name}`,
                edits: [context.replace({ start: on.start, end: on.start }, `${quoteIdentifier(name)} `)],
                preferred: true,
                safe: true,
              },
            ],
    };
  },
});
