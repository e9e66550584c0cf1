import type { Severity } from './finding';

/** What `lockkeeper.json` says of the linter. */
export interface LintOptions {
  /** Severities other than the rules' own, by rule id; `off` silences a rule everywhere. */
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
}
