import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError } from './files';

/**
 * Writes a file of the user's cache, readable by its owner alone, so that whoever reads meanwhile finds the old one or the new
 * one whole. What the system refuses is not kept, and is no error.
 */
export async function keepFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(temporary, text, { flag: 'wx', mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
