import { own } from '../../sql/printer';
import { quoteIdentifier } from '../../sql/quote';
import type { ChangeOf } from '../../schema/change';
import type { Key, Policy, Schema, Table, TriggerState } from '../../schema/schema';
import { resolve } from '../../schema/session';
import { gap, nameOfKey, run, shown, type Step, type Undoing } from './undoing';

/** A policy as the Schema knows it. */
function createPolicy(policy: Policy, table: Key): readonly Step[] {
  const { name, command, permissive, roles, using, check } = policy;
  const parts = [
    ...(permissive ? [] : ['AS RESTRICTIVE']),
    ...(command === 'all' ? [] : [`FOR ${command.toUpperCase()}`]),
    ...(roles.length === 1 && roles[0] === 'public' ? [] : [`TO ${roles.map(roleSql).join(', ')}`]),
    ...(using === undefined ? [] : [`USING (${using.text})`]),
    ...(check === undefined ? [] : [`WITH CHECK (${check.text})`]),
  ];
  return run(own`CREATE POLICY ${{ name }} ON ${nameOfKey(table)} ${{ sql: parts.join(' ') }}`);
}

export function roleSql(role: string): string {
  return role === 'public' ? 'PUBLIC' : role === 'current_user' || role === 'session_user' ? role : quoteIdentifier(role);
}

/** The policies that a table has lost; `is` is absent where the table itself was dropped. */
export function restorePolicies(was: Table, is: Table | undefined, isBornHere: (origin: unknown) => boolean): readonly Step[] {
  if (isBornHere(was.origin)) return [];
  return was.policies
    .filter(({ name, origin }) => !isBornHere(origin) && is?.policies.some((other) => other.name === name) !== true)
    .flatMap((policy) => createPolicy(policy, was.key));
}

/** CREATE, ALTER and RENAME of a policy, back. */
export function policyChanged({
  change,
  before,
  session,
}: Undoing<ChangeOf<'create-policy' | 'alter-policy' | 'rename-policy'>>): readonly Step[] {
  const key = resolve(change.table, before, session);
  const table = nameOfKey(key, change.table);
  const drop = run(own`DROP POLICY ${{ name: change.policy }} ON ${table}`);
  if (change.kind === 'create-policy') return drop;
  if (change.kind === 'rename-policy')
    return run(own`ALTER POLICY ${{ name: change.to }} ON ${table} RENAME TO ${{ name: change.policy }}`);
  const former = tableOf(before, key)?.policies.find(({ name }) => name === change.policy);
  return former === undefined
    ? gap(`Give the policy ${change.policy} of ${shown(key)} back what it had: its definition is not known here.`)
    : [...drop, ...createPolicy(former, key)];
}

const stateWords: Readonly<Record<TriggerState, string>> = {
  origin: 'ENABLE',
  always: 'ENABLE ALWAYS',
  replica: 'ENABLE REPLICA',
  disabled: 'DISABLE',
};

/** ENABLE and DISABLE TRIGGER, back: those behind foreign keys are taken to have fired before. */
export function triggerStateChanged({ change, before, session }: Undoing<ChangeOf<'set-trigger-state'>>): readonly Step[] {
  const key = resolve(change.table, before, session);
  const { trigger, state } = change;
  const table = nameOfKey(key, change.table);
  if (typeof trigger === 'object' && trigger.all === 'system') {
    return state === 'disabled' ? run(own`ALTER TABLE ${table} ENABLE TRIGGER ALL`) : [];
  }
  const changed = (tableOf(before, key)?.triggers ?? []).filter(
    ({ name, enabled }) => (typeof trigger === 'object' || name === trigger) && enabled !== state,
  );
  return changed.flatMap(({ name, enabled }) =>
    run(own`ALTER TABLE ${table} ${{ sql: stateWords[enabled] }} TRIGGER ${{ name }}`),
  );
}

function tableOf(schema: Schema, key: Key): Table | undefined {
  const relation = schema.relations.get(key);
  return relation?.kind === 'table' || relation?.kind === 'foreign-table' ? relation : undefined;
}
