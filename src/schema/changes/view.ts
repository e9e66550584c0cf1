import type { CreateTableAsStmt, Node, RangeVar, RefreshMatViewStmt, ViewStmt } from '@pgsql/types';
import type { Change } from '../change';
import type { Name } from '../schema';
import { nameOf, type Reading, strings } from './reading';

export function createView(reading: Reading, node: ViewStmt): readonly Change[] {
  return [
    {
      kind: 'create-view',
      at: reading.whole,
      view: nameOf(node.view),
      materialized: false,
      replace: node.replace === true,
      ifNotExists: false,
      populated: true,
      reads: relationsIn(node.query),
      query: node.query,
      columns: strings(node.aliases),
      text: reading.text,
    },
  ];
}

export function createMaterializedView(reading: Reading, node: CreateTableAsStmt): readonly Change[] {
  return [
    {
      kind: 'create-view',
      at: reading.whole,
      view: nameOf(node.into?.rel),
      materialized: true,
      replace: false,
      ifNotExists: node.if_not_exists === true,
      populated: node.into?.skipData !== true,
      reads: relationsIn(node.query),
      query: node.query,
      columns: strings(node.into?.colNames),
      text: reading.text,
    },
  ];
}

export function refreshView(reading: Reading, node: RefreshMatViewStmt): readonly Change[] {
  return [
    {
      kind: 'refresh-view',
      at: reading.whole,
      view: nameOf(node.relation),
      concurrently: node.concurrent === true,
      withData: node.skipData !== true,
    },
  ];
}

/** The relations that a query reads, each once; the names of its own WITH queries are none. */
function relationsIn(query: Node | undefined): readonly Name[] {
  const found = new Map<string, Name>();
  const visit = (value: unknown, local: ReadonlySet<string>): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, local);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Record<string, unknown>;
    const relation = node['RangeVar'] as RangeVar | undefined;
    if (relation !== undefined) {
      const name = nameOf(relation);
      if (name.schema !== undefined || !local.has(name.name)) found.set(`${name.schema ?? ''}.${name.name}`, name);
      return;
    }
    const queries = (node['withClause'] as { ctes?: readonly { CommonTableExpr?: { ctename?: string } }[] } | undefined)?.ctes;
    const inner = queries === undefined ? local : new Set([...local, ...queries.map((q) => q.CommonTableExpr?.ctename ?? '')]);
    for (const key in node) visit(node[key], inner);
  };
  visit(query, new Set());
  return [...found.values()];
}
