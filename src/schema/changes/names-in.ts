import type { Node, RangeVar } from '@pgsql/types';
import type { Change } from '../change';
import type { Name } from '../schema';
import { nameOf, nameOfList } from './reading';

/** The functions that a query or an expression calls; those of the user may do anything. */
export function callsIn(tree: unknown): readonly Name[] {
  const found: Name[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const call = (value as { FuncCall?: { funcname?: readonly Node[] } }).FuncCall;
      if (call !== undefined) found.push(nameOfList(call.funcname));
      Object.values(value).forEach(visit);
    }
  };
  visit(tree);
  return found;
}

/** The functions that a statement runs for their own sake: by SELECT, PERFORM or CALL. */
export function callsOf(change: Change): readonly Name[] {
  if (change.kind === 'read') return change.calls ?? [];
  return change.kind === 'other' && 'CallStmt' in change.tree ? callsIn({ FuncCall: change.tree.CallStmt.funccall }) : [];
}

/** The relations that a query reads, each once; the names of its own WITH queries are none. */
export function relationsIn(query: Node | undefined): readonly Name[] {
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
