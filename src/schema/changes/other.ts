import type { CreateStatsStmt, Node, ObjectType, RuleStmt } from '@pgsql/types';
import type { Change } from '../change';
import type { OtherKind, Rule } from '../schema';
import { nameOf, nameOfList, only, type Reading } from './reading';

/** Kinds of objects that are only known by name. */
export const otherKinds: ReadonlyMap<ObjectType, OtherKind> = new Map([
  ['OBJECT_EVENT_TRIGGER', 'event trigger'],
  ['OBJECT_STATISTIC_EXT', 'statistics'],
  ['OBJECT_PUBLICATION', 'publication'],
  ['OBJECT_COLLATION', 'collation'],
  ['OBJECT_TSCONFIGURATION', 'text search configuration'],
  ['OBJECT_FOREIGN_SERVER', 'server'],
]);

/** CREATE of such an object under a name. */
export function createOther(
  { whole }: Reading,
  what: OtherKind,
  {
    name,
    ifNotExists = false,
  }: { readonly name: string | readonly Node[] | undefined; readonly ifNotExists?: boolean | undefined },
): readonly Change[] {
  const named = typeof name === 'string' ? { name } : nameOfList(name);
  return [{ kind: 'create-object', at: whole, what, name: named, ifNotExists }];
}

/** CREATE STATISTICS, whose name the server may choose. */
export function createStatistics({ whole }: Reading, node: CreateStatsStmt): readonly Change[] {
  const ifNotExists = node.if_not_exists === true;
  const name = nameOfList(node.defnames);
  return only('RangeVar', node.relations).map((table) => ({
    kind: 'create-object',
    at: whole,
    what: 'statistics',
    name,
    ifNotExists,
    table: nameOf(table),
    columns: only('StatsElem', node.exprs).map((element) => element.name ?? 'expr'),
  }));
}

const events: Readonly<Partial<Record<NonNullable<RuleStmt['event']>, Rule['event']>>> = {
  CMD_SELECT: 'select',
  CMD_INSERT: 'insert',
  CMD_UPDATE: 'update',
  CMD_DELETE: 'delete',
};

export function createRule({ whole }: Reading, node: RuleStmt): readonly Change[] {
  return [
    {
      kind: 'create-rule',
      at: whole,
      table: nameOf(node.relation),
      rule: node.rulename ?? '',
      event: events[node.event ?? 'CMD_SELECT'] ?? 'select',
      instead: node.instead === true,
      replace: node.replace === true,
    },
  ];
}
