import type { Edit } from '../migrations/edit';
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
