import type { ColumnDefinition, ConstraintDefinition } from '../../../schema/definitions';
import type { Name } from '../../../schema/schema';
import { quoteIdentifier } from '../../../sql/quote';
import type { Fix } from '../../finding';
import { nameOfConstraint, validateLater } from '../../not-valid';
import { changeRule, type RuleContext } from '../../rule';
import { keywords, withBlanksBefore } from '../../user-text';
import { plainName } from '../../wording';

/** ALTER TABLE checks every row against a new CHECK, even one that speaks of a column in which all rows hold NULL. */
export const addColumnWithCheck = changeRule({
  id: 'add-column-with-check',
  title: 'Column added together with a CHECK',
  category: 'column',
  severity: 'warning',
  also: [],
  on: ['add-column'],
  check({ table, column }, context) {
    const checks = column.constraints.filter(({ kind, enforced }) => kind === 'check' && enforced);
    const [check] = checks;
    if (check === undefined || context.harmful('scan').length === 0) return undefined;
    const name = plainName(context.resolve(table));
    return {
      message: `Blocks all reads and writes of ${name} while every row is checked, although ${column.name} is new`,
      help: 'Add the column without it; add the CHECK NOT VALID, and VALIDATE CONSTRAINT in a later transaction.',
      at: check.at,
      fixes: checks.length === 1 && !column.notNull ? apart(table, { column, check }, context) : [],
    };
  },
});

/** The CHECK as a clause of its own, NOT VALID, and validated in another transaction. */
function apart(
  table: Name,
  { column, check }: { readonly column: ColumnDefinition; readonly check: ConstraintDefinition },
  context: RuleContext,
): readonly Fix[] {
  const { text } = context.statement;
  const name = nameOfConstraint(table, check, context);
  const later = name === undefined ? undefined : validateLater(table, name, context);
  if (name === undefined || later === undefined) return [];
  const written = text.slice(check.at.start, check.at.end);
  const named = check.name === undefined ? `${keywords(text, 'CONSTRAINT')} ${quoteIdentifier(name)} ${written}` : written;
  const clause = `, ${keywords(text, 'ADD')} ${named} ${keywords(text, 'NOT VALID')}`;
  return [
    {
      title: `Add the CHECK NOT VALID, and validate ${later.where}`,
      edits: [
        context.replace(withBlanksBefore(text, check.at), ''),
        context.replace({ start: column.at.end, end: column.at.end }, clause),
        ...later.edits,
      ],
      preferred: true,
      safe: false,
    },
  ];
}
