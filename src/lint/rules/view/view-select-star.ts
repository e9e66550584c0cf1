import type { Node, SelectStmt } from '@pgsql/types';
import { quoteIdentifier } from '../../../sql/quote';
import { indexAt, tokenize } from '../../../sql/ranges';
import { tokenText } from '../../../sql/token';
import type { Span } from '../../../sql/span';
import { nameOf, strings } from '../../../schema/changes/reading';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/sql-createview.html: the star is expanded once, when the view is made. */
export const viewSelectStar = changeRule({
  id: 'view-select-star',
  title: 'View that selects a star',
  category: 'view',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  also: [],
  on: ['create-view'],
  check({ view, query, at }, context) {
    const star = query !== undefined && 'SelectStmt' in query ? starOf(query.SelectStmt) : undefined;
    if (star === undefined) return undefined;
    const span = spanOf(star.at, context);
    return {
      message: `${plainName(context.resolve(view))} keeps the columns of today: those added later are missing, and none of these can be dropped or change its type`,
      help: 'Name the columns that it is for.',
      at: span ?? at,
      fixes: span === undefined ? [] : expanded(star, span, context),
    };
  },
});

interface Star {
  readonly at: number;
  /** As in `orders.*`. */
  readonly qualifier?: string;
  readonly select: SelectStmt;
}

/** The first star of the columns, also of a part of a UNION. */
function starOf(select: SelectStmt): Star | undefined {
  for (const target of select.targetList ?? []) {
    const value: Node | undefined = 'ResTarget' in target ? target.ResTarget.val : undefined;
    if (value === undefined || !('ColumnRef' in value)) continue;
    const { fields = [], location } = value.ColumnRef;
    const last = fields.at(-1);
    if (last === undefined || !('A_Star' in last)) continue;
    const [qualifier] = strings(fields.slice(0, -1));
    return { at: location ?? 0, select, ...(qualifier !== undefined && { qualifier }) };
  }
  return [select.larg, select.rarg].map((part) => part && starOf(part)).find((each) => each !== undefined);
}

function spanOf(start: number, { statement: { text } }: RuleContext): Span | undefined {
  const it = tokenize(text);
  const star = it.tokens.slice(indexAt(it, start)).find((token) => tokenText(text, token).startsWith('*'));
  return star === undefined ? undefined : { start, end: star.at.start + 1 };
}

/** Only where all of it comes from one relation that is known. */
function expanded({ qualifier, select }: Star, at: Span, context: RuleContext): readonly Fix[] {
  const [from, ...others] = select.fromClause ?? [];
  if (from === undefined || others.length > 0 || !('RangeVar' in from) || from.RangeVar.alias?.colnames !== undefined) return [];
  // A name of WITH would hide the relation.
  if (select.withClause !== undefined) return [];
  const name = nameOf(from.RangeVar);
  const relation = context.schema.relations.get(context.resolve(name));
  const columns =
    relation?.kind === 'table' && !relation.partlyKnown
      ? relation.columns.map((column) => column.name)
      : relation?.kind === 'view' || relation?.kind === 'materialized-view'
        ? relation.columns
        : undefined;
  if (columns === undefined || columns.length === 0) return [];
  const prefix = qualifier === undefined ? '' : `${quoteIdentifier(qualifier)}.`;
  const list = columns.map((column) => prefix + quoteIdentifier(column)).join(', ');
  return [{ title: 'Name the columns', edits: [context.replace(at, list)], preferred: true, safe: true }];
}
