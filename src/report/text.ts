import type { Finding, Severity } from '../lint/finding';
import { lineEnd } from '../sql/positions';
import { paint, printable, printableLine, type Paint } from './colour';
import { describeCounts } from './describe';
import { countFindings } from './json';
import { linesOf, rangeOf, type Lines, type Range, type Texts } from './texts';

export interface TextOptions {
  /** A terminal that wants colours: not with NO_COLOR, not through a pipe. */
  readonly colours: boolean;
  /** How many files were judged. */
  readonly files: number;
}

/** Findings for people at a terminal, each with the lines it speaks of, and a summary; ends with a line end. */
export function findingsText(findings: readonly Finding[], texts: Texts, options: TextOptions): string {
  const pen = paint(options.colours);
  const view: View = { texts, lines: linesOf(texts), pen };
  const blocks = findings.map((finding) => findingBlock(finding, view));
  return [...blocks, summary(findings, options.files, pen)].join('\n\n') + '\n';
}

function summary(findings: readonly Finding[], files: number, pen: Paint): string {
  const where = `${String(files)} ${files === 1 ? 'file' : 'files'}`;
  const counts = describeCounts(countFindings(findings));
  return counts === '' ? `${pen.green('No findings')} in ${where}` : `${pen.bold(counts)} in ${where}`;
}

interface View {
  readonly texts: Texts;
  readonly lines: (path: string) => Lines;
  readonly pen: Paint;
}

function findingBlock(finding: Finding, { texts, lines, pen }: View): string {
  const range = rangeOf(lines(finding.path), finding.at);
  const place = `${texts.label(finding.path)}:${String(range.line)}:${String(range.column)}`;
  const severity = colourOf(finding.severity, pen)(finding.severity);
  const head = `${pen.bold(printableLine(place))} ${severity} ${printableLine(finding.message)} ${pen.dim(`[${finding.rule}]`)}`;
  const frame = codeFrame(lines(finding.path), range, { pen, mark: colourOf(finding.severity, pen) });
  const help = finding.help === undefined ? [] : [`  ${pen.blue('help:')} ${printable(finding.help)}`];
  const estimate = finding.estimate === undefined ? [] : [`  ${pen.blue('estimate:')} ${printable(finding.estimate)}`];
  const related = finding.related.map(({ message, path, at }) => {
    const other = rangeOf(lines(path), at);
    return `  ${pen.dim(`${printableLine(texts.label(path))}:${String(other.line)}:${String(other.column)}`)} ${printable(message)}`;
  });
  return [head, ...frame, ...help, ...estimate, ...related].join('\n');
}

function colourOf(severity: Severity, pen: Paint): (text: string) => string {
  switch (severity) {
    case 'error':
      return pen.red;
    case 'warning':
      return pen.yellow;
    case 'information':
      return pen.blue;
    case 'hint':
      return pen.dim;
  }
}

/** Wider lines are cut around the mark, so that one long INSERT does not fill the screen. */
const frameWidth = 120;

/** The first line of the range with carets below the part at fault; nothing where the file has no such line. */
export function codeFrame(
  lines: Lines,
  range: Range,
  { pen, mark }: { readonly pen: Paint; readonly mark: (text: string) => string },
): readonly string[] {
  const start = lines.map.offset({ line: range.line, column: 1 });
  const text = lines.text.slice(start, lineEnd(lines.text, start, lines.text.length));
  if (text.trim() === '') return [];
  const from = Math.max(0, Math.min(range.column - 1 - 40, text.length - frameWidth));
  // A tab is one column wide here, so that the carets stand below what they mean; so is whatever steers a terminal.
  const shown = text
    .slice(from, from + frameWidth)
    // eslint-disable-next-line no-control-regex -- they are what must not pass
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, ' ');
  const last = range.endLine === range.line ? range.endColumn : text.trimEnd().length + 1;
  const before = shown.slice(0, Math.max(0, range.column - 1 - from));
  const marked = shown.slice(before.length, Math.max(before.length + 1, last - 1 - from));
  const number = String(range.line);
  const gutter = ' '.repeat(number.length);
  return [
    `  ${pen.dim(`${number} |`)} ${shown}`,
    `  ${pen.dim(`${gutter} |`)} ${blanks(before)}${mark('^'.repeat(Math.max(1, width(marked))))}`,
  ];
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/gu;

/** Columns of a terminal: a wide character takes two, a surrogate pair counts once. */
function width(text: string): number {
  const wides = text.match(wide)?.length ?? 0;
  return Array.from(text).length + wides;
}

function blanks(text: string): string {
  return ' '.repeat(width(text));
}
