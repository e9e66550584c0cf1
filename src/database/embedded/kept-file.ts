import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** A whole data directory in one file: its checksum, a note, and a packed tar. */
export interface KeptFile {
  /** One line, of whoever kept it. */
  readonly note: string;
  readonly packed: Uint8Array;
}

/** Undefined where there is no such file or it is not as it was written. */
export function readKept(path: string): KeptFile | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
  const sumEnd = bytes.indexOf(10);
  const noteEnd = bytes.indexOf(10, sumEnd + 1);
  if (sumEnd < 0 || noteEnd < 0 || bytes.toString('latin1', 0, sumEnd) !== sumOf(bytes.subarray(sumEnd + 1))) return undefined;
  return { note: bytes.toString('utf8', sumEnd + 1, noteEnd), packed: bytes.subarray(noteEnd + 1) };
}

/** Writes a data directory beside and moves it into place whole: nobody ever finds half of one. */
export async function writeKept(path: string, note: string, tar: Uint8Array): Promise<void> {
  // Packed but little: what is kept for a day need not be small, and is waited for.
  const rest = Buffer.concat([Buffer.from(`${note}\n`), await promisify(gzip)(tar, { level: 1 })]);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    // It holds whatever rows the user's migrations make.
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${sumOf(rest)}\n`), rest]), { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

export function unpackKept({ packed }: KeptFile): Promise<Uint8Array> {
  return promisify(gunzip)(packed);
}

const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
