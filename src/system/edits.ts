import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, mkdir, readFile, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Edit } from '../migrations/edit';
import { moveTracked } from './git';

/** What became of edits: all of them or, unless one could not be taken back, none. */
export type EditOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** What could not be done, and what was left behind if anything was. */
      readonly reason: string;
    };

/** Takes back what one edit has done. */
type Undo = () => Promise<void>;

/**
 * Carries edits out on the disk, in order. Where one cannot be, those before it are taken back. A file that exists is
 * never overwritten by `create` or `rename`; a file is written whole or not at all. Replacements in one file are taken
 * together: their positions are those of the file before any of them. What git tracks is renamed by git, so that its
 * index knows.
 */
export async function applyEdits(edits: readonly Edit[]): Promise<EditOutcome> {
  const undos: Undo[] = [];
  const replaced = new Set<string>();
  for (const edit of edits) {
    try {
      if (edit.kind !== 'replace') undos.push(await carryOut(edit));
      else if (!replaced.has(edit.path)) {
        replaced.add(edit.path);
        undos.push(await replaceIn(edit.path, edits.filter(isReplacementIn(edit.path))));
      }
    } catch (error) {
      const left = await takeBack(undos);
      return { ok: false, reason: [reasonOf(error), ...left].join(' ') };
    }
  }
  return { ok: true };
}

/** Takes back, the last first; what could not be, in sentences. */
async function takeBack(undos: readonly Undo[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const undo of [...undos].reverse()) {
    try {
      await undo();
    } catch (error) {
      left.push(`What was done before could not be taken back: ${reasonOf(error)}`);
    }
  }
  return left;
}

type Replacement = Extract<Edit, { kind: 'replace' }>;

function isReplacementIn(path: string): (edit: Edit) => edit is Replacement {
  return (edit): edit is Replacement => edit.kind === 'replace' && edit.path === path;
}

async function carryOut(edit: Exclude<Edit, Replacement>): Promise<Undo> {
  switch (edit.kind) {
    case 'create': {
      const removeDirectories = await makeDirectories(dirname(edit.path));
      await orElse(removeDirectories, () => writeThen(edit.path, edit.text, moveWithoutOverwriting));
      return async () => {
        await rm(edit.path);
        await removeDirectories();
      };
    }
    case 'rename': {
      const removeDirectories = await makeDirectories(dirname(edit.to));
      await orElse(removeDirectories, () => renameWithoutOverwriting(edit.from, edit.to));
      return async () => {
        await renameWithoutOverwriting(edit.to, edit.from);
        await removeDirectories();
      };
    }
    case 'delete': {
      const [bytes, { mode }] = await Promise.all([readFile(edit.path), stat(edit.path)]);
      await rm(edit.path);
      return () => writeFile(edit.path, bytes, { flag: 'wx', mode });
    }
  }
}

/** Makes a directory and those above it; what is returned removes the ones that were made. */
async function makeDirectories(directory: string): Promise<Undo> {
  const first = await mkdir(directory, { recursive: true });
  return async () => {
    if (first === undefined) return;
    for (let made = directory; made.startsWith(first); made = dirname(made)) await rmdir(made);
  };
}

/** Does something; takes back what prepared it where it fails. */
async function orElse(undo: Undo, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    await undo();
    throw error;
  }
}

async function replaceIn(path: string, edits: readonly Replacement[]): Promise<Undo> {
  const [bytes, { mode }] = await Promise.all([readFile(path), stat(path)]);
  let text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  // From the end, so that earlier positions stay true; of two at one place, the first comes first.
  for (const { at, text: replacement } of [...edits].reverse().sort((a, b) => b.at.start - a.at.start)) {
    if (at.end > text.length) throw new EditError(`${path} is shorter than expected: it changed on the disk.`);
    text = text.slice(0, at.start) + replacement + text.slice(at.end);
  }
  await writeThen(path, text, rename, mode);
  return () => writeThen(path, bytes, rename, mode);
}

/** Writes a temporary file beside the place, then moves it there: whoever reads sees all of it or nothing. */
async function writeThen(
  path: string,
  text: string | Uint8Array,
  move: (from: string, to: string) => Promise<void>,
  mode = 0o666,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { flag: 'wx', mode });
    await move(temporary, path);
  } catch (error) {
    const why = noRoom[codeOf(error) ?? ''];
    if (why === undefined) throw error;
    throw new EditError(`${path} could not be written, and is as it was: ${why}`);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A hard link fails where the name is taken, so nothing can slip in between a look and the move. */
async function moveWithoutOverwriting(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new EditError(`${to} exists already.`);
    // Some file systems have no hard links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error) ?? '')) throw error;
    await writeFile(to, await readFile(from), { flag: 'wx' });
  }
  await unlink(from);
}

/** On Windows and macOS a change of case alone leads to a name that seems taken, by the very same file. */
async function renameWithoutOverwriting(from: string, to: string): Promise<void> {
  if ((await exists(to)) && !(await isSameFile(from, to))) throw new EditError(`${to} exists already.`);
  if (!(await moveTracked(from, to))) await rename(from, to);
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([stat(a), stat(b)]);
  return a.toLowerCase() === b.toLowerCase() && first.ino === second.ino && first.dev === second.dev;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path, constants.F_OK);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** What the operating system says where a file finds no room, in words for the user. */
const noRoom: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no room left on the disk (ENOSPC).',
  EDQUOT: 'your quota of the disk is used up (EDQUOT).',
  EFBIG: 'it would be larger than files may be here (EFBIG).',
  EROFS: 'the disk is read-only (EROFS).',
};

/** An edit that cannot be carried out, in words for the user. */
class EditError extends Error {}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What to tell the user; what is no failure of an edit is a bug, and thrown on. */
function reasonOf(error: unknown): string {
  if (error instanceof EditError) return error.message;
  if (codeOf(error) === 'EEXIST') return `A file of that name exists already: ${(error as Error).message}`;
  if (codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'The file is not UTF-8.';
  if (codeOf(error) !== undefined) return (error as Error).message;
  throw error;
}
