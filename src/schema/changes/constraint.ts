import type { Constraint, ConstrType, Node, RangeVar } from '@pgsql/types';
import type { ConstraintDefinition, IndexColumn } from '../definitions';
import type { ConstraintKind, Name, ReferentialAction, References } from '../schema';
import { findWord, indexAt, insideParens } from '../../sql/ranges';
import type { Span } from '../../sql/span';
import { columnSpans, indexColumn } from './index';
import { nameOf, stringOf, strings, type Reading } from './reading';

/** The kinds of constraint that a column or table may have; NOT NULL of a column is its own field there. */
export const constraintKinds: ReadonlyMap<ConstrType, ConstraintKind> = new Map([
  ['CONSTR_PRIMARY', 'primary-key'],
  ['CONSTR_UNIQUE', 'unique'],
  ['CONSTR_CHECK', 'check'],
  ['CONSTR_FOREIGN', 'foreign-key'],
  ['CONSTR_EXCLUSION', 'exclude'],
]);

/** A constraint that stands by itself, or in a column, in which case the caller fills in the column. */
export function constraintDefinition(reading: Reading, node: Constraint, at: Span): ConstraintDefinition {
  const kind = node.contype === 'CONSTR_NOTNULL' ? 'not-null' : (constraintKinds.get(node.contype ?? 'CONSTR_CHECK') ?? 'check');
  return {
    ...(node.conname !== undefined && { name: node.conname }),
    kind,
    columns: columnsOf(node),
    ...(node.raw_expr && { expression: checkExpression(reading, node.raw_expr, at) }),
    ...(node.pktable && { references: referencesOf(node, node.pktable) }),
    notValid: node.skip_validation === true,
    ...(node.is_no_inherit === true && { noInherit: true }),
    enforced: node.is_enforced === true || (kind !== 'check' && kind !== 'foreign-key'),
    deferrable: node.deferrable === true || node.initdeferred === true,
    initiallyDeferred: node.initdeferred === true,
    ...(node.nulls_not_distinct === true && { nullsNotDistinct: true }),
    ...(node.including && { include: strings(node.including) }),
    ...(node.exclusions && { exclusion: exclusionOf(reading, node, at) }),
    ...(node.indexname !== undefined && { usingIndex: node.indexname }),
    at,
  };
}

function referencesOf(node: Constraint, table: RangeVar): References<Name> {
  return {
    table: nameOf(table),
    columns: strings(node.pk_attrs),
    onUpdate: actions[node.fk_upd_action ?? 'a'] ?? 'no action',
    onDelete: actions[node.fk_del_action ?? 'a'] ?? 'no action',
    onDeleteColumns: strings(node.fk_del_set_cols),
    match: node.fk_matchtype === 'f' ? 'full' : node.fk_matchtype === 'p' ? 'partial' : 'simple',
  };
}

/** By the letters of parsenodes.h (FKCONSTR_ACTION). */
const actions: Readonly<Record<string, ReferentialAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};

function columnsOf(node: Constraint): readonly string[] {
  if (node.fk_attrs) return strings(node.fk_attrs);
  if (node.exclusions) return node.exclusions.flatMap(excludedColumn);
  if (node.keys) return strings(node.keys);
  return columnsIn(node.raw_expr);
}

function excludedColumn(node: Node): readonly string[] {
  if (!('List' in node)) return [];
  return (node.List.items ?? []).flatMap((item) => ('IndexElem' in item && item.IndexElem.name ? [item.IndexElem.name] : []));
}

function exclusionOf(reading: Reading, node: Constraint, at: Span): NonNullable<ConstraintDefinition['exclusion']> {
  const { it } = reading;
  const first = indexAt(it, at.start);
  const spans = columnSpans(it, first);
  const where = it.tokens[findWord(it, 'where', first, at.end)];
  const columns = (node.exclusions ?? []).flatMap((exclusion, i): readonly IndexColumn[] => {
    const element = 'List' in exclusion ? exclusion.List.items?.[0] : undefined;
    return element === undefined ? [] : indexColumn(reading, element, spans[i]);
  });
  return {
    method: node.access_method ?? 'btree',
    columns,
    ...(node.where_clause && where && { predicate: reading.expression(node.where_clause, where.at.end, at.end) }),
  };
}

/** The columns that an expression of one table reads, each once, in order. */
function columnsIn(node: Node | undefined): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const reference = (value as { ColumnRef?: { fields?: Node[] } }).ColumnRef;
      const last = reference?.fields?.at(-1);
      if (last !== undefined && 'String' in last) found.add(stringOf(last));
      else Object.values(value).forEach(visit);
    }
  };
  visit(node);
  return [...found];
}

function checkExpression(reading: Reading, tree: Node, at: Span) {
  const { it } = reading;
  const inside = insideParens(it, indexAt(it, at.start)) ?? at;
  return reading.expression(tree, inside.start, inside.end);
}
