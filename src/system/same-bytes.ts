import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { isSystemError, openFlags } from './files';

/** Small enough to be read between two turns of everything else, and never a second copy of a large file. */
const chunk = 256 * 1024;

/** Whether a file is there, can be read and holds exactly these bytes. */
export async function holdsBytes(path: string, bytes: Uint8Array): Promise<boolean> {
  let file: number | undefined;
  try {
    file = openSync(path, openFlags);
    const status = fstatSync(file);
    if (!status.isFile() || status.size !== bytes.length) return false;
    const read = Buffer.allocUnsafe(Math.min(chunk, bytes.length));
    for (let at = 0; at < bytes.length;) {
      const count = readSync(file, read, 0, read.length, at);
      if (count === 0 || !read.subarray(0, count).equals(bytes.subarray(at, at + count))) return false;
      at += count;
      if (at < bytes.length) await setImmediate();
    }
    return true;
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
