import type { Finding, Severity } from '../lint/finding';
import { printable, printableLine } from './colour';
import { linesOf, rangeOf, type Texts } from './texts';

const commands: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/** Findings as the workflow commands that GitHub shows beside the lines of a pull request; a line each. */
export function findingsGithub(findings: readonly Finding[], texts: Texts): string {
  const lines = linesOf(texts);
  return findings
    .map(({ rule, severity, message, help, path, at }) => {
      const { line, column, endLine, endColumn } = rangeOf(lines(path), at);
      const places = [
        ['file', printable(texts.label(path))],
        ['line', line],
        ['endLine', endLine],
        // Columns over several lines are refused.
        ...(line === endLine
          ? ([
              ['col', column],
              ['endColumn', endColumn],
            ] as const)
          : []),
        ['title', rule],
      ] as const;
      const properties = places.map(([name, value]) => `${name}=${property(String(value))}`).join(',');
      return `::${commands[severity]} ${properties}::${data(printableLine(help === undefined ? message : `${message}. ${help}`))}\n`;
    })
    .join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
