import { type ConstraintMaker, constraintMakers, foreignKeysOf, type NewForeignKey } from '../../constraints-of';
import { changeRule, type Report, type Rule, type RuleContext, type RuleMeta } from '../../rule';

/** A rule about how foreign keys are written: a matter of opinion, so in `all`. `say` tells what is wrong with one. */
export function foreignKeyOpinion(
  meta: Pick<RuleMeta, 'id' | 'title' | 'also'>,
  say: (foreignKey: NewForeignKey, change: ConstraintMaker, context: RuleContext) => Report | undefined,
): Rule {
  return changeRule({
    ...meta,
    category: 'constraint',
    severity: 'information',
    preset: 'all',
    upOnly: true,
    on: constraintMakers,
    check: (change, context) =>
      foreignKeysOf(change, context).flatMap((foreignKey) => {
        const report = say(foreignKey, change, context);
        return report === undefined ? [] : [{ at: foreignKey.constraint.at, ...report }];
      }),
  });
}
