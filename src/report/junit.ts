import type { Finding } from '../lint/finding';
import { printableLine } from './colour';
import { linesOf, rangeOf, type Texts } from './texts';

export interface JunitOptions {
  /** Every file that was judged, in order: one without findings is a test that passes. */
  readonly paths: readonly string[];
  /** Whether a finding is a failure: the others are told with a test that passes. */
  readonly fails: (finding: Finding) => boolean;
}

/** Findings as JUnit XML: a suite a file, a test a finding. */
export function findingsJunit(findings: readonly Finding[], texts: Texts, { paths, fails }: JunitOptions): string {
  const lines = linesOf(texts);
  const all = [...new Set([...paths, ...findings.map(({ path }) => path)])];
  const suites = all.map((path) => {
    const own = findings.filter((finding) => finding.path === path);
    const label = printableLine(texts.label(path));
    const tests = own.map((finding) => {
      const { line, column } = rangeOf(lines(path), finding.at);
      const name = `${finding.rule} ${String(line)}:${String(column)}`;
      const message = printableLine(finding.message);
      const text = finding.help === undefined ? message : `${message}. ${printableLine(finding.help)}`;
      const inner = fails(finding)
        ? `<failure type="${finding.severity}" message="${escaped(message)}">${escaped(`${label}:${String(line)}:${String(column)} ${text}`)}</failure>`
        : `<system-out>${escaped(`${finding.severity}: ${text}`)}</system-out>`;
      return `    <testcase classname="${escaped(label)}" name="${escaped(name)}">${inner}</testcase>`;
    });
    if (tests.length === 0) tests.push(`    <testcase classname="${escaped(label)}" name="no findings"/>`);
    const failures = own.filter(fails).length;
    return [
      `  <testsuite name="${escaped(label)}" tests="${String(tests.length)}" failures="${String(failures)}" errors="0">`,
      ...tests,
      '  </testsuite>',
    ].join('\n');
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="Lockkeeper">', ...suites, '</testsuites>', ''].join('\n');
}

function escaped(text: string): string {
  return (
    text
      // XML 1.0 has no form for these.
      // eslint-disable-next-line no-control-regex -- they are what must not pass
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
