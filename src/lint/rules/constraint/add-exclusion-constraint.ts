import { changeRule } from '../../rule';
import { plainName } from '../../wording';

/** EXCLUDE takes neither NOT VALID nor USING INDEX: https://www.postgresql.org/docs/current/sql-altertable.html */
export const addExclusionConstraint = changeRule({
  id: 'add-exclusion-constraint',
  title: 'EXCLUDE constraint added to a table in use',
  category: 'constraint',
  severity: 'warning',
  also: [
    'squawk:constraint-missing-not-valid',
    'postgres-language-server:avoidAddingExclusionConstraint',
    'pgfence:add-constraint-exclude',
    'migrationpilot:MP031',
    'pgsafe:add-exclusion-constraint',
    'diesel-guard:AddExcludeConstraint',
    'eugene:E8',
    'strong_migrations:add_exclusion_constraint',
  ],
  on: ['add-constraint'],
  check({ table, constraint }, context) {
    if (constraint.kind !== 'exclude' || context.harmful('index-build').length === 0) return undefined;
    const method = constraint.exclusion?.method ?? 'btree';
    return {
      message: `Blocks all reads and writes of ${plainName(context.resolve(table))} until its ${method} index is built`,
      help: 'There is no way to add it to rows without that: fill a new table that has the constraint, and swap the two.',
      at: constraint.at,
    };
  },
});
