import type { Node } from '@pgsql/types';
import { strings } from './changes/reading';

/** What a query's column is called that has no name of its own (FigureColname in parser/parse_target.c). */
export function outputName(tree: Node | undefined): string {
  return figure(tree)?.name ?? '?column?';
}

/** What an index's column is called that is an expression (FigureIndexColname there). */
export function expressionName(tree: Node): string {
  return figure(tree)?.name ?? 'expr';
}

interface Figured {
  readonly name: string;
  /** A weak name gives way to a type's. */
  readonly weak: boolean;
}

function figure(node: Node | undefined): Figured | undefined {
  if (node === undefined) return undefined;
  if ('ColumnRef' in node) return strong(lastString(node.ColumnRef.fields));
  if ('FuncCall' in node) return strong(lastString(node.FuncCall.funcname));
  if ('A_Indirection' in node) return strong(lastString(node.A_Indirection.indirection)) ?? figure(node.A_Indirection.arg);
  if ('CollateClause' in node) return figure(node.CollateClause.arg);
  if ('MinMaxExpr' in node) return strong(node.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest');
  if ('A_Expr' in node) return node.A_Expr.kind === 'AEXPR_NULLIF' ? strong('nullif') : undefined;
  if ('SubLink' in node) return ofSubquery(node.SubLink.subLinkType, node.SubLink.subselect);
  if ('SQLValueFunction' in node) return strong(valueFunctions[node.SQLValueFunction.op ?? '']);
  if ('XmlExpr' in node) return strong(xmlFunctions[node.XmlExpr.op ?? '']);
  if ('JsonFuncExpr' in node) return strong(jsonFunctions[node.JsonFuncExpr.op ?? '']);
  if ('TypeCast' in node) {
    const inner = figure(node.TypeCast.arg);
    if (inner !== undefined && !inner.weak) return inner;
    const name = lastString(node.TypeCast.typeName?.names);
    return name === undefined ? inner : { name, weak: true };
  }
  if ('CaseExpr' in node) {
    const otherwise = figure(node.CaseExpr.defresult);
    return otherwise !== undefined && !otherwise.weak ? otherwise : { name: 'case', weak: true };
  }
  const [kind = ''] = Object.keys(node);
  return strong(byKind[kind]);
}

/** A subquery that yields one value is called what its column is. */
function ofSubquery(kind: string | undefined, query: Node | undefined): Figured | undefined {
  if (kind === 'EXISTS_SUBLINK') return strong('exists');
  if (kind === 'ARRAY_SUBLINK') return strong('array');
  if (kind !== 'EXPR_SUBLINK' || query === undefined || !('SelectStmt' in query)) return undefined;
  let select = query.SelectStmt;
  while (select.larg !== undefined) select = select.larg;
  if (select.valuesLists !== undefined) return strong('column1');
  const [target] = select.targetList ?? [];
  if (target === undefined || !('ResTarget' in target)) return undefined;
  return strong(target.ResTarget.name ?? outputName(target.ResTarget.val));
}

const byKind: Readonly<Record<string, string>> = {
  A_ArrayExpr: 'array',
  RowExpr: 'row',
  CoalesceExpr: 'coalesce',
  GroupingFunc: 'grouping',
  MergeSupportFunc: 'merge_action',
  XmlSerialize: 'xmlserialize',
  JsonParseExpr: 'json',
  JsonScalarExpr: 'json_scalar',
  JsonSerializeExpr: 'json_serialize',
  JsonObjectConstructor: 'json_object',
  JsonArrayConstructor: 'json_array',
  JsonArrayQueryConstructor: 'json_array',
  JsonObjectAgg: 'json_objectagg',
  JsonArrayAgg: 'json_arrayagg',
};

const jsonFunctions: Readonly<Record<string, string>> = {
  JSON_EXISTS_OP: 'json_exists',
  JSON_QUERY_OP: 'json_query',
  JSON_VALUE_OP: 'json_value',
};

const xmlFunctions: Readonly<Record<string, string>> = {
  IS_XMLCONCAT: 'xmlconcat',
  IS_XMLELEMENT: 'xmlelement',
  IS_XMLFOREST: 'xmlforest',
  IS_XMLPARSE: 'xmlparse',
  IS_XMLPI: 'xmlpi',
  IS_XMLROOT: 'xmlroot',
  IS_XMLSERIALIZE: 'xmlserialize',
};

const valueFunctions: Readonly<Record<string, string>> = {
  SVFOP_CURRENT_DATE: 'current_date',
  SVFOP_CURRENT_TIME: 'current_time',
  SVFOP_CURRENT_TIME_N: 'current_time',
  SVFOP_CURRENT_TIMESTAMP: 'current_timestamp',
  SVFOP_CURRENT_TIMESTAMP_N: 'current_timestamp',
  SVFOP_LOCALTIME: 'localtime',
  SVFOP_LOCALTIME_N: 'localtime',
  SVFOP_LOCALTIMESTAMP: 'localtimestamp',
  SVFOP_LOCALTIMESTAMP_N: 'localtimestamp',
  SVFOP_CURRENT_ROLE: 'current_role',
  SVFOP_CURRENT_USER: 'current_user',
  SVFOP_USER: 'user',
  SVFOP_SESSION_USER: 'session_user',
  SVFOP_CURRENT_CATALOG: 'current_catalog',
  SVFOP_CURRENT_SCHEMA: 'current_schema',
};

function strong(name: string | undefined): Figured | undefined {
  return name === undefined ? undefined : { name, weak: false };
}

function lastString(nodes: readonly Node[] | undefined): string | undefined {
  return strings(nodes).findLast((name) => name !== '');
}
