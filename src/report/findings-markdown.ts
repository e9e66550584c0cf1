import type { Finding } from '../lint/finding';
import { printableLine } from './colour';
import { describeCounts } from './describe';
import { countFindings } from './json';
import { markdownText } from './markdown';
import { linesOf, rangeOf, type Texts } from './texts';

/** Findings as Markdown, for a comment on a pull request or the summary of a job: a table a file. */
export function findingsMarkdown(findings: readonly Finding[], texts: Texts, files: number): string {
  const lines = linesOf(texts);
  const where = `in ${String(files)} ${files === 1 ? 'file' : 'files'}`;
  if (findings.length === 0) return `### Lockkeeper: no findings ${where}\n`;
  const sections = [...new Set(findings.map(({ path }) => path))].map((path) => {
    const rows = findings
      .filter((finding) => finding.path === path)
      .map(({ severity, rule, message, help, estimate, at }) => {
        const shown = (text: string): string => markdownText(printableLine(text));
        const said = [message, help, estimate].flatMap((text) => (text === undefined ? [] : [shown(text)])).join('<br>');
        return `| ${String(rangeOf(lines(path), at).line)} | ${severity} | ${rule} | ${said} |`;
      });
    return [
      `#### ${markdownText(printableLine(texts.label(path)))}`,
      '',
      '| Line | | Rule | |',
      '| --- | --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  return `${[`### Lockkeeper: ${describeCounts(countFindings(findings))} ${where}`, ...sections].join('\n\n')}\n`;
}
