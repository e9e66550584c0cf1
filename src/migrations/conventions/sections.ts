import type { Convention, Scaffold, ScaffoldRequest } from '../convention';
import type { Problem, Script } from '../project';
import type { Span } from '../../sql/span';
import { split } from '../../sql/splitter';
import type { SourceFile } from '../source-file';
import { type NewFile, createFiles } from '../scaffold';
import { baseName } from '../paths';

/** A line of a text as runners see one: ended by a line feed, a carriage return before it taken off. */
export interface Line {
  readonly text: string;
  /** The offset of its first character. */
  readonly start: number;
  /** Past its line feed. */
  readonly end: number;
}

export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed + 1;
    const written = text.slice(start, feed < 0 ? text.length : feed);
    lines.push({ text: written.endsWith('\r') ? written.slice(0, -1) : written, start, end });
    start = end;
  }
  return lines;
}

/** Whether the last word before a comment ends in a semicolon: where runners of this family part statements. */
export function endsStatement(line: string): boolean {
  const words = line.split(/\s+/).filter((word) => word !== '');
  const comment = words.findIndex((word) => word.startsWith('--'));
  return (comment < 0 ? words : words.slice(0, comment)).at(-1)?.endsWith(';') === true;
}

/** A statement between the runner's marks, where it would not find its end by itself. */
export function marked(statement: string, [begin, end]: readonly [string, string]): string {
  const lines = statement.split('\n');
  const ends = lines.map((line) => endsStatement(line));
  const isPlain = ends.indexOf(true) === lines.length - 1;
  return isPlain ? statement : `${begin}\n${statement}\n${end}`;
}

/** The first line for which a test holds, without its line end. */
export function lineWhere(text: string, test: (line: string) => boolean): Span | undefined {
  const line = linesOf(text).find((each) => test(each.text));
  return line && { start: line.start, end: line.start + line.text.length };
}

/** That the runner stops at a file, and why. */
export function refused(file: SourceFile, why: string): { readonly problem: Problem } {
  const message = `${baseName(file.path)} cannot run: ${why}`;
  return { problem: { kind: 'refused', path: file.absolute, message, related: [] } };
}

/** Every place in a script that a pattern finds, within comments and strings as well. */
export function placesOf({ text, body }: Script, pattern: RegExp): readonly Span[] {
  return [...text.slice(body.start, body.end).matchAll(pattern)].map(({ 0: found, index }) => ({
    start: body.start + index,
    end: body.start + index + found.length,
  }));
}

/**
 * A text whose statements with a semicolon at the end of an inner line stand between marks: the runner would take each
 * such line for the end of one.
 */
function withMarks(text: string, [begin, end]: readonly [string, string]): string {
  let result = '';
  let done = 0;
  for (const statement of split(text)) {
    const lines = statement.text.split('\n');
    if (!lines.slice(0, -1).some(endsStatement)) continue;
    result += `${text.slice(done, statement.at.start)}${begin}\n${text.slice(statement.at.start, statement.end)}\n${end}`;
    done = statement.end;
  }
  return result + text.slice(done);
}

/** The lines that head each direction in a file that holds both; without `down` there is no way back in it. */
interface Headings {
  readonly path: string;
  readonly up: string;
  readonly down?: string;
  /** The lines around a statement that has semicolons in it, where the runner goes by lines. */
  readonly marks?: readonly [string, string];
}

/** A file with both directions: their headings, and below each the statements or room to write. */
export function createBoth(request: ScaffoldRequest, { path, up, down, marks }: Headings): Scaffold {
  const marked = (text = ''): string => (marks === undefined ? text : withMarks(text, marks));
  const content = { up: marked(request.content?.up), down: marked(request.content?.down) };
  const lead = `${up}\n\n`;
  const rest = down === undefined ? '' : `\n${down}\n\n${content.down}`;
  const file: NewFile = { path, text: `${lead}${content.up}${rest}`, cursor: lead.length };
  return createFiles(request, [file]);
}

/** Runs every file by itself in one transaction unless the runner's directive for its direction says otherwise. */
export function unlessOutside(isOutside: (body: string) => boolean): Convention['transaction'] {
  return ({ text, body }) => (isOutside(text.slice(body.start, body.end)) ? 'none' : 'file');
}
