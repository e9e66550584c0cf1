import { readFile } from 'node:fs/promises';
import type { Edit } from '../migrations/edit';
import { applyEdits } from '../system/edits';

/** What may be written over. */
interface Output {
  /** Whether a text is an older one of the same kind. */
  readonly isOurs: (text: string) => boolean;
  /** Its kind, as a noun: `snapshot`. */
  readonly what: string;
}

/** Writes a file in place of an older one of its kind, and over nothing else; answers why it could not be. */
export async function writeOutput(path: string, text: string, { isOurs, what }: Output): Promise<string | undefined> {
  const old = await present(path);
  if (old instanceof Error) return `${path} could not be read, and was left alone: ${old.message}`;
  if (old !== undefined && !isOurs(old)) return `${path} is no ${what}, and was left alone.`;
  const edit: Edit =
    old === undefined ? { kind: 'create', path, text } : { kind: 'replace', path, at: { start: 0, end: old.length }, text };
  const outcome = await applyEdits([edit]);
  return outcome.ok ? undefined : outcome.reason;
}

/** A file's text; undefined where there is no file, and the system's error where it cannot be read. */
async function present(path: string): Promise<string | Error | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return error.code === 'ENOENT' ? undefined : error;
  }
}
