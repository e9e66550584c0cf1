import { describeTarget } from '../database/redact';
import type { Target } from '../database/target';
import { disagreements, type Disagreement } from '../run/read-status';
import type { SourceStatus } from '../run/status';

/** What holding the history against the files has shown. */
export interface Verification {
  readonly isGood: boolean;
  /** One sentence. */
  readonly sentence: string;
  /** Each thing in which they do not agree. */
  readonly found: readonly Disagreement[];
}

/** The same as `lockkeeper verify` tells. */
export function verificationOf(status: SourceStatus, target: Target): Verification {
  const count = (is: (state: SourceStatus['migrations'][number]['state']) => boolean): number =>
    status.migrations.filter(({ state }) => is(state)).length;
  const applied = count(({ kind }) => kind === 'applied');
  const parts = [
    [count(({ kind }) => kind === 'changed'), 'changed after apply'],
    [count(({ kind }) => kind === 'failed'), 'not finished'],
    [count((state) => state.kind === 'out-of-order' && state.refused), 'too late to be applied'],
    [status.missing.length, 'without a file here'],
  ] as const;
  const wrong = parts.flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`]));
  const found = disagreements(status, describeTarget(target));
  if (wrong.length > 0) {
    return { isGood: false, sentence: `On ${target.name}: ${applied} applied and unchanged, ${wrong.join(', ')}.`, found };
  }
  const sentence =
    applied === 0
      ? `Nothing is applied to ${target.name} yet, so there is nothing to verify.`
      : `On ${target.name}, ${applied === 1 ? 'the one applied migration is as it was' : `all ${applied} applied migrations are as they were`} applied.`;
  return { isGood: true, sentence, found };
}
