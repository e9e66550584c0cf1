import type { Node } from '@pgsql/types';
import type { Table } from '../schema/schema';

/**
 * Whether the table's validated CHECKs say that the column is never NULL, so that SET NOT NULL need not look (since 12).
 * https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL
 */
export function provesNotNull(table: Table, column: string): boolean {
  return table.constraints.some(
    ({ kind, validated, enforced, expression }) =>
      kind === 'check' && validated && enforced && expression !== undefined && saysNotNull(expression.tree, column),
  );
}

/** `column IS NOT NULL`, alone or as one of several conditions that must all hold. */
function saysNotNull(tree: Node, column: string): boolean {
  if ('BoolExpr' in tree) {
    const { boolop, args = [] } = tree.BoolExpr;
    if (boolop === 'AND_EXPR') return args.some((each) => saysNotNull(each, column));
    if (boolop === 'OR_EXPR') return args.length > 0 && args.every((each) => saysNotNull(each, column));
    const [negated] = args;
    return negated !== undefined && isNullTest(negated, column, 'IS_NULL');
  }
  return isNullTest(tree, column, 'IS_NOT_NULL');
}

function isNullTest(tree: Node, column: string, test: 'IS_NULL' | 'IS_NOT_NULL'): boolean {
  if (!('NullTest' in tree) || tree.NullTest.nulltesttype !== test) return false;
  const { arg } = tree.NullTest;
  if (arg === undefined || !('ColumnRef' in arg)) return false;
  const last = arg.ColumnRef.fields?.at(-1);
  return last !== undefined && 'String' in last && last.String.sval === column;
}
