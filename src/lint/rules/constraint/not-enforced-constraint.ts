import type { ConstraintDefinition } from '../../../schema/definitions';
import { constraintMakers, constraintsOf } from '../../constraints-of';
import type { Fix } from '../../finding';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { findWords, keywords } from '../../user-text';
import { plainName } from '../../wording';
import type { Span } from '../../../sql/span';

/** https://www.postgresql.org/docs/18/sql-createtable.html#SQL-CREATETABLE-PARMS-ENFORCED */
export const notEnforcedConstraint = changeRule({
  id: 'not-enforced-constraint',
  title: 'Constraint that is NOT ENFORCED',
  category: 'constraint',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  since: 18,
  also: ['migrationpilot:MP082'],
  on: constraintMakers,
  check(change, context) {
    return constraintsOf(change).flatMap((constraint): readonly Report[] => {
      const isOf = constraint.kind === 'check' || constraint.kind === 'foreign-key';
      if (!isOf || constraint.enforced) return [];
      const { text } = context.statement;
      const words = findWords(text, ['not', 'enforced'], { start: constraint.at.start, end: change.at.end });
      const what = constraint.kind === 'check' ? 'break this CHECK' : 'have no partner';
      return [
        {
          message: `${plainName(context.resolve(change.table))} takes rows that ${what}, without a word`,
          help: 'If it is meant to spare the check of old rows, add it NOT VALID: that holds for new rows at once.',
          at: words ?? constraint.at,
          fixes: words === undefined || change.kind !== 'add-constraint' ? [] : fixes(constraint, words, context),
        },
      ];
    });
  },
});

function fixes({ at }: ConstraintDefinition, words: Span, context: RuleContext): readonly Fix[] {
  const { text } = context.statement;
  if (findWords(text, ['not', 'valid'], at) !== undefined) return [];
  const edits = [context.replace(words, keywords(text, 'NOT VALID'))];
  return [{ title: 'Enforce it for new rows: NOT VALID', edits, preferred: false, safe: false }];
}
