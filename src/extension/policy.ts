import type { Role } from '../database/target';
import type { DryRunKind } from '../run/events';

/** How much ado a target's role calls for before it is touched. */
export interface Policy {
  /** Its status is read when the view is looked at; otherwise only on command. */
  readonly readsWhenSeen: boolean;
  /** The first write to a database that Lockkeeper has not written to yet is asked for. */
  readonly asksFirstWrite: boolean;
  /** Every write wants the target's name typed. */
  readonly wantsName: boolean;
  /** `shadow` where a trace would hold locks that others wait for. */
  readonly dryRun: DryRunKind;
}

export const policies: Readonly<Record<Role, Policy>> = {
  embedded: { readsWhenSeen: true, asksFirstWrite: false, wantsName: false, dryRun: 'trace' },
  local: { readsWhenSeen: true, asksFirstWrite: true, wantsName: false, dryRun: 'trace' },
  shared: { readsWhenSeen: false, asksFirstWrite: true, wantsName: true, dryRun: 'shadow' },
  production: { readsWhenSeen: false, asksFirstWrite: true, wantsName: true, dryRun: 'shadow' },
};
