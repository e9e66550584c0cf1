import type { DropStmt, Node } from '@pgsql/types';
import type { Change } from '../change';
import type { Name } from '../schema';
import { elements, findWord, indexAt } from '../../sql/ranges';
import { argumentsOf } from './function';
import { otherKinds } from './other';
import { nameOfList, nameOfNode, stringOf, strings, type Reading } from './reading';

/** One Change an object. All share the statement's range. */
export function drop(reading: Reading, node: DropStmt): readonly Change[] {
  const context: Dropping = {
    at: reading.whole,
    ifExists: node.missing_ok === true,
    cascade: node.behavior === 'DROP_CASCADE',
  };
  const tree: Node = { DropStmt: node };
  const changes = (node.objects ?? []).map((object, nth) =>
    node.removeType === 'OBJECT_INDEX' ? dropIndex(reading, node, nth) : dropped(node, object, context),
  );
  return changes.map((change) => change ?? { kind: 'other', at: reading.whole, tree });
}

interface Dropping {
  readonly at: Change['at'];
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

function dropped(node: DropStmt, object: Node, { at, ifExists, cascade }: Dropping): Change | undefined {
  const name = nameOfNode(object);
  switch (node.removeType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return { kind: 'drop-table', at, table: name, ifExists, cascade };
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
      return { kind: 'drop-view', at, view: name, materialized: node.removeType === 'OBJECT_MATVIEW', ifExists, cascade };
    case 'OBJECT_SEQUENCE':
      return { kind: 'drop-sequence', at, sequence: name, ifExists, cascade };
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return { kind: 'drop-type', at, type: name, ifExists, cascade };
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE':
    case 'OBJECT_AGGREGATE': {
      const args = 'ObjectWithArgs' in object ? argumentsOf(object.ObjectWithArgs) : undefined;
      return { kind: 'drop-function', at, function: name, ...(args && { arguments: args }), ifExists, cascade };
    }
    case 'OBJECT_TRIGGER': {
      const { table, member } = memberOf(object);
      return { kind: 'drop-trigger', at, table, trigger: member, ifExists };
    }
    case 'OBJECT_POLICY': {
      const { table, member } = memberOf(object);
      return { kind: 'drop-policy', at, table, policy: member, ifExists };
    }
    case 'OBJECT_RULE': {
      const { table, member } = memberOf(object);
      return { kind: 'drop-rule', at, table, rule: member, ifExists };
    }
    case 'OBJECT_SCHEMA':
      return { kind: 'drop-schema', at, schema: stringOf(object), ifExists, cascade };
    case 'OBJECT_EXTENSION':
      return { kind: 'drop-extension', at, extension: stringOf(object), ifExists, cascade };
    default: {
      const what = node.removeType === undefined ? undefined : otherKinds.get(node.removeType);
      return what === undefined ? undefined : { kind: 'drop-object', at, what, name, ifExists };
    }
  }
}

function dropIndex(reading: Reading, { objects = [], missing_ok, behavior, concurrent }: DropStmt, nth: number): Change {
  const { it } = reading;
  const concurrently = concurrent === true;
  const ifExists = missing_ok === true;
  // DROP INDEX CONCURRENTLY IF EXISTS: the list of names begins behind these words.
  const names = elements(it, 2 + (concurrently ? 1 : 0) + (ifExists ? 2 : 0));
  const { start, end } = names[nth] ?? reading.whole;
  // Behind the last name may stand CASCADE or RESTRICT.
  const word = findWord(it, behavior === 'DROP_CASCADE' ? 'cascade' : 'restrict', indexAt(it, start), end);
  return {
    kind: 'drop-index',
    at: reading.whole,
    index: nameOfNode(objects[nth]),
    nameAt: { start, end: word < 0 ? end : (it.tokens[word - 1]?.at.end ?? end) },
    nth,
    count: objects.length,
    concurrently,
    ifExists,
    cascade: behavior === 'DROP_CASCADE',
  };
}

/** The name of a trigger or policy comes as the last part of its table's. */
function memberOf(object: Node): { readonly table: Name; readonly member: string } {
  const items = 'List' in object ? object.List.items : undefined;
  return { table: nameOfList(items?.slice(0, -1)), member: strings(items).at(-1) ?? '' };
}
