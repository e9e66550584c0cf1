import type { ColumnDef, Constraint, Node } from '@pgsql/types';
import type { ColumnDefinition, ConstraintDefinition } from '../definitions';
import { typeOf } from '../types';
import { elementEnd, indexAt, insideParens, trimmed, typeSpan } from '../../sql/ranges';
import type { Span } from '../../sql/span';
import { constraintDefinition, constraintKinds } from './constraint';
import { nameOfList, only, type Reading } from './reading';

/** A column definition of CREATE TABLE or ADD COLUMN; `from` is where it begins, the words ADD COLUMN included. */
export function columnDefinition(reading: Reading, node: ColumnDef, from = node.location ?? 0): ColumnDefinition {
  const { it } = reading;
  const start = node.location ?? 0;
  const end = elementEnd(it, indexAt(it, start));
  const clauses = withSpans(reading, node, end);
  const constraints = clauses.filter(({ node }) => node.contype !== undefined && constraintKinds.has(node.contype));
  const attributes = attributesOf(clauses);
  const notNull = clauses.find(({ node }) => node.contype === 'CONSTR_NOTNULL');
  const standard = clauses.find(({ node }) => node.contype === 'CONSTR_DEFAULT');
  const identity = clauses.find(({ node }) => node.contype === 'CONSTR_IDENTITY')?.node;
  const generated = clauses.find(({ node }) => node.contype === 'CONSTR_GENERATED');
  const typeAt = node.typeName === undefined ? { start, end: start } : typeSpan(it, node.typeName.location ?? 0);
  const type = typeOf(node.typeName ?? {});
  return {
    name: node.colname ?? '',
    type,
    notNull: notNull !== undefined || identity !== undefined || constraints.some(({ node }) => node.contype === 'CONSTR_PRIMARY'),
    ...(standard?.node.raw_expr && { default: defaultOf(reading, standard.node.raw_expr, standard.at), defaultAt: standard.at }),
    ...(identity && { identity: identityOf(identity.generated_when) }),
    ...(generated?.node.raw_expr && {
      generated: {
        expression: parenthesised(reading, generated.node.raw_expr, generated.at),
        stored: generated.node.generated_kind !== 'v',
      },
    }),
    ...(node.collClause && { collation: nameOfList(node.collClause.collname) }),
    constraints: constraints.map(({ node: constraint, at }) => ofColumn(reading, node, { constraint, at }, attributes)),
    at: { start: from, end },
    typeAt,
    ...(notNull && { notNullAt: notNull.at }),
  };
}

interface Clause {
  readonly node: Constraint;
  readonly at: Span;
}

/** The column's constraints and attributes with their ranges: each ends where the next begins. */
function withSpans(reading: Reading, node: ColumnDef, end: number): readonly Clause[] {
  const nodes = only('Constraint', node.constraints);
  const starts = nodes.map((constraint) => constraint.location ?? 0);
  if (node.collClause?.location !== undefined) starts.push(node.collClause.location);
  return nodes.map((constraint) => {
    const start = constraint.location ?? 0;
    const next = Math.min(end, ...starts.filter((other) => other > start));
    return { node: constraint, at: trimmed(reading.it, start, next) };
  });
}

/** DEFERRABLE, NOT DEFERRABLE and so on belong to the constraint before them. */
function attributesOf(clauses: readonly Clause[]): ReadonlyMap<Constraint, readonly Constraint[]> {
  const found = new Map<Constraint, Constraint[]>();
  let owner: Constraint | undefined;
  for (const { node } of [...clauses].sort((a, b) => a.at.start - b.at.start)) {
    if (!(node.contype ?? '').startsWith('CONSTR_ATTR')) owner = node;
    else if (owner !== undefined) found.set(owner, [...(found.get(owner) ?? []), node]);
  }
  return found;
}

function ofColumn(
  reading: Reading,
  column: ColumnDef,
  { constraint, at }: { readonly constraint: Constraint; readonly at: Span },
  attributes: ReadonlyMap<Constraint, readonly Constraint[]>,
): ConstraintDefinition {
  const definition = constraintDefinition(reading, constraint, at);
  const kinds = (attributes.get(constraint) ?? []).map((attribute) => attribute.contype);
  return {
    ...definition,
    columns: definition.kind === 'check' ? definition.columns : [column.colname ?? ''],
    deferrable: definition.deferrable || kinds.includes('CONSTR_ATTR_DEFERRABLE') || kinds.includes('CONSTR_ATTR_DEFERRED'),
    initiallyDeferred: definition.initiallyDeferred || kinds.includes('CONSTR_ATTR_DEFERRED'),
    enforced: definition.enforced && !kinds.includes('CONSTR_ATTR_NOT_ENFORCED'),
  };
}

function defaultOf(reading: Reading, tree: Node, at: Span) {
  // Past the word DEFAULT, or past CONSTRAINT and its name before that.
  const { it } = reading;
  let i = indexAt(it, at.start);
  while (i < it.tokens.length && reading.text.slice(it.tokens[i]?.at.start, it.tokens[i]?.at.end).toLowerCase() !== 'default')
    i++;
  return reading.expression(tree, it.tokens[i]?.at.end ?? at.start, at.end);
}

function parenthesised(reading: Reading, tree: Node, at: Span) {
  const inside = insideParens(reading.it, indexAt(reading.it, at.start)) ?? at;
  return reading.expression(tree, inside.start, inside.end);
}

export function identityOf(when: string | undefined): 'always' | 'by default' {
  return when === 'a' ? 'always' : 'by default';
}
