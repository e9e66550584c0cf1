import type { Severity } from './finding';

/** Which rules are on unless a project says otherwise: each has those of the one before it. */
export const presets = ['recommended', 'strict', 'all'] as const;
export type Preset = (typeof presets)[number];

/** What `lockkeeper.json` says of the linter. */
export interface LintOptions {
  /** `recommended` where nothing is said. */
  readonly preset?: Preset;
  /** Severities other than the rules' own, by rule id; `off` silences a rule everywhere. */
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
}

/** The severity that a project gives to a rule, or `off`. A rule that belongs to a larger preset is off in a smaller one. */
export function severityIn(
  { preset = 'recommended', rules }: LintOptions,
  rule: { readonly id: string; readonly severity: Severity; readonly preset?: Preset },
): Severity | 'off' {
  const isOn = presets.indexOf(preset) >= presets.indexOf(rule.preset ?? 'recommended');
  return rules.get(rule.id) ?? (isOn ? rule.severity : 'off');
}
