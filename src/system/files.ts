import { createHash } from 'node:crypto';
import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type Entry, type FileContent, type Files, largeFileBytes, maxFileBytes } from '../migrations/files';

/** Small files are read synchronously, which is six times as fast; larger ones would hold up everything else. */
const largestSyncRead = 256 * 1024;
/** Milliseconds of work after which others get their turn. */
const turn = 5;
/** `open` on a FIFO would wait for a writer; Windows has neither FIFOs nor this flag. */
export const openFlags = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** The disk. */
export const nodeFiles: Files = { list, readMany };

async function list(directory: string): Promise<readonly Entry[] | undefined> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
  return Promise.all(entries.map(async (entry) => (entry.isSymbolicLink() ? followed(directory, entry.name) : plain(entry))));
}

function plain(entry: Dirent): Entry {
  const { name } = entry;
  if (entry.isFile()) return { name, kind: 'file' };
  if (entry.isDirectory()) return { name, kind: 'directory' };
  return { name, kind: 'other', nature: entry.isFIFO() ? 'a FIFO' : entry.isSocket() ? 'a socket' : 'a device' };
}

/** What a link leads to; one that leads nowhere, or round in a circle, is `other`. */
async function followed(directory: string, name: string): Promise<Entry> {
  const path = join(directory, name);
  try {
    const target = await stat(path);
    if (target.isDirectory()) return { name, kind: 'directory', linksTo: await realpath(path) };
    if (target.isFile()) return { name, kind: 'file' };
    return { name, kind: 'other', nature: target.isFIFO() ? 'a link to a FIFO' : 'a link to a device or socket' };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { name, kind: 'other', nature: error.code === 'ELOOP' ? 'a link that leads to itself' : 'a link that leads nowhere' };
  }
}

async function readMany(
  paths: readonly string[],
  former?: (path: string) => FileContent | undefined,
): Promise<readonly FileContent[]> {
  const contents: FileContent[] = [];
  // Also before the first, since many short calls in a row would hold up others just as well.
  await setImmediate();
  let started = performance.now();
  for (const path of paths) {
    contents.push(readSmall(path) ?? (await readLarge(path, former?.(path))));
    if (performance.now() - started > turn) {
      await setImmediate();
      started = performance.now();
    }
  }
  return contents;
}

/** Undefined for a file that is too large to be read in one go without holding up others. */
function readSmall(path: string): FileContent | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, openFlags);
    const status = fstatSync(file);
    if (!status.isFile()) return { ok: false, kind: 'not-a-file', reason: 'is not a file and is never read.' };
    if (status.size > maxFileBytes) return tooLarge(status.size);
    if (status.size > largestSyncRead) return undefined;
    return { ok: true, bytes: readAll(file, status.size) };
  } catch (error) {
    return unreadable(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Reads to the end, also of a file that changes its size at this moment. */
function readAll(file: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  while (length < size) {
    const count = readSync(file, bytes, length, size - length, null);
    if (count === 0) return bytes.subarray(0, length);
    length += count;
  }
  return bytes;
}

async function readLarge(path: string, former: FileContent | undefined): Promise<FileContent> {
  try {
    if (former?.ok === true && former.large?.sha256 === (await sha256Of(path))) return former;
    const bytes = await readFile(path);
    if (bytes.length > maxFileBytes) return tooLarge(bytes.length);
    return (bytes.length < largeFileBytes ? undefined : asText(bytes)) ?? { ok: true, bytes };
  } catch (error) {
    return unreadable(error);
  }
}

/** A file's hash, made without holding the file. */
async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('base64');
}

/** A large file as its text alone; undefined where something may be wrong with its bytes, which tell what. */
function asText(bytes: Buffer): FileContent | undefined {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  // What is no UTF-8 is decoded to the first of these; a file may hold it, too, and is kept twice then.
  if (text.includes('\uFFFD') || text.includes('\0')) return undefined;
  const large = { text, sha256: createHash('sha256').update(bytes).digest('base64') };
  return {
    ok: true,
    large,
    get bytes() {
      return Buffer.from(text);
    },
  };
}

function tooLarge(size: number): FileContent {
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
  const reason = `has ${megabytes(size)}; files over ${megabytes(maxFileBytes)} are not run, since the text of each is held in memory until the run ends. Split it, or load the data with psql.`;
  return { ok: false, kind: 'too-large', reason };
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'may not be read by you. Give yourself permission to read it.',
  EPERM: 'may not be read by you. Give yourself permission to read it.',
  ENOENT: 'is no longer there.',
  EISDIR: 'is a directory.',
  ELOOP: 'is a link that leads to itself.',
  ENXIO: 'is not a file and is never read.',
};

function unreadable(error: unknown): FileContent {
  if (!isSystemError(error)) throw error;
  return { ok: false, kind: 'unreadable', reason: reasons[error.code] ?? `could not be read: ${error.message}.` };
}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
