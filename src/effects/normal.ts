import type { Key } from '../schema/schema';
import { type Effect, type LockMode, lockModes } from './effect';
import { covers, isEffect, weakestCovering } from './locks';
import { isContained, isWork } from './settle';

/** Locks that a transaction holds, one a relation: the weakest mode that covers all that it took there. */
export type Held = ReadonlyMap<Key, LockMode>;

/** What a comparison must know beside the effects. */
export interface Setting {
  /** Locks that were held before. */
  readonly held?: Held;
  /** The table of an index. */
  readonly tableOf?: (index: Key) => Key | undefined;
}

/** `effects` as lines that are the same for a prediction and a measurement that agree; with the locks held before. */
export function normal(effects: readonly Effect[], setting: Setting = {}): readonly string[] {
  const failure = effects.find((effect) => effect.kind === 'error' && effect.when === 'always');
  // A failed statement's locks and work are not compared.
  if (failure?.kind === 'error') return [`error ${failure.sqlstate}`];
  const locks = [...holding(effects, setting)].map(([on, mode]) => `lock ${on} ${mode}`);
  const work = effects.filter(isWork);
  const lines = work.filter((each) => !isContained(each, work)).map(({ kind, on }) => `${kind} ${on}`);
  return [...new Set([...locks, ...lines])].sort();
}

/** What is held after effects that came to what was held before. */
function holding(effects: readonly Effect[], { held = new Map(), tableOf = () => undefined }: Setting): Held {
  const modes = new Map([...held].map(([on, mode]) => [on, [mode]]));
  for (const effect of effects) {
    if (effect.kind !== 'lock' || !isEffect(effect.mode)) continue;
    modes.set(effect.on, [...(modes.get(effect.on) ?? []), effect.mode]);
  }
  const out = new Map([...modes].map(([on, all]): [Key, LockMode] => [on, weakestCovering(all) ?? 'AccessExclusiveLock']));
  // Whoever needs an index needs its table first.
  for (const [on, mode] of out) {
    const above = out.get(tableOf(on) ?? on);
    if (tableOf(on) !== undefined && above !== undefined && covers(above, mode)) out.delete(on);
  }
  return out;
}

/** How a prediction and a measurement of one statement differ; empty lists where they agree. */
export interface Comparison {
  readonly agreed: readonly string[];
  /** Measured, and not predicted. */
  readonly missed: readonly string[];
  /** Predicted, and not measured. */
  readonly false: readonly string[];
  readonly unknown: readonly ('locks' | 'work' | 'outcome')[];
}

/**
 * Holds a prediction against a measurement. An aspect that the prediction calls unknown cannot be missed, yet what is
 * claimed of it must hold.
 */
export function compare(predicted: readonly Effect[], measured: readonly Effect[], setting: Setting = {}): Comparison {
  const unknown = [...new Set(predicted.flatMap((effect) => (effect.kind === 'unknown' ? [effect.aspect] : [])))];
  const failure = measured.find((effect) => effect.kind === 'error');
  // Of several clauses that cannot be carried out, which is told of is the server's affair.
  const isOneOf = failure?.kind === 'error' && certain(predicted).includes(failure.sqlstate);
  const isRows = failure?.kind === 'error' && predicted.some((each) => each.kind === 'error' && isMeant(each, failure.sqlstate));
  if (failure?.kind === 'error' && (isOneOf || isRows || certain(predicted).length === 0)) {
    const line = `error ${failure.sqlstate}`;
    const isForeseen = predicted.some((effect) => effect.kind === 'error' && isMeant(effect, failure.sqlstate));
    if (isForeseen) return { agreed: [line], missed: [], false: [], unknown };
    return { agreed: [], missed: unknown.includes('outcome') ? [] : [line], false: [], unknown };
  }
  // Which of several errors comes first is not known where another clause may fail, too.
  if (failure !== undefined && certain(predicted).length > 0 && unknown.includes('outcome')) {
    return { agreed: [], missed: [], false: [], unknown };
  }
  const ours = normal(predicted, setting);
  const theirs = normal(measured, setting);
  const excused = (line: string): boolean => unknown.includes(line.startsWith('lock ') ? 'locks' : 'work');
  return {
    agreed: ours.filter((line) => theirs.includes(line)),
    missed: theirs.filter((line) => !ours.includes(line) && !excused(line)),
    false: ours.filter((line) => !theirs.includes(line) && !(excused(line) && isSurpassed(line, measured, setting))),
    unknown,
  };
}

/** A SQLSTATE that ends in 000 stands for its class where it depends on the rows. */
function isMeant({ sqlstate, when }: Effect & { readonly kind: 'error' }, other: string): boolean {
  return sqlstate === other || (when === 'rows' && sqlstate.endsWith('000') && other.startsWith(sqlstate.slice(0, 2)));
}

/** A lock that the measurement has too, only stronger. */
function isSurpassed(line: string, measured: readonly Effect[], setting: Setting): boolean {
  return [...holding(measured, setting)].some(([on, mode]) =>
    lockModes.some((weaker) => line === `lock ${on} ${weaker}` && covers(mode, weaker)),
  );
}

/** The SQLSTATEs of which one is certain. */
function certain(predicted: readonly Effect[]): readonly string[] {
  return predicted.flatMap((effect) => (effect.kind === 'error' && effect.when === 'always' ? [effect.sqlstate] : []));
}
