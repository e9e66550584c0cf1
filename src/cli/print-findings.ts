import type { Finding } from '../lint/finding';
import { rules } from '../lint/rules/index';
import { findingsMarkdown } from '../report/findings-markdown';
import { findingsGithub } from '../report/github';
import { findingsGitlab } from '../report/gitlab';
import { findingsJson } from '../report/json';
import { findingsJunit } from '../report/junit';
import { findingsSarif } from '../report/sarif';
import { findingsText } from '../report/text';
import type { Texts } from '../report/texts';
import type { CommandContext } from './command';
import { printed } from './json';

export interface PrintOptions extends Pick<CommandContext, 'io' | 'format' | 'version'> {
  /** Every file that was judged. */
  readonly paths: readonly string[];
  /** Whether a finding makes the command fail. */
  readonly fails: (finding: Finding) => boolean;
}

/** Prints findings in the format that was asked for. */
export function printFindings(findings: readonly Finding[], texts: Texts, options: PrintOptions): void {
  options.io.out(inFormat(findings, texts, options));
}

function inFormat(findings: readonly Finding[], texts: Texts, { io, format, version, paths, fails }: PrintOptions): string {
  const files = paths.length;
  switch (format) {
    case 'json':
      return printed(findingsJson(findings, files, texts));
    case 'sarif':
      return printed(findingsSarif(findings, texts, { version, rules }));
    case 'github':
      return findingsGithub(findings, texts);
    case 'gitlab':
      return printed(findingsGitlab(findings, texts));
    case 'junit':
      return findingsJunit(findings, texts, { paths, fails });
    case 'markdown':
      return findingsMarkdown(findings, texts, files);
    default:
      return findingsText(findings, texts, { colours: io.color, files });
  }
}
