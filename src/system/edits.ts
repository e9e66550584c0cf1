import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, mkdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Edit } from '../migrations/edit';

/** What became of edits. Those in `done` stand, also when a later one failed. */
export type EditOutcome =
  | { readonly ok: true; readonly done: readonly Edit[] }
  | { readonly ok: false; readonly done: readonly Edit[]; readonly reason: string };

/**
 * Carries edits out on the disk, in order, and stops at the first that cannot be. A file that exists is never
 * overwritten by `create` or `rename`; a file is written whole or not at all. Replacements in one file are taken
 * together: their positions are those of the file before any of them.
 */
export async function applyEdits(edits: readonly Edit[]): Promise<EditOutcome> {
  const done: Edit[] = [];
  const replaced = new Set<string>();
  for (const edit of edits) {
    try {
      if (edit.kind !== 'replace') await carryOut(edit);
      else if (!replaced.has(edit.path)) {
        replaced.add(edit.path);
        await replaceIn(edit.path, edits.filter(isReplacementIn(edit.path)));
      }
      done.push(edit);
    } catch (error) {
      return { ok: false, done, reason: reasonOf(error) };
    }
  }
  return { ok: true, done };
}

type Replacement = Extract<Edit, { kind: 'replace' }>;

function isReplacementIn(path: string): (edit: Edit) => edit is Replacement {
  return (edit): edit is Replacement => edit.kind === 'replace' && edit.path === path;
}

async function carryOut(edit: Exclude<Edit, Replacement>): Promise<void> {
  switch (edit.kind) {
    case 'create':
      await mkdir(dirname(edit.path), { recursive: true });
      return writeThen(edit.path, edit.text, moveWithoutOverwriting);
    case 'rename':
      await mkdir(dirname(edit.to), { recursive: true });
      return renameWithoutOverwriting(edit.from, edit.to);
    case 'delete':
      return rm(edit.path);
  }
}

async function replaceIn(path: string, edits: readonly Replacement[]): Promise<void> {
  const { mode } = await stat(path);
  let text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  // From the end, so that earlier positions stay true; of two at one place, the first comes first.
  for (const { at, text: replacement } of [...edits].reverse().sort((a, b) => b.at.start - a.at.start)) {
    if (at.end > text.length) throw new EditError(`${path} is shorter than expected: it changed on the disk.`);
    text = text.slice(0, at.start) + replacement + text.slice(at.end);
  }
  await writeThen(path, text, rename, mode);
}

/** Writes a temporary file beside the place, then moves it there: whoever reads sees all of it or nothing. */
async function writeThen(
  path: string,
  text: string,
  move: (from: string, to: string) => Promise<void>,
  mode = 0o666,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { flag: 'wx', mode });
    await move(temporary, path);
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
  await rename(from, to);
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
