import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../connection';
import { releaseLock, takeLock } from './lock-file';
import { lockedBy } from './server';

/**
 * Removes an embedded database that this process does not have open; the next connection makes it anew. Answers who has it
 * open, where somebody does.
 */
export async function removeData(directory: string, holder: string): Promise<Failure | undefined> {
  const data = join(directory, 'data');
  if (!existsSync(data)) return undefined;
  const other = await takeLock(directory, { pid: process.pid, holder, socket: '' });
  if (other !== undefined) return lockedBy(other);
  try {
    // Moved first, so that a process killed meanwhile leaves no half of a database in its place.
    const old = `${data}.old`;
    await rm(old, { recursive: true, force: true });
    await rename(data, old);
    await rm(old, { recursive: true, force: true });
    return undefined;
  } finally {
    releaseLock(directory, process.pid);
  }
}
