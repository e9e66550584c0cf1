import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { enumerate, plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/ddl-inherit.html#DDL-INHERIT-CAVEATS */
export const tableInheritance = changeRule({
  id: 'table-inheritance',
  title: 'Table that inherits from another',
  category: 'partition',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: [],
  on: ['create-table', 'set-inherit'],
  check(change, context) {
    const isCreated = change.kind === 'create-table';
    const parents = isCreated ? change.inherits : change.inherits ? [change.parent] : [];
    if (parents.length === 0) return undefined;
    const names = enumerate(parents.map((each) => plainName(context.resolve(each))));
    return {
      message: `Keys and unique constraints of ${names} do not reach the rows of ${plainName(context.resolve(change.table))}`,
      help: 'Partitions are what inheritance was used for; elsewhere a table of its own and a view say more.',
      at: (isCreated ? findWords(context.statement.text, ['inherits'], change.at) : undefined) ?? change.at,
    };
  },
});
