import type { ChangeOf } from '../schema/change';
import type { RuleContext } from './rule';

/** Whether an UPDATE or DELETE touches every row, by its text alone: `perhaps` where the column after IS NOT NULL tells. */
export function everyRow({ hasWhere, where }: ChangeOf<'write'>): 'yes' | 'perhaps' | 'no' {
  if (!hasWhere) return 'yes';
  return where !== undefined && presentColumn(where) !== undefined ? 'perhaps' : 'no';
}

/** The same, with what the chain knows of the table: `id IS NOT NULL` is true of every row where id is NOT NULL. */
export function isOfEveryRow(change: ChangeOf<'write'>, context: RuleContext): boolean {
  if (!change.hasWhere) return true;
  const column = change.where === undefined ? undefined : presentColumn(change.where);
  return column !== undefined && context.column(change.table, column)?.notNull === true;
}

/** An INSERT of the rows that stand in it, by VALUES or DEFAULT VALUES: never many. */
export function isOfGivenRows({ rows }: ChangeOf<'write'>): boolean {
  return rows !== undefined && rows.from !== 'query';
}

/** The column of `column IS NOT NULL`. */
function presentColumn(where: NonNullable<ChangeOf<'write'>['where']>): string | undefined {
  if (!('NullTest' in where) || where.NullTest.nulltesttype !== 'IS_NOT_NULL') return undefined;
  const { arg } = where.NullTest;
  const last = arg !== undefined && 'ColumnRef' in arg ? arg.ColumnRef.fields?.at(-1) : undefined;
  return last !== undefined && 'String' in last ? last.String.sval : undefined;
}
