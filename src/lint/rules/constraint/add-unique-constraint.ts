import { changeRule } from '../../rule';
import { plainName } from '../../wording';
import { buildFirstFix } from './build-first';

/** https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX */
export const addUniqueConstraint = changeRule({
  id: 'add-unique-constraint',
  title: 'UNIQUE constraint that builds its index while the table is locked',
  category: 'constraint',
  severity: 'warning',
  also: [
    'squawk:disallowed-unique-constraint',
    'postgres-language-server:disallowUniqueConstraint',
    'pgfence:add-constraint-unique',
    'migrationpilot:MP027',
    'pgsafe:add-unique-constraint',
    'diesel-guard:AddUniqueConstraint',
    'eugene:E7',
    'strong_migrations:add_unique_constraint',
  ],
  on: ['add-constraint'],
  check(change, context) {
    const { table, constraint } = change;
    if (constraint.kind !== 'unique' || context.harmful('index-build').length === 0) return undefined;
    const isPartitioned = context.table(table)?.partitionBy !== undefined;
    return {
      message: `Blocks all reads and writes of ${plainName(context.resolve(table))} until the index of the constraint is built`,
      help: isPartitioned
        ? 'Build a unique index on each partition with CONCURRENTLY, create it ON ONLY the partitioned table, and attach them.'
        : 'Build the unique index with CONCURRENTLY, which lets reads and writes go on, and add the constraint USING INDEX.',
      at: constraint.at,
      fixes: buildFirstFix(change, context),
    };
  },
});
