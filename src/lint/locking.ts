import { lockModes, type Effect } from '../effects/effect';
import { blocks } from '../effects/locks';
import type { Change } from '../schema/change';
import type { Judged } from './judge';
import type { RuleContext } from './rule';

type Lock = Extract<Effect, { readonly kind: 'lock' }>;

/** The changes that may lock what others use. */
export const lockingKinds = [
  'add-column',
  'add-constraint',
  'alter-constraint',
  'alter-domain',
  'alter-policy',
  'alter-sequence',
  'alter-table-other',
  'attach-index',
  'attach-partition',
  'change-column-type',
  'cluster',
  'create-index',
  'create-object',
  'create-policy',
  'create-rule',
  'create-table',
  'create-trigger',
  'create-view',
  'detach-partition',
  'drop-column',
  'drop-constraint',
  'drop-default',
  'drop-expression',
  'drop-identity',
  'drop-index',
  'drop-not-null',
  'drop-policy',
  'drop-rule',
  'drop-sequence',
  'drop-table',
  'drop-trigger',
  'drop-view',
  'force-row-security',
  'lock-table',
  'refresh-view',
  'reindex',
  'rename-column',
  'rename-constraint',
  'rename-policy',
  'rename-rule',
  'rename-table',
  'rename-trigger',
  'rename-view',
  'set-default',
  'set-expression',
  'set-identity',
  'set-inherit',
  'set-not-null',
  'set-object-schema',
  'set-persistence',
  'set-row-security',
  'set-rule-state',
  'set-table-owner',
  'set-table-schema',
  'set-trigger-state',
  'truncate',
  'vacuum',
] as const satisfies readonly Change['kind'][];

/** The strongest lock of a change that makes others wait, of reads or of writes. */
export function gravestLock(context: Pick<RuleContext, 'harmful'>): Lock | undefined {
  return strongest(context.harmful('lock'));
}

/** The same of a statement that is not the one in hand. */
export function gravestLockOf({ changes }: Judged): Lock | undefined {
  return strongest(
    changes.flatMap(({ effects, session }) =>
      effects.filter((effect) => 'on' in effect && !session.fresh.has(effect.on) && !session.unseen.has(effect.on)),
    ),
  );
}

function strongest(effects: readonly Effect[]): Lock | undefined {
  return effects
    .filter((effect): effect is Lock => effect.kind === 'lock' && blocks(effect.mode).writes)
    .sort((a, b) => lockModes.indexOf(b.mode) - lockModes.indexOf(a.mode))[0];
}
