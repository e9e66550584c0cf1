import type { Role } from '../database/target';

/** How much ado a target's role calls for before it is touched. */
export interface Policy {
  /** Its status is read when the view is looked at; otherwise only on command. */
  readonly readsWhenSeen: boolean;
  /** The first write to a database that Lockkeeper has not written to yet is asked for. */
  readonly asksFirstWrite: boolean;
  /** Every write wants the target's name typed. */
  readonly wantsName: boolean;
}

/** Whether a target is one's own, to be dropped and made anew. */
export const isOwn = ({ target: { role } }: { readonly target: { readonly role: Role } }): boolean =>
  role === 'embedded' || role === 'local';

export const policies: Readonly<Record<Role, Policy>> = {
  embedded: { readsWhenSeen: true, asksFirstWrite: false, wantsName: false },
  local: { readsWhenSeen: true, asksFirstWrite: true, wantsName: false },
  shared: { readsWhenSeen: false, asksFirstWrite: true, wantsName: true },
  production: { readsWhenSeen: false, asksFirstWrite: true, wantsName: true },
};
