import type { Files } from '../migrations/files';
import type { Migration, Source } from '../migrations/project';
import { below } from '../migrations/paths';
import { createFiles } from '../migrations/scaffold';
import type { Analysis } from './analysis';
import type { DraftedDown } from './engine';
import { filesBelow } from './files-below';

/** Drafts the way back of a migration as edits: a new file, or the part of its own file that is for it. */
export async function draftDown(
  source: Source,
  migration: Migration,
  { analysis, files }: { readonly analysis: Analysis; readonly files: Files },
): Promise<DraftedDown> {
  const draft = await analysis.draftDown(source, migration);
  if (!draft.ok) return draft;
  const { path, text, gaps, start, replaced } = draft;
  if (replaced !== undefined) {
    const absolute = below(source.path, path);
    const edits = replaced.map((edit) => ({ kind: 'replace' as const, path: absolute, ...edit }));
    return { ok: true, edits, cursor: { path: absolute, offset: start }, gaps };
  }
  const existing = await filesBelow(source.path, files);
  const made = createFiles({ folder: source.path, existing }, [{ path, text, cursor: text.length }]);
  return made.ok ? { ...made, gaps } : made;
}
