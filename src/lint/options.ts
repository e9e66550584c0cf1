import type { Severity } from './finding';
import type { NamedKind } from './new-names';

/** Which rules are on unless a project says otherwise: each has those of the one before it. */
export const presets = ['recommended', 'strict', 'all'] as const;
export type Preset = (typeof presets)[number];

/** What `lockkeeper.json` says of the linter. */
export interface LintOptions {
  /** `recommended` where nothing is said. */
  readonly preset?: Preset;
  /** Severities other than the rules' own, by rule id; `off` silences a rule everywhere. */
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  /** How names are to look, by the kind of what they name. */
  readonly naming?: ReadonlyMap<NamedKind, RegExp>;
  /** What every new table is to have. */
  readonly require?: Requirements;
}

export interface Requirements {
  readonly columns: readonly string[];
  readonly comment: boolean;
}

/** The options that are a rule's own: to give one is to switch its rule on. */
export type OwnOption = 'naming' | 'require';

/** The severity that a project gives to a rule, or `off`. A rule that belongs to a larger preset is off in a smaller one. */
export function severityIn(
  options: LintOptions,
  rule: { readonly id: string; readonly severity: Severity; readonly preset?: Preset; readonly option?: OwnOption },
): Severity | 'off' {
  const { preset = 'recommended', rules } = options;
  const isAsked = rule.option !== undefined && options[rule.option] !== undefined;
  const isOn = isAsked || presets.indexOf(preset) >= presets.indexOf(rule.preset ?? 'recommended');
  return rules.get(rule.id) ?? (isOn ? rule.severity : 'off');
}
