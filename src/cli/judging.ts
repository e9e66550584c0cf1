import type { Finding, Severity } from '../lint/finding';
import { noSuchRule, rulesNamed } from '../lint/named';
import { type Preset, presets } from '../lint/options';
import { oneOf } from './arguments';
import type { Arguments, Format, OptionDescription } from './command';
import { UsageError } from './command';

const ranks: readonly Severity[] = ['hint', 'information', 'warning', 'error'];

/** What every command that reports findings can print besides text and JSON. */
export const findingsFormats: readonly Format[] = ['sarif', 'github', 'gitlab', 'junit', 'markdown'];

/** The options of every command that reports findings. */
export const judging: Readonly<Record<string, OptionDescription>> = {
  preset: { value: 'PRESET', help: `rules that are on: ${presets.join(', ')} (lockkeeper.json’s, or recommended)` },
  rule: { value: 'RULE', help: 'only what this rule finds' },
  'severity-threshold': { value: 'SEVERITY', help: `exit with 1 from this severity on: ${ranks.join(', ')} (error)` },
};

/** These options, read. */
export interface Judging {
  readonly preset?: Preset;
  /** The ids of the rules that were asked for; all of them without. */
  readonly named: readonly string[] | undefined;
  readonly isAtThreshold: (finding: Finding) => boolean;
}

export function readJudging(given: Arguments): Judging {
  const threshold = oneOf(given.text('severity-threshold'), ranks, '--severity-threshold') ?? 'error';
  const preset = oneOf(given.text('preset'), presets, '--preset');
  return {
    ...(preset !== undefined && { preset }),
    named: rulesOf(given.text('rule')),
    isAtThreshold: ({ severity }) => ranks.indexOf(severity) >= ranks.indexOf(threshold),
  };
}

/** The rule of that id, or those that others call by that name. */
function rulesOf(name: string | undefined): readonly string[] | undefined {
  if (name === undefined) return undefined;
  const found = rulesNamed(name);
  if (found.length === 0) throw new UsageError(noSuchRule(name));
  return found.map(({ id }) => id);
}
