import { describeTarget } from '../database/redact';
import type { Target } from '../database/target';
import { LineCounter } from '../run/journal';
import { disagreements, type Disagreement } from '../run/read-status';
import { sentences } from '../run/sentences';
import type { SourceStatus } from '../run/status';
import type { AskedCheck, ChecksAnswer } from '../run/verify-checks';

/** What holding the history against the files, and asking the checks of what is applied, has shown. */
export interface Verification {
  readonly isGood: boolean;
  /** One sentence, or two. */
  readonly sentence: string;
  /** Each thing in which history and files do not agree. */
  readonly found: readonly Disagreement[];
  /** The checks that do not hold. */
  readonly failing: readonly AskedCheck[];
}

/** The same as `lockkeeper verify` tells, with `--validations` where there are checks to ask. */
export function verificationOf(status: SourceStatus, target: Target, checks?: ChecksAnswer): Verification {
  const count = (is: (state: SourceStatus['migrations'][number]['state']) => boolean): number =>
    status.migrations.filter(({ state }) => is(state)).length;
  const applied = count(({ kind }) => kind === 'applied');
  const asked = checks?.ok === true ? checks.checks : [];
  const failing = asked.filter(({ wrong }) => wrong !== undefined);
  const parts = [
    [count(({ kind }) => kind === 'changed'), 'changed after apply'],
    [count(({ kind }) => kind === 'failed'), 'not finished'],
    [count((state) => state.kind === 'out-of-order' && state.refused), 'too late to be applied'],
    [status.missing.length, 'without a file here'],
    [failing.length, failing.length === 1 ? 'check that does not hold' : 'checks that do not hold'],
  ] as const;
  const wrong = parts.flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`]));
  const found = disagreements(status, describeTarget(target));
  // Unasked is not good: nobody knows whether they hold.
  const unasked =
    checks?.ok === false ? `The checks could not be asked: ${sentences(checks.error.message, checks.error.advice)}` : '';
  const isGood = wrong.length === 0 && unasked === '';
  const sentence =
    wrong.length > 0
      ? `On ${target.name}: ${applied} applied and unchanged, ${wrong.join(', ')}.`
      : sentences(goodWords(applied, target), asked.length === 0 ? undefined : holdWords(asked.length));
  return { isGood, sentence: unasked === '' ? sentence : sentences(sentence, unasked), found, failing };
}

function goodWords(applied: number, { name }: Target): string {
  if (applied === 0) return `Nothing is applied to ${name} yet, so there is nothing to verify.`;
  return `On ${name}, ${applied === 1 ? 'the one applied migration is as it was' : `all ${applied} applied migrations are as they were`} applied.`;
}

const holdWords = (count: number): string => (count === 1 ? 'The one check holds.' : `All ${count} checks hold.`);

/** A check that does not hold, with its place: «migrations/1_a.sql:3: the check SELECT … does not hold: …». */
export function failingWords({ script, check, wrong = '' }: AskedCheck, label: (path: string) => string): string {
  const line = new LineCounter(script.text).at(check.at.start);
  const [query = ''] = check.sql.split('\n', 1);
  return `${label(script.path)}:${line}: the check ${query} does not hold: ${wrong}`;
}
