import type { ChangeOf } from '../../../schema/change';
import type { Constraint } from '../../../schema/schema';
import { partsOf } from '../../../schema/names';
import type { Fix } from '../../finding';
import { runLater, tableElsewhere } from '../../not-valid';
import { changeRule, type RuleContext } from '../../rule';
import { removeStatement } from '../../statement-edits';
import { quoteIdentifier } from '../../../sql/quote';
import { keywords, mentions } from '../../user-text';
import { enumerate, plainName } from '../../wording';

/** Locks are held until the transaction ends: https://www.postgresql.org/docs/current/explicit-locking.html */
export const validateConstraintSameTransaction = changeRule({
  id: 'validate-constraint-same-transaction',
  title: 'VALIDATE CONSTRAINT in the transaction that added it',
  category: 'constraint',
  severity: 'warning',
  also: [
    'squawk:constraint-missing-not-valid',
    'postgres-language-server:requireSeparateConstraintValidation',
    'pgfence:not-valid-validate-same-tx',
    'strong_migrations:validate_constraint',
  ],
  on: ['validate-constraint'],
  check(change, context) {
    const work = [...context.harmful('scan'), ...context.harmful('fk-check')];
    const constraint = context.table(change.table)?.constraints.find(({ name }) => name === change.constraint);
    if (work.length === 0 || constraint === undefined || !isAddedInTransaction(change, context)) return undefined;
    const key = context.resolve(change.table);
    const tables = [...new Set([key, constraint.references?.table ?? key])].map(plainName);
    const isForeign = constraint.kind === 'foreign-key';
    return {
      message: `Blocks all ${isForeign ? 'writes to' : 'reads and writes of'} ${enumerate(tables)} while every row of ${plainName(key)} is checked: the lock that added ${change.constraint} is still held`,
      help: 'Validate it in a transaction of its own, such as the next migration: that lets reads and writes go on.',
      related: context.origin(constraint, `${change.constraint} was added here`),
      fixes: moveFix(change, constraint, context),
    };
  },
});

/** Whether the table had no such constraint when the open transaction began. */
function isAddedInTransaction({ table, constraint }: ChangeOf<'validate-constraint'>, context: RuleContext): boolean {
  const [first] = context.transactionSoFar();
  const before = first?.schema.relations.get(context.resolve(table));
  return before?.kind === 'table' && !before.constraints.some(({ name }) => name === constraint);
}

/** The statement goes to the next migration, unless what follows may build on it. */
function moveFix(change: ChangeOf<'validate-constraint'>, constraint: Constraint, context: RuleContext): readonly Fix[] {
  const { text } = context.statement;
  const target = tableElsewhere(change.table, context);
  const { name } = partsOf(context.resolve(change.table));
  const isNeeded = context.later().some((other) => mentions(other.text, name));
  if (target === undefined || isNeeded || !context.isOnlyChange || !context.inTransaction) return [];
  const words = [keywords(text, 'ALTER TABLE'), target, keywords(text, 'VALIDATE CONSTRAINT'), quoteIdentifier(constraint.name)];
  const later = runLater(context, { description: `validate ${constraint.name}`, statements: [words.join(' ')], undo: [] });
  if (later === undefined) return [];
  return [
    { title: `Validate it ${later.where}`, edits: [removeStatement(context), ...later.edits], preferred: true, safe: false },
  ];
}
