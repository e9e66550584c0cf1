import type { Script } from '../migrations/project';
import type { Finding, Fix } from './finding';
import { indentBefore, lineEndOf } from './user-text';

/** Where the user is to say why. */
export const reasonPlaceholder = 'why this is safe here';

const unsilenceable: ReadonlySet<string> = new Set(['unknown-ignore', 'unused-ignore', 'syntax-error']);

/** A comment above the statement that silences the rule, with room for the reason. */
export function ignoreFixes(finding: Finding, script: Script): readonly Fix[] {
  if (unsilenceable.has(finding.rule)) return [];
  const { start } = finding.statement;
  const indent = indentBefore(script.text, start);
  // Behind another statement in one line, a comment would end that line.
  if (indent === undefined) return [];
  const text = `-- lockkeeper-ignore ${finding.rule}: ${reasonPlaceholder}${lineEndOf(script.text)}${indent}`;
  return [
    {
      title: `Ignore ${finding.rule} here, with a reason`,
      edits: [{ kind: 'replace', path: script.path, at: { start, end: start }, text }],
      preferred: false,
      safe: false,
    },
  ];
}
