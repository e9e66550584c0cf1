import type { Edit } from '../migrations/edit';
import type { Script, Source } from '../migrations/project';
import type { Finding, Fix } from './finding';
import { indentBefore, lineEndOf } from './user-text';

/** Where the user is to say why. */
const reasonPlaceholder = 'why this is safe here';

/** A comment in a file that must stay as it is would be one edit more. */
const unsilenceable: ReadonlySet<string> = new Set(['unknown-ignore', 'unused-ignore', 'edited-applied-migration']);

/** Comments that silence the rule, above the statement or for the file, with room for the reason. */
export function ignoreFixes(finding: Finding, script: Script, { convention }: Source): readonly Fix[] {
  if (unsilenceable.has(finding.rule)) return [];
  const { text } = script;
  const { start } = finding.statement;
  const eol = lineEndOf(text);
  const indent = indentBefore(text, start);
  const comment = (word: string): string => `-- ${word} ${finding.rule}: ${reasonPlaceholder}${eol}`;
  const insert = (at: number, added: string): Edit => ({
    kind: 'replace',
    path: script.path,
    at: { start: at, end: at },
    text: added,
  });
  const inFile: Fix = {
    title: `Ignore ${finding.rule} in this file, with a reason`,
    edits: [insert(fileStart(text, convention.noTransactionDirective), comment('lockkeeper-ignore-file'))],
    preferred: false,
    safe: false,
  };
  // What is wrong with the file as such has no statement.
  if (finding.statement.start === finding.statement.end) return [inFile];
  const here: Fix = {
    title: `Ignore ${finding.rule} here, with a reason`,
    // Behind another statement in one line, a comment of the rest of it would silence that one.
    edits: [
      insert(
        start,
        indent === undefined
          ? `/* lockkeeper-ignore ${finding.rule}: ${reasonPlaceholder} */ `
          : `${comment('lockkeeper-ignore')}${indent}`,
      ),
    ],
    preferred: false,
    safe: false,
  };
  return [here, inFile];
}

/** Where a comment for the whole file may stand: the runner's directive must stay the first thing in it. */
function fileStart(text: string, directive: string | undefined): number {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  if (directive === undefined || !text.startsWith(directive.trimEnd(), start)) return start;
  const lineEnd = /\r\n|\n|\r/.exec(text);
  return lineEnd === null ? start : lineEnd.index + lineEnd[0].length;
}
