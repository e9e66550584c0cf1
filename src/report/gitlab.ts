import type { Finding, Severity } from '../lint/finding';
import { printableLine } from './colour';
import { fingerprints } from './fingerprint';
import { linesOf, rangeOf, type Texts } from './texts';

/** One entry of GitLab's code quality report. */
export interface GitlabEntry {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end: number } };
}

const severities: Readonly<Record<Severity, GitlabEntry['severity']>> = {
  error: 'critical',
  warning: 'major',
  information: 'minor',
  hint: 'info',
};

/** Findings as GitLab's code quality report, which merge requests show. */
export function findingsGitlab(findings: readonly Finding[], texts: Texts): readonly GitlabEntry[] {
  const lines = linesOf(texts);
  const marks = fingerprints(findings, texts);
  return findings.map(({ rule, severity, message, help, path, at }, nth) => {
    const { line, endLine } = rangeOf(lines(path), at);
    return {
      description: printableLine(help === undefined ? message : `${message}. ${help}`),
      check_name: rule,
      fingerprint: marks[nth] ?? '',
      severity: severities[severity],
      location: { path: texts.label(path), lines: { begin: line, end: endLine } },
    };
  });
}
