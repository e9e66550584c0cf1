import { masked } from '../database/redact';
import type { Position } from '../sql/positions';
import { LineMap } from '../sql/positions';
import type { Span } from '../sql/span';

/** What a report needs of the files it speaks of. */
export interface Texts {
  /** The text that positions count in; undefined where the file could not be read. */
  text(path: string): string | undefined;
  /** The path as people and programs get it: relative to the working directory, with `/`. */
  label(path: string): string;
}

/** A file's text with its lines, made once; passwords in it are masked, since lines of it are shown. */
export interface Lines {
  readonly text: string;
  readonly map: LineMap;
}

/** A span as lines and columns from 1, columns in UTF-16 units; the end is exclusive. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Lines of files, each mapped once; a file without text has one empty line. */
export function linesOf(texts: Texts): (path: string) => Lines {
  const known = new Map<string, Lines>();
  return (path) => {
    const seen = known.get(path);
    if (seen !== undefined) return seen;
    const text = masked(texts.text(path) ?? '');
    const lines = { text, map: new LineMap(text) };
    known.set(path, lines);
    return lines;
  };
}

export function rangeOf(lines: Lines, span: Span): Range {
  const start: Position = lines.map.position(span.start);
  const end: Position = lines.map.position(span.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
