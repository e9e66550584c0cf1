import type { CommonTableExpr, JoinExpr, Node, RangeSubselect, RangeVar, ResTarget, SelectStmt } from '@pgsql/types';
import { strings } from './changes/reading';
import { outputName } from './figure';
import type { Name } from './schema';

/** The names of a relation's columns; undefined where they are not known. */
export type ColumnsOf = (name: Name) => readonly string[] | undefined;

type Columns = readonly string[] | undefined;

/** What a query's FROM offers: each item under the name that it is called by. */
interface Item {
  readonly name: string;
  readonly schema?: string;
  readonly columns: Columns;
}

/**
 * The names of the columns that a query yields, in order, as PostgreSQL gives them (parser/parse_target.c). Undefined where
 * a star stands for what is not known, such as the result of a function.
 */
export function outputColumns(query: Node | undefined, columnsOf: ColumnsOf): Columns {
  return query !== undefined && 'SelectStmt' in query ? ofSelect(query.SelectStmt, columnsOf) : undefined;
}

/** The first names through those that an alias or a column list gives instead. */
export function renamed(columns: Columns, names: readonly string[]): Columns {
  return columns?.map((column, nth) => names[nth] ?? column);
}

function ofSelect(select: SelectStmt, outer: ColumnsOf): Columns {
  const columnsOf = withQueries(select, outer);
  // UNION, INTERSECT and EXCEPT are called what their first part is.
  if (select.larg !== undefined) return ofSelect(select.larg, columnsOf);
  const [row] = select.valuesLists ?? [];
  if (row !== undefined) return listOf(row).map((_, nth) => `column${String(nth + 1)}`);
  const items: Item[] = [];
  const all = (select.fromClause ?? []).map((node) => addItem(node, items, columnsOf));
  const columns: string[] = [];
  for (const target of select.targetList ?? []) {
    const found = 'ResTarget' in target ? ofTarget(target.ResTarget, { items, all }) : undefined;
    if (found === undefined) return undefined;
    columns.push(...found);
  }
  return columns;
}

/** Names of WITH hide relations, and later ones know the earlier. */
function withQueries({ withClause }: SelectStmt, outer: ColumnsOf): ColumnsOf {
  let columnsOf = outer;
  for (const node of withClause?.ctes ?? []) {
    if (!('CommonTableExpr' in node)) continue;
    const query: CommonTableExpr = node.CommonTableExpr;
    const before = columnsOf;
    const columns = renamed(outputColumns(query.ctequery, before) ?? returned(query.ctequery), strings(query.aliascolnames));
    columnsOf = (name) => (name.schema === undefined && name.name === query.ctename ? columns : before(name));
  }
  return columnsOf;
}

/** What RETURNING names; a star stands for a table that is being written, and is not followed. */
function returned(query: Node | undefined): Columns {
  if (query === undefined) return undefined;
  const [written] = Object.values(query) as readonly { readonly returningList?: readonly Node[] }[];
  const columns = (written?.returningList ?? []).map((node) =>
    'ResTarget' in node ? ofTarget(node.ResTarget, { items: [], all: [undefined] })?.[0] : undefined,
  );
  return columns.length > 0 && columns.every((column) => column !== undefined) ? columns : undefined;
}

/** Adds what an item of FROM may be called to `items`, and returns what a bare star has of it. */
function addItem(node: Node, items: Item[], columnsOf: ColumnsOf): Columns {
  if ('RangeVar' in node) return addRelation(node.RangeVar, items, columnsOf);
  if ('RangeSubselect' in node) return addQuery(node.RangeSubselect, items, columnsOf);
  if ('JoinExpr' in node) return addJoin(node.JoinExpr, items, columnsOf);
  if ('RangeFunction' in node) {
    const { alias, coldeflist } = node.RangeFunction;
    const defined = (coldeflist ?? []).map((each) => ('ColumnDef' in each ? (each.ColumnDef.colname ?? '') : ''));
    const columns = defined.length > 0 ? defined : undefined;
    items.push({ name: alias?.aliasname ?? '', columns });
    return columns;
  }
  items.push({ name: '', columns: undefined });
  return undefined;
}

function addRelation({ schemaname, relname = '', alias }: RangeVar, items: Item[], columnsOf: ColumnsOf): Columns {
  const schema = schemaname === undefined ? {} : { schema: schemaname };
  const columns = renamed(columnsOf({ ...schema, name: relname }), strings(alias?.colnames));
  items.push(alias?.aliasname === undefined ? { ...schema, name: relname, columns } : { name: alias.aliasname, columns });
  return columns;
}

function addQuery({ subquery, alias }: RangeSubselect, items: Item[], columnsOf: ColumnsOf): Columns {
  const columns = renamed(outputColumns(subquery, columnsOf), strings(alias?.colnames));
  items.push({ name: alias?.aliasname ?? '', columns });
  return columns;
}

/** A star has the columns that USING joins once, and first. */
function addJoin(join: JoinExpr, items: Item[], columnsOf: ColumnsOf): Columns {
  const inner: Item[] = [];
  const left = join.larg === undefined ? undefined : addItem(join.larg, inner, columnsOf);
  const right = join.rarg === undefined ? undefined : addItem(join.rarg, inner, columnsOf);
  const using = join.isNatural === true ? left?.filter((column) => right?.includes(column) === true) : strings(join.usingClause);
  const both =
    left === undefined || right === undefined || using === undefined
      ? undefined
      : [...using, ...[...left, ...right].filter((column) => !using.includes(column))];
  const { alias } = join;
  if (alias?.aliasname === undefined) {
    items.push(...inner);
    return both;
  }
  // What an alias joins cannot be named apart any more.
  const columns = renamed(both, strings(alias.colnames));
  items.push({ name: alias.aliasname, columns });
  return columns;
}

function ofTarget(
  { name, val }: ResTarget,
  { items, all }: { readonly items: readonly Item[]; readonly all: readonly Columns[] },
): Columns {
  if (name !== undefined) return [name];
  const fields = val !== undefined && 'ColumnRef' in val ? (val.ColumnRef.fields ?? []) : [];
  const last = fields.at(-1);
  if (last === undefined || !('A_Star' in last)) return [outputName(val)];
  const qualifiers = strings(fields.slice(0, -1));
  const [one, two] = qualifiers;
  if (one === undefined) return all.includes(undefined) ? undefined : all.flatMap((columns) => columns ?? []);
  const item = items.find((each) => (two === undefined ? each.name === one : each.schema === one && each.name === two));
  return item?.columns;
}

function listOf(node: Node): readonly Node[] {
  return 'List' in node ? (node.List.items ?? []) : [];
}
