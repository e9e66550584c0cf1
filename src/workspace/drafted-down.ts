import type { Draft } from '../migrations/down/draft';
import { below } from '../migrations/paths';
import type { Source } from '../migrations/project';
import { createFiles } from '../migrations/scaffold';
import type { DraftedDown } from './engine';

/** A drafted way back as edits: of the file that has it, or of a new one. `existing` are the files of the source's folder. */
export async function draftedDown(
  draft: Draft,
  { path: folder }: Source,
  existing: () => Promise<readonly string[]>,
): Promise<DraftedDown> {
  if (!draft.ok) return draft;
  const { path, text, gaps, start, replaced } = draft;
  if (replaced !== undefined) {
    const absolute = below(folder, path);
    const edits = replaced.map((edit) => ({ kind: 'replace' as const, path: absolute, ...edit }));
    return { ok: true, edits, cursor: { path: absolute, offset: start }, gaps };
  }
  const made = createFiles({ folder, existing: await existing() }, [{ path, text, cursor: text.length }]);
  return made.ok ? { ...made, gaps } : made;
}
