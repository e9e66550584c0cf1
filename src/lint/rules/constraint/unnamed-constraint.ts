import { chosenName } from '../../not-valid';
import { changeRule } from '../../rule';
import { quoteIdentifier } from '../../../sql/quote';
import { keywords } from '../../user-text';

export const unnamedConstraint = changeRule({
  id: 'unnamed-constraint',
  title: 'Constraint added without a name',
  category: 'constraint',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['diesel-guard:UnnamedConstraint', 'pgrubic:implicit-constraint-name'],
  on: ['add-constraint'],
  check({ table, constraint }, context) {
    const { name, usingIndex, at } = constraint;
    // Without a name it takes that of its index.
    if (name !== undefined || usingIndex !== undefined) return undefined;
    const chosen = chosenName(constraint, table, context);
    const words = chosen === undefined ? '' : `${keywords(context.statement.text, 'CONSTRAINT')} ${quoteIdentifier(chosen)} `;
    return {
      message: `PostgreSQL chooses its name${chosen === undefined ? '' : `, ${chosen} unless that is taken`}: later migrations have to guess it`,
      help: 'Name it: ADD CONSTRAINT name ….',
      at,
      fixes:
        chosen === undefined
          ? []
          : [
              {
                title: `Name it ${chosen}`,
                edits: [context.replace({ start: at.start, end: at.start }, words)],
                preferred: true,
                safe: true,
              },
            ],
    };
  },
});
