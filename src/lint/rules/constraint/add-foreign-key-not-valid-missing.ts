import { notValidFix } from '../../not-valid';
import { changeRule } from '../../rule';
import { enumerate, plainName } from '../../wording';

/** SHARE ROW EXCLUSIVE on both tables while the rows are checked. */
export const addForeignKeyNotValidMissing = changeRule({
  id: 'add-foreign-key-not-valid-missing',
  title: 'Foreign key added without NOT VALID',
  category: 'constraint',
  severity: 'warning',
  also: [
    'squawk:adding-foreign-key-constraint',
    'squawk:constraint-missing-not-valid',
    'postgres-language-server:addingForeignKeyConstraint',
    'pgfence:add-constraint-fk-no-not-valid',
    'migrationpilot:MP005',
    'pgsafe:add-fk-without-not-valid',
    'diesel-guard:AddForeignKey',
    'strong_migrations:add_foreign_key',
  ],
  on: ['add-constraint'],
  check({ table, constraint }, context) {
    if (constraint.kind !== 'foreign-key' || constraint.notValid || context.harmful('fk-check').length === 0) return undefined;
    const name = plainName(context.resolve(table));
    const locked = [...new Set(context.harmful('lock').map(({ on }) => plainName(on)))];
    // Until 17 a partitioned table takes no NOT VALID foreign key (42809).
    const isRefused = context.table(table)?.partitionBy !== undefined && context.postgres < 18;
    return {
      message: `Blocks all writes to ${enumerate(locked.length === 0 ? [name] : locked)} while every row of ${name} is checked`,
      help: isRefused
        ? 'Add it to each partition NOT VALID, validate those one by one, then add it to the partitioned table.'
        : 'Add it NOT VALID, and VALIDATE CONSTRAINT in a later transaction, which lets reads and writes go on.',
      at: constraint.at,
      fixes: isRefused ? [] : notValidFix(table, constraint, context),
    };
  },
});
