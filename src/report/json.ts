import type { Effect } from '../effects/effect';
import type { Finding, Severity } from '../lint/finding';
import type { Edit } from '../migrations/edit';
import { linesOf, rangeOf, type Lines, type Range, type Texts } from './texts';

/** `lint --format json`, version 1. Lines and columns count from 1, columns in UTF-16 units; ends are exclusive. */
export interface LintJson {
  readonly version: 1;
  readonly findings: readonly FindingJson[];
  readonly summary: SummaryJson;
}

interface FindingJson extends Range {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly help?: string;
  /** What that means for tables of the target's sizes, where its statistics are known. */
  readonly estimate?: string;
  /** The whole statement. */
  readonly statement: Range;
  readonly related: readonly (Range & { readonly message: string; readonly path: string })[];
  readonly fixes: readonly {
    readonly title: string;
    readonly preferred: boolean;
    readonly safe: boolean;
    readonly edits: readonly EditJson[];
  }[];
  readonly effects: readonly Effect[];
}

type EditJson =
  | (Range & { readonly kind: 'replace'; readonly path: string; readonly text: string })
  | { readonly kind: 'create'; readonly path: string; readonly text: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'delete'; readonly path: string };

interface SummaryJson {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly information: number;
  readonly hints: number;
}

/** Findings as the documented, versioned JSON; `files` is how many were judged. */
export function findingsJson(findings: readonly Finding[], files: number, texts: Texts): LintJson {
  const lines = linesOf(texts);
  const counts = countFindings(findings);
  return {
    version: 1,
    findings: findings.map((finding) => findingJson(finding, lines, texts)),
    summary: {
      files,
      errors: counts.error,
      warnings: counts.warning,
      information: counts.information,
      hints: counts.hint,
    },
  };
}

/** How many findings of each severity. */
export function countFindings(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

function findingJson(finding: Finding, lines: (path: string) => Lines, texts: Texts): FindingJson {
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    path: texts.label(finding.path),
    ...rangeOf(lines(finding.path), finding.at),
    ...(finding.help === undefined ? {} : { help: finding.help }),
    ...(finding.estimate === undefined ? {} : { estimate: finding.estimate }),
    statement: rangeOf(lines(finding.path), finding.statement),
    related: finding.related.map(({ message, path, at }) => ({
      message,
      path: texts.label(path),
      ...rangeOf(lines(path), at),
    })),
    fixes: finding.fixes.map(({ title, preferred, safe, edits }) => ({
      title,
      preferred,
      safe,
      edits: edits.map((edit) => editJson(edit, lines, texts)),
    })),
    effects: finding.effects,
  };
}

function editJson(edit: Edit, lines: (path: string) => Lines, texts: Texts): EditJson {
  switch (edit.kind) {
    case 'replace':
      return {
        kind: 'replace',
        path: texts.label(edit.path),
        ...rangeOf(lines(edit.path), edit.at),
        text: edit.text,
      };
    case 'create':
      return { kind: 'create', path: texts.label(edit.path), text: edit.text };
    case 'rename':
      return { kind: 'rename', from: texts.label(edit.from), to: texts.label(edit.to) };
    case 'delete':
      return { kind: 'delete', path: texts.label(edit.path) };
  }
}
