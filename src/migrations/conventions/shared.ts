import type { Folder } from '../convention';
import type { Problem } from '../project';
import type { SourceFile } from '../source-file';
import { baseName } from '../paths';

/** How much of a folder's SQL a convention recognises, from 0 to 1. */
export function share(matching: readonly string[], files: readonly string[]): number {
  const all = files.filter((path) => path.endsWith('.sql')).length;
  return all === 0 ? 0 : matching.length / all;
}

/** A `.sql` file that is no migration: what kept it from being read if anything did, else why it does not count. */
export function unmanaged(file: SourceFile, why: string): readonly Problem[] {
  if (file.problem) return [file.problem];
  return [{ kind: 'unmanaged', path: file.absolute, message: `${baseName(file.path)} is no migration: ${why}`, related: [] }];
}

/** Directives of runners whose files hold both directions, or more than one query: run whole, they would do harm. */
const directives = /^--\s*[\s-]*up\s+migration\b|^--> statement-breakpoint/im;

/** Whether a folder shows that a runner keeps it whose files or whose history are of another kind than those known here. */
export function isAnothers({ path, files, sample }: Folder): boolean {
  return (
    files.includes('meta/_journal.json') ||
    files.includes('atlas.sum') ||
    /[/\\]supabase[/\\]migrations$/.test(path) ||
    sample.some((text) => directives.test(text))
  );
}
