import type { Effect } from '../effects/effect';
import type { Change } from '../schema/change';
import type { RuleContext } from './rule';

type Failure = Extract<Effect, { readonly kind: 'error' }>;

/** The changes that name an object of which the chain may know that it is there, or that it is not. */
export const namingKinds = [
  'add-column',
  'add-constraint',
  'alter-constraint',
  'alter-domain',
  'change-column-type',
  'create-index',
  'create-policy',
  'create-table',
  'create-trigger',
  'drop-column',
  'drop-constraint',
  'drop-default',
  'drop-index',
  'drop-not-null',
  'drop-policy',
  'drop-table',
  'drop-trigger',
  'rename-column',
  'rename-constraint',
  'rename-table',
  'set-default',
  'set-not-null',
  'set-table-schema',
  'truncate',
  'validate-constraint',
  'write',
] as const satisfies readonly Change['kind'][];

/** The failure that the change is certain of, if it is one of these; none where something built by a condition is not known. */
export function certainFailure(context: RuleContext, states: ReadonlySet<string>): Failure | undefined {
  if (context.schema.partlyKnown) return undefined;
  return context.effects.find(
    (effect): effect is Failure => effect.kind === 'error' && effect.when === 'always' && states.has(effect.sqlstate),
  );
}
