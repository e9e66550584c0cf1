import { changeRule } from '../../rule';
import { enumerate, plainName } from '../../wording';
import { buildFirstFix } from './build-first';

/** https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX */
export const addPrimaryKey = changeRule({
  id: 'add-primary-key',
  title: 'Primary key that builds its index while the table is locked',
  category: 'constraint',
  severity: 'warning',
  also: [
    'squawk:adding-serial-primary-key-field',
    'postgres-language-server:addingPrimaryKeyConstraint',
    'pgfence:add-pk-without-using-index',
    'pgsafe:add-primary-key-without-index',
    'diesel-guard:AddPrimaryKey',
    'eugene:E7',
  ],
  on: ['add-constraint'],
  check(change, context) {
    const { table, constraint } = change;
    if (constraint.kind !== 'primary-key' || context.harmful('index-build').length === 0) return undefined;
    const nullable = constraint.columns.filter((column) => context.column(table, column)?.notNull === false);
    const checked = nullable.length === 0 ? '' : ` and every row is checked for a NULL in ${enumerate(nullable)}`;
    return {
      message: `Blocks all reads and writes of ${plainName(context.resolve(table))} until the index of the key is built${checked}`,
      help:
        nullable.length === 0
          ? 'Build a unique index with CONCURRENTLY, which lets reads and writes go on, and add the key USING INDEX.'
          : 'Make the columns NOT NULL without a scan first, build a unique index with CONCURRENTLY, and add the key USING INDEX.',
      at: constraint.at,
      fixes: nullable.length === 0 ? buildFirstFix(change, context) : [],
    };
  },
});
