import type { Node } from '@pgsql/types';
import type { Change, ChangeOf } from '../../../schema/change';
import type { Policy } from '../../../schema/schema';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { enumerate, plainName } from '../../wording';

const commands = ['select', 'insert', 'update', 'delete'] as const;

/** https://www.postgresql.org/docs/current/ddl-rowsecurity.html: what no permissive policy allows is denied. */
export const incompleteRlsPolicies = changeRule({
  id: 'incomplete-rls-policies',
  title: 'Row security that lets nobody write, or everybody',
  category: 'security',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  also: ['migrationpilot:MP079', 'splinter:rls_policy_always_true'],
  on: ['create-policy', 'drop-policy', 'set-row-security'],
  check(change, context) {
    const open = change.kind === 'create-policy' ? openness(change, context) : undefined;
    return open ?? gaps(change, context);
  },
});

type Looked = ChangeOf<'create-policy' | 'drop-policy' | 'set-row-security'>;

function isLooked(change: Change): change is Looked {
  return change.kind === 'create-policy' || change.kind === 'drop-policy' || change.kind === 'set-row-security';
}

/** A policy for everyone that lets every row be written. */
function openness(change: ChangeOf<'create-policy'>, context: RuleContext): Report | undefined {
  const { command, permissive, roles, using, check } = change;
  if (command === 'select' || !permissive || !roles.includes('public')) return undefined;
  const decisive = command === 'delete' ? [using] : command === 'insert' ? [check] : [using, check ?? using];
  if (!decisive.every((each) => isTrue(each?.tree))) return undefined;
  const name = plainName(context.resolve(change.table));
  const verbs = command === 'all' ? 'read and write' : command;
  return {
    message: `Every role that has the privilege may ${verbs} every row of ${name}, whatever its other policies say: of permissive policies one is enough`,
    help: 'Name the roles that it is for with TO, or say which rows are meant.',
    related: context.origin(context.table(change.table), `${name} was created here`),
  };
}

function isTrue(tree: Node | undefined): boolean {
  return tree !== undefined && 'A_Const' in tree && tree.A_Const.boolval?.boolval === true;
}

/** Said once a table, at the last statement of the script that has to do with it. */
function gaps(change: Looked, context: RuleContext): Report | undefined {
  const key = context.resolve(change.table);
  const again = context.changesAfter().some((other) => isLooked(other) && context.resolve(other.table) === key);
  if (again) return undefined;
  const left = context.leaves.relations.get(key);
  if (left?.kind !== 'table' || !left.rowSecurity || left.partlyKnown || context.leaves.partlyKnown) return undefined;
  // Of none at all another rule tells.
  if (left.policies.length === 0) return undefined;
  const missing = commands.filter((command) => !left.policies.some((policy) => allows(policy, command)));
  if (missing.length === 0) return undefined;
  const name = plainName(key);
  const denied = missing.map((command) => outcomes[command]);
  return {
    message: `For everyone but the owner of ${name} ${enumerate(denied)}: none of its policies allows it`,
    help: `A policy FOR ${enumerate(missing.map((command) => command.toUpperCase()))} says who may; REVOKE says that nobody may, with an error that tells.`,
    related: context.origin(left, `${name} was created here`),
  };
}

const outcomes = {
  select: 'SELECT, UPDATE and DELETE see no row',
  insert: 'INSERT fails with 42501',
  update: 'UPDATE changes no row',
  delete: 'DELETE removes no row',
} as const;

function allows({ command, permissive }: Policy, wanted: (typeof commands)[number]): boolean {
  return permissive && (command === 'all' || command === wanted);
}
