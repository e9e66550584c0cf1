import { changeRule } from '../../rule';
import { plainName } from '../../wording';
import { isOwn } from '../../own';

export const createTableForce = changeRule({
  id: 'create-table-force',
  title: 'Table dropped to be created anew',
  category: 'destructive',
  severity: 'warning',
  also: ['strong_migrations:create_table'],
  on: ['drop-table'],
  concerns: ({ ifExists }) => ifExists,
  check({ table }, context) {
    // Where the table is known, drop-table says what is lost.
    if (isOwn(table, context) || context.table(table) !== undefined) return undefined;
    const key = context.resolve(table);
    const again = context
      .changesAfter()
      .find((change) => change.kind === 'create-table' && context.resolve(change.table) === key);
    if (again === undefined) return undefined;
    return {
      message: `Loses every row of ${plainName(key)} for good where there is such a table already: it is dropped only to be created anew`,
      help: 'Leave the DROP out: CREATE TABLE then fails where the table exists, and nothing is lost.',
    };
  },
});
