import { sequencesOf } from '../../../effects/world';
import type { ChangeOf } from '../../../schema/change';
import type { Column, Table } from '../../../schema/schema';
import { quoteIdentifier } from '../../../sql/quote';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { appendToScript } from '../../statement-edits';
import { keywords } from '../../user-text';
import { plainName } from '../../wording';

export const insertExplicitId = changeRule({
  id: 'insert-explicit-id',
  title: 'Rows with keys of their own in a column that makes its keys',
  category: 'data',
  severity: 'warning',
  once: true,
  also: ['migrationpilot:MP059'],
  on: ['write'],
  concerns: ({ rows }) => rows?.from === 'values' && rows.columns.length > 0 && !rows.hasDefault,
  check(change, context) {
    const table = context.table(change.table);
    const column = table?.columns.find(
      (each) => change.rows?.columns.includes(each.name) === true && isMade(each, table, context),
    );
    if (table === undefined || column === undefined || isReset(table, context)) return undefined;
    return {
      message: `The keys that ${plainName(table.key)}.${column.name} makes itself do not know of these: when it comes to one of them, an INSERT fails with 23505`,
      help: 'Leave the column out, or set its sequence behind the last key with setval().',
      related: context.origin(column, `${column.name} was defined here`),
      fixes: fix(change, column, context),
    };
  },
});

/** A key that comes from a sequence, and that cannot be there twice. */
function isMade(column: Column, table: Table, context: RuleContext): boolean {
  const isNumbered =
    sequencesOf(context, table.key, column.name).length > 0 || column.default?.text.includes('nextval(') === true;
  return (
    isNumbered &&
    table.constraints.some(
      ({ kind, columns }) => (kind === 'primary-key' || kind === 'unique') && columns.length === 1 && columns[0] === column.name,
    )
  );
}

/** setval, ALTER SEQUENCE, or ALTER TABLE … ALTER COLUMN … RESTART. */
function isReset({ key }: Table, context: RuleContext): boolean {
  if (context.has('set-sequence') || context.has('alter-sequence')) return true;
  if (!context.has('alter-table-other')) return false;
  return context
    .changesAfter()
    .some((each) => each.kind === 'alter-table-other' && each.clause === 'AT_SetIdentity' && context.resolve(each.table) === key);
}

/** Behind the last statement, for further rows may come until there. */
function fix({ table }: ChangeOf<'write'>, { name }: Column, context: RuleContext): readonly Fix[] {
  if (sequencesOf(context, context.resolve(table), name).length !== 1) return [];
  const { statement } = context;
  const written = [table.schema, table.name].flatMap((part) => (part === undefined ? [] : [quoteIdentifier(part)])).join('.');
  const column = quoteIdentifier(name);
  const word = (sql: string): string => keywords(statement.text, sql);
  const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const sql = `${word('SELECT')} setval(pg_get_serial_sequence(${literal(written)}, ${literal(name)}), (${word('SELECT')} max(${column}) ${word('FROM')} ${written}))`;
  return [
    {
      title: 'Set the sequence behind the last key',
      edits: [appendToScript(context, sql)],
      preferred: true,
      safe: false,
    },
  ];
}
