import type { RowsWritten } from '../database/rows-written';
import { lockModes, type Effect } from '../effects/effect';
import type { Comparison } from '../effects/normal';
import type { Measured, StatementResult } from '../run/events';
import { describeDuration, describeEffect } from './describe';

/** How a prediction and a measurement differ, as phrases; undefined where they agree. */
export interface DifferenceWords {
  /** Measured, and not predicted. */
  readonly unforeseen: readonly string[];
  /** Predicted, and not measured. */
  readonly unmet: readonly string[];
}

export function describeComparison(comparison: Comparison | undefined): DifferenceWords | undefined {
  if (comparison === undefined || isAgreed(comparison)) return undefined;
  return { unforeseen: comparison.missed.map(describeLine), unmet: comparison.false.map(describeLine) };
}

/** Whether nothing that was claimed was wrong, and nothing was missed that was not said to be unknown. */
export function isAgreed({ missed, false: unmet }: Comparison): boolean {
  return missed.length === 0 && unmet.length === 0;
}

/** Whether all that was predicted has been measured so: nothing of it is unknown on either side. */
export function isBorneOut({ comparison, measured }: Pick<StatementResult, 'comparison' | 'measured'>): boolean {
  if (comparison === undefined || !isAgreed(comparison) || comparison.unknown.length > 0) return false;
  return measured?.effects.every(({ kind }) => kind !== 'unknown') === true;
}

/** The effect that `normal` has made such a line of; of an error it keeps the SQLSTATE alone. */
export function effectOf(line: string): Effect | undefined {
  const [kind = '', ...rest] = line.split(' ');
  const on = rest.join(' ');
  switch (kind) {
    case 'lock': {
      const mode = lockModes.find((each) => on.endsWith(` ${each}`));
      return mode === undefined ? undefined : { kind, mode, on: on.slice(0, -mode.length - 1) };
    }
    case 'rewrite':
    case 'scan':
    case 'fk-check':
    case 'copy':
    case 'empty':
    case 'index-build':
      return { kind, on };
    default:
      return kind === 'error' ? { kind, sqlstate: on, when: 'always', why: '' } : undefined;
  }
}

function describeLine(line: string): string {
  const effect = effectOf(line);
  if (effect === undefined) return line;
  return effect.kind === 'error' ? `fails with ${effect.sqlstate}` : describeEffect(effect);
}

/** What a statement wrote besides what it names, as phrases: «inserts 100 rows into public.audit». */
export function describeHiddenWrites({ hiddenWrites = [] }: Pick<Measured, 'hiddenWrites'>): readonly string[] {
  return hiddenWrites.map((each) => `${writesOf(each)}, by a trigger, a cascade or what it calls`);
}

function writesOf({ on, inserted, updated, deleted }: RowsWritten): string {
  const rows = (count: number): string => `${String(count)} ${count === 1 ? 'row' : 'rows'}`;
  return [
    ...(inserted > 0 ? [`inserts ${rows(inserted)} into ${on}`] : []),
    ...(updated > 0 ? [`updates ${rows(updated)} of ${on}`] : []),
    ...(deleted > 0 ? [`deletes ${rows(deleted)} from ${on}`] : []),
  ].join(', ');
}

/** How long a statement's locks are held, as a phrase; nothing where that was not measured. */
export function describeLocksHeld({ locksHeldMs }: Pick<Measured, 'locksHeldMs'>): readonly string[] {
  return locksHeldMs === undefined ? [] : [`holds its locks to the end of the transaction, ${describeDuration(locksHeldMs)}`];
}
