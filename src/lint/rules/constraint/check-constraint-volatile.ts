import { turnsFalse } from '../../../effects/clock';
import { constraintMakers, constraintsOf } from '../../constraints-of';
import { changeRule, type Report } from '../../rule';
import { plainName } from '../../wording';

/** «PostgreSQL assumes that CHECK constraints' conditions are immutable»: https://www.postgresql.org/docs/current/ddl-constraints.html */
export const checkConstraintVolatile = changeRule({
  id: 'check-constraint-volatile',
  title: 'CHECK that a row may break by itself, as time goes by',
  category: 'constraint',
  severity: 'warning',
  upOnly: true,
  also: ['migrationpilot:MP087'],
  on: constraintMakers,
  check(change, context) {
    return constraintsOf(change).flatMap(({ kind, expression, at }): readonly Report[] => {
      const by = kind === 'check' && expression !== undefined ? turnsFalse(expression.tree) : undefined;
      if (by === undefined) return [];
      return [
        {
          message: `Rows of ${plainName(context.resolve(change.table))} break this CHECK by themselves, for ${by} changes: from then on no UPDATE of them succeeds, and no dump of them can be restored`,
          help: 'Check what depends on the moment in a trigger, when the column is written, or in the application.',
          at,
        },
      ];
    });
  },
});
