import type { Edit } from '../migrations/edit';
import type { Script } from '../migrations/project';
import { lex } from '../sql/lexer';
import { tokenText } from '../sql/token';
import type { Finding, Fix } from './finding';
import { replacedIn, replacementsOf, textOf, untouched } from './pieces';

/** A fix may make room for the next, but two that undo each other would go on for ever. */
const mostRounds = 10;

/**
 * What all safe fixes of a file make of its text, one round after the other until none is left: edits of the text as it
 * is. `judge` finds what is left in a text.
 */
export async function fixedThroughout(
  { path, text, findings }: { readonly path: string; readonly text: string; readonly findings: readonly Finding[] },
  judge: (text: string) => Promise<readonly Finding[]>,
): Promise<readonly Edit[]> {
  let pieces = untouched(text);
  let left = findings;
  for (let round = 0; round < mostRounds; round++) {
    const edits = safeTogether(left.flatMap(({ fixes }) => fixes.find(({ safe }) => safe) ?? [])).filter(isReplacement);
    if (edits.length === 0) break;
    // From the end, so that earlier positions stay true; of two at one place, the first comes first.
    const backwards = [...edits].reverse().sort((a, b) => b.at.start - a.at.start);
    for (const edit of backwards) pieces = replacedIn(pieces, edit.at, edit.text);
    left = await judge(textOf(pieces, text));
  }
  return replacementsOf(pieces, text).map((replacement) => ({ kind: 'replace', path, ...replacement }));
}

const isReplacement = (edit: Edit): edit is Extract<Edit, { kind: 'replace' }> => edit.kind === 'replace';

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
