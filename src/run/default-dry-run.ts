import type { Role } from '../database/target';
import type { DryRunKind } from './events';

/** A trace locks the target's tables while it runs, so databases that others use are rehearsed on the shadow. */
export function defaultDryRun(role: Role): DryRunKind {
  return role === 'embedded' || role === 'local' ? 'trace' : 'shadow';
}
