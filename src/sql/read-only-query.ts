import type { Node } from '@pgsql/types';
import type { Span } from './span';
import type { Parsed, Unread } from './statement';

/** Why a text is not one query with one value that writes nothing; functions that it calls may still write. */
export interface NoQuery {
  /** Continues «The check …». */
  readonly message: string;
  /** In the text. */
  readonly at?: Span;
}

/** Whether a text is a SELECT, VALUES, TABLE or WITH … SELECT of one column without INTO, locks or writes; undefined if so. */
export function whyNoQuery(parsed: Parsed): NoQuery | undefined {
  if (!parsed.ok) {
    if (parsed.fault !== undefined)
      return { message: `cannot be parsed by PostgreSQL: ${parsed.fault.message}`, at: parsed.fault.at };
    return { message: unreadWords[parsed.unread] };
  }
  const { tree } = parsed;
  if (!('SelectStmt' in tree)) return { message: 'is not a query: only SELECT, VALUES, TABLE and WITH … SELECT are' };
  const wrong = wrongIn(tree);
  if (wrong !== undefined) return { message: wrong };
  const columns = columnsOf(tree);
  return columns === undefined || columns === 1 ? undefined : { message: `gives ${columns} columns, and one is asked for` };
}

const unreadWords: Readonly<Record<Unread, string>> = {
  empty: 'has no query',
  template: 'holds a placeholder, for which nobody puts a value in',
  psql: 'is a command of psql',
  size: 'is too long to be read',
};

/** What of a query, at any depth, changes or locks something. */
function wrongIn(tree: Node): string | undefined {
  const visit = (value: unknown): string | undefined => {
    if (Array.isArray(value)) {
      for (const item of value) {
        const found = visit(item);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    if (typeof value !== 'object' || value === null) return undefined;
    for (const [key, field] of Object.entries(value)) {
      const own = changing[key];
      if (own !== undefined) return own;
      const found = visit(field);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(tree);
}

const writes = 'writes: a check reads alone';
const changing: Readonly<Record<string, string>> = {
  InsertStmt: writes,
  UpdateStmt: writes,
  DeleteStmt: writes,
  MergeStmt: writes,
  intoClause: 'makes a table with INTO: a check reads alone',
  lockingClause: 'locks rows with FOR UPDATE or FOR SHARE: a check reads alone',
};

/** How many columns the query gives, where its text tells: a star may stand for any number. */
function columnsOf(tree: Node): number | undefined {
  if (!('SelectStmt' in tree)) return undefined;
  const { targetList, valuesLists, larg } = tree.SelectStmt;
  if (larg !== undefined) return columnsOf({ SelectStmt: larg });
  const [row] = valuesLists ?? [];
  if (row !== undefined) return 'List' in row ? row.List.items?.length : undefined;
  const isStar = targetList?.some((each) => JSON.stringify(each).includes('"A_Star"')) ?? false;
  return isStar ? undefined : (targetList?.length ?? 0);
}
