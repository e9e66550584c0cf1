import type { ClusterStmt, CreateSubscriptionStmt, Node, VacuumStmt } from '@pgsql/types';
import type { Change } from '../change';
import { nameOf, only, stringOf, type Reading } from './reading';

export function vacuum(reading: Reading, node: VacuumStmt): readonly Change[] {
  const relations = only('VacuumRelation', node.rels);
  return [
    {
      kind: 'vacuum',
      at: reading.whole,
      full: isOn(node.options, 'full'),
      analyzeOnly: node.is_vacuumcmd !== true,
      analyzes: node.is_vacuumcmd !== true || isOn(node.options, 'analyze'),
      tables: relations.map((relation) => nameOf(relation.relation)),
    },
  ];
}

export function cluster(reading: Reading, node: ClusterStmt): readonly Change[] {
  const index = node.indexname !== undefined && { index: node.indexname };
  return [{ kind: 'cluster', at: reading.whole, ...(node.relation && { table: nameOf(node.relation) }), ...index }];
}

/** CREATE SUBSCRIPTION makes a replication slot on the publisher, unless told not to, and cannot take that back. */
export function createSubscription(reading: Reading, node: CreateSubscriptionStmt): readonly Change[] {
  const options = only('DefElem', node.options);
  const off = ['create_slot', 'connect'].some((name) => options.some((option) => option.defname === name && isFalse(option.arg)));
  const tree: Node = { CreateSubscriptionStmt: node };
  return [
    off ? { kind: 'other', at: reading.whole, tree } : { kind: 'no-transaction', at: reading.whole, what: 'CREATE SUBSCRIPTION' },
  ];
}

/** An option that is on where it stands without a value. */
function isOn(options: readonly Node[] | undefined, name: string): boolean {
  const option = only('DefElem', options).find((candidate) => candidate.defname === name);
  return option !== undefined && !isFalse(option.arg);
}

function isFalse(arg: Node | undefined): boolean {
  if (arg === undefined) return false;
  if ('Boolean' in arg) return arg.Boolean.boolval !== true;
  if ('Integer' in arg) return (arg.Integer.ival ?? 0) === 0;
  return ['false', 'off', '0'].includes(stringOf(arg).toLowerCase());
}
