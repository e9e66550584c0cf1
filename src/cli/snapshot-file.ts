import { readFile } from 'node:fs/promises';
import { readSnapshot } from '../database/snapshot/file';
import type { Snapshot } from '../database/snapshot/snapshot';
import { UsageError } from './command';

/** A snapshot that a command is to compare with; `name` is what the user called it. */
export async function readSnapshotFile(path: string, name: string): Promise<Snapshot> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const read = readSnapshot(text);
  if (!read.ok) throw new UsageError(`${name} cannot be compared with. ${read.reason}`);
  return read.snapshot;
}
