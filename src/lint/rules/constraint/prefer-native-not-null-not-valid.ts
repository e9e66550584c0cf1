import type { Node } from '@pgsql/types';
import { changeRule } from '../../rule';
import { quoteIdentifier } from '../../../sql/quote';
import { keywords } from '../../user-text';
import { plainName } from '../../wording';

/** Since 18 a NOT NULL constraint can be NOT VALID: https://www.postgresql.org/docs/18/sql-altertable.html */
export const preferNativeNotNullNotValid = changeRule({
  id: 'prefer-native-not-null-not-valid',
  title: 'CHECK (… IS NOT NULL) NOT VALID where NOT NULL can be NOT VALID itself',
  category: 'constraint',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  since: 18,
  also: ['migrationpilot:MP081'],
  on: ['add-constraint'],
  check({ table, constraint }, context) {
    const { kind, notValid, enforced, expression, noInherit, at, name } = constraint;
    if (kind !== 'check' || !notValid || !enforced || noInherit === true || expression === undefined) return undefined;
    const column = notNullColumn(expression.tree);
    if (column === undefined || context.createdHere(table) || context.column(table, column)?.notNull !== false) return undefined;
    const { text } = context.statement;
    const head = name === undefined ? '' : `${keywords(text, 'CONSTRAINT')} ${quoteIdentifier(name)} `;
    const native = `${head}${keywords(text, 'NOT NULL')} ${quoteIdentifier(column)} ${keywords(text, 'NOT VALID')}`;
    return {
      message: `Takes a second step: once it is validated, SET NOT NULL still has to lock ${plainName(context.resolve(table))}, and the CHECK to be dropped`,
      help: `PostgreSQL 18 takes ADD CONSTRAINT … NOT NULL ${column} NOT VALID: when that is validated, the column is NOT NULL.`,
      at,
      fixes: [{ title: 'Make it a NOT NULL constraint', edits: [context.replace(at, native)], preferred: true, safe: false }],
    };
  },
});

/** The column that a condition keeps from being NULL, if it says nothing else. */
function notNullColumn(tree: Node): string | undefined {
  if (!('NullTest' in tree) || tree.NullTest.nulltesttype !== 'IS_NOT_NULL') return undefined;
  const { arg } = tree.NullTest;
  const last = arg !== undefined && 'ColumnRef' in arg ? arg.ColumnRef.fields?.at(-1) : undefined;
  return last !== undefined && 'String' in last ? last.String.sval : undefined;
}
