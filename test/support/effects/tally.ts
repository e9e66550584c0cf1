import { normal, type Held } from '../../../src/effects/normal';
import type { Trial } from './harness';

/** How often a kind of effect was foretold and seen, only seen, and only foretold. */
interface Count {
  agreed: number;
  missed: number;
  false: number;
}

/** Agreement by kind of effect, over many trials. */
export interface Tally {
  readonly kinds: Map<string, Count>;
  /** Of those that are about more than rows, by aspect. */
  readonly unknown: Map<'locks' | 'work' | 'outcome', number>;
  trials: number;
  /** Trials that only read or write rows. */
  ofRows: number;
  /** The others of which something is unknown. */
  unsure: number;
  readonly differences: string[];
}

export function newTally(): Tally {
  return { kinds: new Map(), unknown: new Map(), trials: 0, ofRows: 0, unsure: 0, differences: [] };
}

/** Counts a trial. What is held before and after is no agreement; a success that nothing spoke against is one. */
export function count(tally: Tally, trial: Trial): void {
  tally.trials += 1;
  const { agreed, missed, unknown } = trial.comparison;
  const wrong = trial.comparison.false;
  if (trial.isOfRows) tally.ofRows += 1;
  else if (unknown.length > 0) tally.unsure += 1;
  for (const aspect of trial.isOfRows ? [] : unknown) tally.unknown.set(aspect, (tally.unknown.get(aspect) ?? 0) + 1);
  const at = (line: string): Count => {
    const kind = line.split(' ')[0] ?? line;
    const known = tally.kinds.get(kind) ?? { agreed: 0, missed: 0, false: 0 };
    tally.kinds.set(kind, known);
    return known;
  };
  const old = linesOf(trial.held);
  for (const line of agreed) if (!old.has(line)) at(line).agreed += 1;
  for (const line of missed) at(line).missed += 1;
  for (const line of wrong) at(line).false += 1;
  const all = [...agreed, ...missed, ...wrong];
  if (!unknown.includes('outcome') && !all.some((line) => line.startsWith('error '))) at('success').agreed += 1;
  if (missed.length + wrong.length > 0) {
    const parts = [...missed.map((line) => `missed ${line}`), ...wrong.map((line) => `false ${line}`)];
    tally.differences.push([`${trial.major}: ${trial.sql}`, ...parts].join('\n    '));
  }
}

function linesOf(held: Held): ReadonlySet<string> {
  return new Set(normal([], { held }));
}

/** The figures of several tallies in one. */
export function summed(tallies: readonly Tally[]): Tally {
  const sum = newTally();
  for (const tally of tallies) {
    sum.trials += tally.trials;
    sum.ofRows += tally.ofRows;
    sum.unsure += tally.unsure;
    sum.differences.push(...tally.differences);
    for (const [aspect, times] of tally.unknown) sum.unknown.set(aspect, (sum.unknown.get(aspect) ?? 0) + times);
    for (const [kind, more] of tally.kinds) {
      const known = sum.kinds.get(kind) ?? { agreed: 0, missed: 0, false: 0 };
      sum.kinds.set(kind, {
        agreed: known.agreed + more.agreed,
        missed: known.missed + more.missed,
        false: known.false + more.false,
      });
    }
  }
  return sum;
}

/** A line a kind of effect, and how much was called unknown. */
export function summary({ kinds, trials, ofRows, unknown, unsure }: Tally): string {
  const lines = [...kinds].sort().map(([kind, { agreed, missed, false: wrong }]) => {
    const all = Math.max(1, agreed + missed + wrong);
    const numbers = `${String(agreed).padStart(6)} agreed ${String(missed).padStart(4)} missed ${String(wrong).padStart(4)} false`;
    return `  ${kind.padEnd(12)} ${numbers}  ${((100 * agreed) / all).toFixed(2)} %`;
  });
  const share = (times: number): string => `${((100 * times) / Math.max(1, trials - ofRows)).toFixed(2)} %`;
  const aspects = [...unknown].sort().map(([aspect, times]) => `${aspect} ${share(times)}`);
  const parts = aspects.length === 0 ? '' : ` (${aspects.join(', ')})`;
  const rows = ofRows === 0 ? '' : `, ${ofRows} of them of rows alone, and of the others`;
  return [`  ${trials} statements${rows} ${share(unsure)} with something unknown${parts}`, ...lines].join('\n');
}
