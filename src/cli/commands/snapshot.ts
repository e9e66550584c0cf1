import { resolve } from 'node:path';
import { describeTarget } from '../../database/redact';
import { readSnapshot, snapshotText } from '../../database/snapshot/file';
import { snapshotSummary } from '../../report/drift-report';
import type { Command } from '../command';
import { exit, UsageError } from '../command';
import { visible } from '../json';
import { selectSource, selectTarget } from '../select';
import { snapshotOptions, snapshotWishes, tellUnread } from '../snapshot-options';
import { writeOutput } from '../write-output';

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
      const isOurs = (old: string): boolean => old.startsWith('{\n"version":1,\n"engine":') || readSnapshot(old).ok;
      const problem = await writeOutput(resolve(io.cwd, output), text, { isOurs, what: 'snapshot' });
      if (problem !== undefined) {
        io.err(`${problem}\n`);
        return exit.failed;
      }
    }
    io.out(format === 'json' ? text : snapshotSummary(answer.snapshot, describeTarget(target)));
    return exit.fine;
  },
};
