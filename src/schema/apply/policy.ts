import type { ChangeOf } from '../change';
import type { Policy, Schema } from '../schema';
import { resolve } from '../session';
import { editTable, type Context } from './edit';

export function createPolicy(schema: Schema, change: ChangeOf<'create-policy'>, { session, origin }: Context): Schema {
  const { policy: name, command, permissive, roles, using, check } = change;
  const made: Policy = { name, command, permissive, roles, ...(using && { using }), ...(check && { check }), origin };
  return editPolicies(schema, change, { session, edit: (policies) => [...policies, made] });
}

export function alterPolicy(schema: Schema, change: ChangeOf<'alter-policy'>, { session }: Context): Schema {
  const { roles, using, check } = change;
  const altered = { ...(roles && { roles }), ...(using && { using }), ...(check && { check }) };
  return editPolicies(schema, change, {
    session,
    edit: (policies) => policies.map((policy) => (policy.name === change.policy ? { ...policy, ...altered } : policy)),
  });
}

export function dropPolicy(schema: Schema, change: ChangeOf<'drop-policy'>, { session }: Context): Schema {
  return editPolicies(schema, change, { session, edit: (policies) => policies.filter(({ name }) => name !== change.policy) });
}

export function renamePolicy(schema: Schema, change: ChangeOf<'rename-policy'>, { session }: Context): Schema {
  return editPolicies(schema, change, {
    session,
    edit: (policies) => policies.map((policy) => (policy.name === change.policy ? { ...policy, name: change.to } : policy)),
  });
}

function editPolicies(
  schema: Schema,
  change: ChangeOf<'create-policy' | 'alter-policy' | 'drop-policy' | 'rename-policy'>,
  { session, edit }: { readonly session: Context['session']; readonly edit: (policies: readonly Policy[]) => readonly Policy[] },
): Schema {
  const key = resolve(change.table, schema, session);
  return editTable(schema, key, (table) => ({ ...table, policies: edit(table.policies) }));
}
