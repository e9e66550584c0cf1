import { notValidFix } from '../../not-valid';
import { changeRule } from '../../rule';
import { plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT */
export const addCheckNotValidMissing = changeRule({
  id: 'add-check-not-valid-missing',
  title: 'CHECK added without NOT VALID',
  category: 'constraint',
  severity: 'warning',
  also: [
    'squawk:constraint-missing-not-valid',
    'postgres-language-server:constraintMissingNotValid',
    'pgfence:add-constraint-check-no-not-valid',
    'migrationpilot:MP030',
    'pgsafe:add-check-without-not-valid',
    'diesel-guard:AddCheckConstraint',
    'strong_migrations:add_check_constraint',
  ],
  on: ['add-constraint'],
  check({ table, constraint }, context) {
    if (constraint.kind !== 'check' || constraint.notValid || context.harmful('scan').length === 0) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Blocks all reads and writes of ${name} while every row is checked`,
      help: 'Add it NOT VALID, which is instant, and VALIDATE CONSTRAINT in a later transaction, which lets reads and writes go on.',
      at: constraint.at,
      fixes: notValidFix(table, constraint, context),
    };
  },
});
