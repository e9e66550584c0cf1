import type { AlterPolicyStmt, CreatePolicyStmt, Node } from '@pgsql/types';
import type { Change } from '../change';
import type { Expression, Policy } from '../schema';
import { findWord, insideParens } from '../../sql/ranges';
import { nameOf, roleNames, type Reading } from './reading';

const commands: readonly Policy['command'][] = ['all', 'select', 'insert', 'update', 'delete'];

export function createPolicy(reading: Reading, node: CreatePolicyStmt): readonly Change[] {
  return [
    {
      kind: 'create-policy',
      at: reading.whole,
      table: nameOf(node.table),
      policy: node.policy_name ?? '',
      command: commands.find((command) => command === node.cmd_name) ?? 'all',
      permissive: node.permissive === true,
      roles: roleNames(node.roles),
      ...conditions(reading, node.qual, node.with_check),
    },
  ];
}

export function alterPolicy(reading: Reading, node: AlterPolicyStmt): readonly Change[] {
  return [
    {
      kind: 'alter-policy',
      at: reading.whole,
      table: nameOf(node.table),
      policy: node.policy_name ?? '',
      ...(node.roles && { roles: roleNames(node.roles) }),
      ...conditions(reading, node.qual, node.with_check),
    },
  ];
}

function conditions(reading: Reading, using: Node | undefined, check: Node | undefined): Pick<Policy, 'using' | 'check'> {
  return {
    ...(using && { using: after(reading, 'using', using) }),
    ...(check && { check: after(reading, 'check', check) }),
  };
}

/** The expression in the parentheses after a word. */
function after(reading: Reading, word: string, tree: Node): Expression {
  const inside = insideParens(reading.it, findWord(reading.it, word, 0));
  return reading.expression(tree, inside?.start ?? 0, inside?.end ?? reading.text.length);
}
