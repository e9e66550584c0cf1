import type { Edit } from '../migrations/edit';
import type { Script } from '../migrations/project';
import { lex } from '../sql/lexer';
import { tokenText } from '../sql/token';
import type { Fix } from './finding';

/** The edits of all fixes that do not get in each other's way; of two that do, the first. */
export function safeTogether(fixes: readonly Fix[]): readonly Edit[] {
  const chosen: Edit[] = [];
  for (const { edits } of fixes) {
    if (edits.every((edit) => chosen.every((other) => !meet(edit, other)))) chosen.push(...edits);
  }
  return chosen;
}

function meet(a: Edit, b: Edit): boolean {
  if (a.kind !== 'replace' || b.kind !== 'replace') return true;
  if (a.path !== b.path) return false;
  const sameStart = a.at.start === b.at.start;
  return sameStart || (a.at.start < b.at.end && b.at.start < a.at.end);
}

/** Whether every comment in what a fix replaces stands in what it writes: others' words are nothing to throw away. */
export function keepsComments({ edits }: Fix, { path, text }: Pick<Script, 'path' | 'text'>): boolean {
  return edits.every((edit) => {
    if (edit.kind !== 'replace' || edit.path !== path) return true;
    const replaced = text.slice(edit.at.start, edit.at.end);
    if (!/--|\/\*/.test(replaced)) return true;
    const comments = lex(replaced).filter(({ kind }) => kind === 'comment');
    return comments.every((each) => {
      const comment = tokenText(replaced, each).trimEnd();
      return edits.some((other) => 'text' in other && other.text.includes(comment));
    });
  });
}
