import { own } from '../../sql/printer';
import { quoteIdentifier, quoteName } from '../../sql/quote';
import type { Column, Schema, Table } from '../../schema/schema';
import { columnSql } from './definition';
import { gap, nameOfKey, run, shown, type Step, type World } from './undoing';

/** A dropped table without its rows; constraints, indexes and triggers follow by themselves. */
export function createTable(table: Table, before: Schema, world: World): readonly Step[] {
  const name = shown(table.key);
  const isPlain =
    table.kind === 'table' && table.partitionBy === undefined && table.partitionOf === undefined && table.inherits.length === 0;
  if (!isPlain || table.partlyKnown) {
    const former = world.former(table.origin);
    const hint = former === undefined ? '' : ` It began as: ${former.text.replace(/\s+/g, ' ').slice(0, 200)}`;
    return gap(`Create the table ${name} again, with its rows: its definition is not known completely.${hint}`);
  }
  const columns = table.columns.map((column) => columnSql(column, table.key, before)).join(', ');
  const unlogged = { sql: table.persistence === 'unlogged' ? 'UNLOGGED ' : '' };
  return [
    ...gap(`The rows of ${name} are gone with the table: bring them back from a backup where they are needed.`),
    ...run(own`CREATE ${unlogged}TABLE ${nameOfKey(table.key)} (${{ sql: columns }})`),
    ...(table.rowSecurity ? run(own`ALTER TABLE ${nameOfKey(table.key)} ENABLE ROW LEVEL SECURITY`) : []),
    ...(table.rowSecurityForced ? run(own`ALTER TABLE ${nameOfKey(table.key)} FORCE ROW LEVEL SECURITY`) : []),
  ];
}

/** Columns that a table has lost, without their values. */
export function addColumns(was: Table, is: Table, before: Schema): readonly Step[] {
  // What a parent or a partitioned table has lost comes back through it.
  if (was.partitionOf !== undefined || was.inherits.length > 0) return [];
  const name = shown(was.key);
  return was.columns
    .filter((column) => !is.columns.some((other) => other.name === column.name) && !is.partlyKnown)
    .filter((column) => !isRenamed(column, is))
    .flatMap((column) => addColumn(column, was, before, name));
}

function isRenamed(column: Column, is: Table): boolean {
  return is.columns.some(({ origin, name, type }) => origin === column.origin && name !== column.name && type === column.type);
}

function addColumn(column: Column, table: Table, before: Schema, shownTable: string): readonly Step[] {
  const { name, notNull, default: standard, identity, generated } = column;
  const isFilled = standard !== undefined || identity !== undefined || generated !== undefined;
  const mayStayEmpty = !notNull || isFilled;
  const sql = columnSql(mayStayEmpty ? column : { ...column, notNull: false }, table.key, before);
  const target = nameOfKey(table.key);
  return [
    ...(generated === undefined
      ? gap(`The values of ${shownTable}.${name} are gone: bring them back from a backup where they are needed.`)
      : []),
    ...run(own`ALTER TABLE ${target} ADD COLUMN ${{ sql }}`),
    ...(mayStayEmpty
      ? []
      : gap(
          `${name} was NOT NULL: once every row has a value, ALTER TABLE ${quoteName(target)} ALTER COLUMN ${quoteIdentifier(name)} SET NOT NULL;`,
        )),
  ];
}
