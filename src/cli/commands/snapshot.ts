import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeTarget } from '../../database/redact';
import { readSnapshot, snapshotText } from '../../database/snapshot/file';
import type { Edit } from '../../migrations/edit';
import { snapshotSummary } from '../../report/drift-report';
import { applyEdits } from '../../system/edits';
import type { Command } from '../command';
import { exit, UsageError } from '../command';
import { visible } from '../json';
import { selectSource, selectTarget } from '../select';
import { snapshotOptions, snapshotWishes, tellUnread } from '../snapshot-options';

/** Reads a database's schema, and keeps it in a file where it is asked to. */
export const snapshot: Command = {
  name: 'snapshot',
  words: '',
  summary: 'Read a database’s schema as sorted objects with a hash, for a file that version control keeps.',
  options: {
    output: { value: 'FILE', help: 'write the snapshot there; a file that exists and is no snapshot is left alone' },
    ...snapshotOptions,
  },
  async run(given, context) {
    const { engine, io, format } = context;
    if (given.words.length > 0) throw new UsageError('snapshot takes no words: --target says which database.');
    const source = await selectSource(given, context);
    const target = await selectTarget(given, source, context, 'read');
    const answer = await engine.snapshot({ source, target, ...snapshotWishes(given) }, io.signal);
    if (!answer.ok) return tellUnread(answer, context);
    const text = visible(snapshotText(answer.snapshot));
    const output = given.text('output');
    if (output !== undefined) {
      const written = await write(resolve(io.cwd, output), text);
      if (written !== undefined) {
        io.err(`${written}\n`);
        return exit.failed;
      }
    }
    io.out(format === 'json' ? text : snapshotSummary(answer.snapshot, describeTarget(target)));
    return exit.fine;
  },
};

/** Writes a snapshot in place of an older one; answers why it could not be. */
async function write(path: string, text: string): Promise<string | undefined> {
  const old = await present(path);
  if (old instanceof Error) return `${path} could not be read, and was left alone: ${old.message}`;
  if (old !== undefined && !old.startsWith('{\n"version":1,\n"engine":') && !readSnapshot(old).ok) {
    return `${path} is no snapshot, and was left alone.`;
  }
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
