import type { ChangeOf } from '../../../schema/change';
import type { Constraint } from '../../../schema/schema';
import type { RuleContext } from '../../rule';

/** The NOT NULL constraint of the column that waits to be validated: since 18 there may be one. */
export function unvalidatedNotNull({ table, column }: ChangeOf<'set-not-null'>, context: RuleContext): Constraint | undefined {
  const constraints = context.table(table)?.constraints ?? [];
  return constraints.find(({ kind, columns, validated }) => kind === 'not-null' && columns[0] === column && !validated);
}
