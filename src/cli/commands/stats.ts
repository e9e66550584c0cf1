import { resolve } from 'node:path';
import { describeTarget } from '../../database/redact';
import { statisticsTable } from '../../report/statistics';
import { statisticsText } from '../../workspace/statistics-file';
import type { Arguments, Command } from '../command';
import { exit, UsageError } from '../command';
import { visible } from '../json';
import { selectSource, selectTarget } from '../select';
import { tellUnread } from '../snapshot-options';
import { writeOutput } from '../write-output';

const usualOutput = 'table-stats.json';

const usualSample = 5;
const longestSample = 3600;

/** Reads what a database knows of its tables, for estimates; and keeps it in a file where it is asked to. */
export const stats: Command = {
  name: 'stats',
  words: '',
  summary: 'Read how large the tables of a database are and how fast they are written, for estimates.',
  options: {
    output: { value: '[FILE]', help: `write the statistics there (${usualOutput}), for "tableStats" in lockkeeper.json` },
    sample: { value: 'SECONDS', help: `how long to watch the writes (${usualSample}); 0 for an average of the time before` },
  },
  async run(given, context) {
    const { engine, io, format } = context;
    if (given.words.length > 0) {
      throw new UsageError('stats takes no words: --target says which database, and --output=FILE where to write.');
    }
    const sampleSeconds = sampleOf(given);
    const source = await selectSource(given, context);
    const target = await selectTarget(given, source, context, 'read');
    const answer = await engine.statistics({ source, target, sampleSeconds }, io.signal);
    if (!answer.ok) return tellUnread(answer, context);
    const text = visible(statisticsText(answer.statistics));
    const output = given.text('output');
    if (output !== undefined) {
      const path = resolve(io.cwd, output === '' ? usualOutput : output);
      const isOurs = (old: string): boolean => old.startsWith('{\n"version":1,\n"server":');
      const problem = await writeOutput(path, text, { isOurs, what: 'file of statistics' });
      if (problem !== undefined) {
        io.err(`${problem}\n`);
        return exit.failed;
      }
    }
    io.out(format === 'json' ? text : statisticsTable(answer.statistics, describeTarget(target), { colours: io.color }));
    return exit.fine;
  },
};

function sampleOf(given: Arguments): number {
  const text = given.text('sample');
  if (text === undefined) return usualSample;
  const seconds = Number(text);
  // Servers report what was written about once a second.
  if (/^\d{1,4}$/.test(text) && seconds !== 1 && seconds <= longestSample) return seconds;
  throw new UsageError(`--sample is a whole number of seconds from 2 to ${longestSample}, or 0; “${text}” is none.`);
}
