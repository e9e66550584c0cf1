import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

/** A tar's unit: headers and contents are padded to it. */
const block = 512;

/** Decompresses the prepared data directory to a tar, and writes its files below `directory` where one is given. */
export async function unpack(packed: Uint8Array, directory?: string): Promise<Uint8Array> {
  const tar = await promisify(brotliDecompress)(packed);
  if (directory === undefined) return tar;
  // The server demands that nobody else can enter its directory.
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (let at = 0; at + block <= tar.length && tar[at] !== 0;) {
    const header = tar.subarray(at, at + block);
    const name = field(header, 345, 155) === '' ? field(header, 0, 100) : `${field(header, 345, 155)}/${field(header, 0, 100)}`;
    const size = Number.parseInt(field(header, 124, 12), 8) || 0;
    const path = join(directory, name);
    if (field(header, 156, 1) === '5') mkdirSync(path, { recursive: true, mode: 0o700 });
    else writeFileSync(path, tar.subarray(at + block, at + block + size), { mode: 0o600 });
    at += block + Math.ceil(size / block) * block;
  }
  return tar;
}

function field(header: Buffer, start: number, length: number): string {
  const end = header.indexOf(0, start);
  return header.toString('utf8', start, end === -1 || end > start + length ? start + length : end).trim();
}
