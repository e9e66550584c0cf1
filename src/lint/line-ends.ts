import { below, relativeTo } from '../migrations/paths';
import type { Fix } from './finding';
import type { LintInput } from './linter';
import { lineEndOf } from './user-text';

/** Where git reads how it is to treat line ends. */
export interface AttributesFile {
  /** The folder that it stands in, absolute. */
  readonly directory: string;
  /** Undefined where there is no such file. */
  readonly text: string | undefined;
}

/**
 * Gives a file the line ends that it was applied with, and has git keep them: line feeds for all files of the source, or
 * what is unusual for this one alone.
 */
export function keepingLineEnds(applied: string, restored: Fix, { script, source, attributes }: LintInput): readonly Fix[] {
  if (attributes === undefined) return [];
  const { directory, text } = attributes;
  const isUnusual = applied.includes('\r');
  const folder = relativeTo(directory, isUnusual ? script.path : source.path);
  if (folder === undefined) return [];
  const pattern = isUnusual ? folder : folder === '' ? '*.sql' : `${folder}/**/*.sql`;
  // Converted to nothing by git, a file stays as it is committed.
  const line = `${quoted(pattern)} ${isUnusual ? '-text' : 'text eol=lf'}`;
  if (text?.split(/\r?\n/).includes(line) === true) return [];
  const path = below(directory, '.gitattributes');
  return [
    {
      title: `Bring back its line ends, and have git keep them by .gitattributes`,
      edits: [
        ...restored.edits,
        text === undefined
          ? { kind: 'create', path, text: `${line}\n` }
          : { kind: 'replace', path, at: { start: text.length, end: text.length }, text: appended(text, line) },
      ],
      preferred: true,
      safe: false,
    },
  ];
}

/** A line behind the last one, with the file's own line ends. */
function appended(text: string, line: string): string {
  const eol = lineEndOf(text);
  return `${text === '' || /[\r\n]$/.test(text) ? '' : eol}${line}${eol}`;
}

/** As gitattributes(5) reads a pattern: what is special in a path is escaped, and one with blanks is quoted as in C. */
function quoted(pattern: string): string {
  const [, folder = '', end = ''] = /^(.*?)((?:\/\*\*)?\/?\*\.sql)?$/.exec(pattern) ?? [];
  const escaped = folder.replace(/[\\*?[\]]/g, '\\$&').replace(/^[#!]/, '\\$&');
  return /[\s"]/.test(escaped) ? `"${(escaped + end).replace(/[\\"]/g, '\\$&')}"` : escaped + end;
}
