import type { Key } from '../schema/schema';
import type { Effect, LockMode } from './effect';
import { isEffect, weakestCovering } from './locks';
import { tableAt, type World } from './world';

/** Effects that are work on a relation's rows. */
type Work = Extract<Effect, { readonly kind: 'rewrite' | 'scan' | 'fk-check' | 'copy' | 'empty' | 'index-build' }>;

export function isWork(effect: Effect): effect is Work {
  switch (effect.kind) {
    case 'rewrite':
    case 'scan':
    case 'fk-check':
    case 'copy':
    case 'empty':
    case 'index-build':
      return true;
    default:
      return false;
  }
}

/**
 * The effects of one statement, each once: no locks or work on what nobody else can see, no work on what has no rows, one
 * lock a relation, and no work that greater work on the same table contains.
 */
export function settle(effects: readonly Effect[], world: World): readonly Effect[] {
  const seen = effects.filter((effect) => isNoticed(effect, world));
  // Most statements of a long file, each an INSERT.
  if (seen.length < 2) return seen;
  const locks = strongest(seen);
  const work = seen.filter(isWork).filter((each, _, all) => !isContained(each, all));
  const rest = seen.filter((effect) => effect.kind !== 'lock' && !isWork(effect));
  const unique = new Map<string, Effect>();
  for (const effect of [...locks, ...work, ...rest]) {
    const id = JSON.stringify({ ...effect, why: undefined, via: undefined });
    if (!unique.has(id)) unique.set(id, effect);
  }
  return [...unique.values()];
}

function isNoticed(effect: Effect, world: World): boolean {
  if (effect.kind === 'lock') return isEffect(effect.mode) && !isPrivate(world, effect.on);
  if (effect.kind === 'waits-for-transactions') return !isPrivate(world, effect.on);
  if (isWork(effect)) return !isPrivate(world, effect.on) && !world.session.fresh.has(effect.on);
  return true;
}

/** Born in the open transaction, or of this session alone. */
function isPrivate(world: World, key: Key): boolean {
  return world.session.unseen.has(key) || tableAt(world, key)?.persistence === 'temporary';
}

function strongest(effects: readonly Effect[]): readonly Effect[] {
  const byRelation = new Map<Key, { modes: LockMode[]; first: Effect & { kind: 'lock' } }>();
  for (const effect of effects) {
    if (effect.kind !== 'lock') continue;
    const known = byRelation.get(effect.on);
    if (known === undefined) byRelation.set(effect.on, { modes: [effect.mode], first: effect });
    else known.modes.push(effect.mode);
  }
  return [...byRelation.values()].map(({ modes, first }) => ({ ...first, mode: weakestCovering(modes) ?? first.mode }));
}

/** A rewrite reads every row and builds every index anyway; so does a build read every row. */
export function isContained(work: Work, all: readonly Work[]): boolean {
  const others = all.filter((each) => each.on === work.on);
  const isReplaced = others.some(({ kind }) => kind === 'rewrite' || kind === 'copy' || kind === 'empty');
  switch (work.kind) {
    case 'scan':
      return isReplaced || others.some(({ kind }) => kind === 'index-build');
    case 'index-build':
      return isReplaced;
    default:
      return false;
  }
}
