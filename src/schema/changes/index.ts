import type { IndexElem, IndexStmt, Node, ReindexStmt } from '@pgsql/types';
import type { Change, ChangeOf } from '../change';
import type { IndexColumn } from '../definitions';
import { elements, findWord, indexAt, type TokenText } from '../../sql/ranges';
import type { Span } from '../../sql/span';
import { nameOf, only, type Reading, strings } from './reading';

export function createIndex(reading: Reading, node: IndexStmt): readonly Change[] {
  const { it } = reading;
  const where = findWord(it, 'where', 0);
  const indexWord = it.tokens[findWord(it, 'index', 0)];
  const spans = columnSpans(it, indexAt(it, node.relation?.location ?? 0));
  return [
    {
      kind: 'create-index',
      at: reading.whole,
      table: nameOf(node.relation),
      ...(node.idxname !== undefined && { index: node.idxname }),
      unique: node.unique === true,
      method: node.accessMethod ?? 'btree',
      columns: (node.indexParams ?? []).flatMap((param, i) => indexColumn(reading, param, spans[i])),
      include: only('IndexElem', node.indexIncludingParams).map((element) => element.name ?? ''),
      nullsNotDistinct: node.nulls_not_distinct === true,
      ...(node.whereClause && {
        predicate: reading.expression(node.whereClause, it.tokens[where]?.at.end ?? 0, reading.text.length),
      }),
      concurrently: node.concurrent === true,
      ifNotExists: node.if_not_exists === true,
      only: node.relation?.inh !== true,
      indexWordAt: indexWord?.at ?? reading.whole,
    },
  ];
}

/** The elements of the first parenthesis after the table's name. */
export function columnSpans(it: TokenText, from: number): readonly Span[] {
  for (let i = from; i < it.tokens.length; i++) {
    if (it.text[it.tokens[i]?.at.start ?? -1] === '(') return elements(it, i + 1);
  }
  return [];
}

export function indexColumn(reading: Reading, node: Node, span: Span | undefined): readonly IndexColumn[] {
  if (!('IndexElem' in node)) return [];
  const element: IndexElem = node.IndexElem;
  const manner = mannerOf(element);
  const rest = { ...(manner !== '' && { manner }), ...(span && { at: span }) };
  if (element.name !== undefined) return [{ column: element.name, ...rest }];
  if (element.expr === undefined) return [];
  return [{ expression: expressionOf(reading, element, span), ...rest }];
}

/** How a column is sorted, unless as always: NULLS LAST goes without saying, and after DESC NULLS FIRST does. */
function mannerOf({ collation, opclass, opclassopts, ordering, nulls_ordering: nulls }: IndexElem): string {
  const isDescending = ordering === 'SORTBY_DESC';
  const isUsual = nulls !== (isDescending ? 'SORTBY_NULLS_LAST' : 'SORTBY_NULLS_FIRST');
  const words = [
    ...(collation === undefined ? [] : [`collate ${strings(collation).join('.')}`]),
    ...(opclass === undefined ? [] : [strings(opclass).join('.')]),
    ...(opclassopts === undefined ? [] : [JSON.stringify(opclassopts)]),
    ...(isDescending ? ['desc'] : []),
    ...(isUsual ? [] : [isDescending ? 'nulls last' : 'nulls first']),
  ];
  return words.join(' ');
}

/** The expression without the operator class, ordering and parentheses that may surround it. */
function expressionOf(reading: Reading, element: IndexElem, span: Span | undefined) {
  const { it } = reading;
  const tree = element.expr ?? {};
  if (span === undefined) return { text: '', tree: tree as Node };
  const first = indexAt(it, span.start);
  const isParenthesised = reading.text[it.tokens[first]?.at.start ?? -1] === '(';
  const opening = isParenthesised ? first : first + openingAfter(reading, first);
  const closed = closeOf(reading, opening, span.end);
  const start = isParenthesised ? (it.tokens[first]?.at.end ?? span.start) : span.start;
  const limit = isParenthesised ? (it.tokens[closed]?.at.start ?? span.end) : (it.tokens[closed]?.at.end ?? span.end);
  return reading.expression(tree as Node, start, limit);
}

/** How many tokens the name of a function takes before its parenthesis. */
function openingAfter(reading: Reading, first: number): number {
  let n = 0;
  while (first + n < reading.it.tokens.length && reading.text[reading.it.tokens[first + n]?.at.start ?? -1] !== '(') n++;
  return n;
}

function closeOf(reading: Reading, opening: number, limit: number): number {
  const { it } = reading;
  let depth = 0;
  for (let i = opening; i < it.tokens.length && (it.tokens[i]?.at.start ?? limit) < limit; i++) {
    const mark = reading.text[it.tokens[i]?.at.start ?? -1];
    if (mark === '(') depth++;
    else if (mark === ')' && --depth === 0) return i;
  }
  return -1;
}

const reindexed: Readonly<Record<NonNullable<ReindexStmt['kind']>, ChangeOf<'reindex'>['what']>> = {
  REINDEX_OBJECT_INDEX: 'index',
  REINDEX_OBJECT_TABLE: 'table',
  REINDEX_OBJECT_SCHEMA: 'schema',
  REINDEX_OBJECT_SYSTEM: 'system',
  REINDEX_OBJECT_DATABASE: 'database',
};

export function reindex(reading: Reading, node: ReindexStmt): readonly Change[] {
  const options = (node.params ?? []).flatMap((param) => ('DefElem' in param ? [param.DefElem] : []));
  const name = node.relation ? nameOf(node.relation) : node.name === undefined ? undefined : { name: node.name };
  return [
    {
      kind: 'reindex',
      at: reading.whole,
      what: reindexed[node.kind ?? 'REINDEX_OBJECT_TABLE'],
      ...(name && { name }),
      concurrently: options.some((option) => option.defname === 'concurrently'),
    },
  ];
}
