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
    return suite(label, tests, own.filter(fails).length);
  });
  return document(suites);
}

/** Whatever else is tested, one by one. */
export interface JunitTest {
  readonly file: string;
  readonly name: string;
  readonly failure?: { readonly type: string; readonly message: string };
  /** Why it was not tried. */
  readonly skipped?: string;
}

/** Tests of one kind as JUnit XML. */
export function testsJunit(name: string, tests: readonly JunitTest[]): string {
  const lines = tests.map((test) => {
    const head = `    <testcase classname="${escaped(test.file)}" name="${escaped(test.name)}"`;
    const { failure, skipped } = test;
    if (failure !== undefined) {
      const told = escaped(failure.message);
      return `${head}><failure type="${escaped(failure.type)}" message="${told}">${told}</failure></testcase>`;
    }
    return skipped === undefined ? `${head}/>` : `${head}><skipped message="${escaped(skipped)}"/></testcase>`;
  });
  return document([suite(name, lines, tests.filter(({ failure }) => failure !== undefined).length)]);
}

function suite(name: string, tests: readonly string[], failures: number): string {
  return [
    `  <testsuite name="${escaped(name)}" tests="${String(tests.length)}" failures="${String(failures)}" errors="0">`,
    ...tests,
    '  </testsuite>',
  ].join('\n');
}

function document(suites: readonly string[]): string {
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
