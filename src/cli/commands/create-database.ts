import { printable } from '../../report/colour';
import type { CreateDatabaseReport } from '../../run/create-database';
import { askForName } from '../ask-for-name';
import type { Command } from '../command';
import { UsageError } from '../command';
import { exitCodeOf } from '../exit-code';
import { printed } from '../json';
import { selectSources, selectTarget } from '../select';

/** Makes the database that the target names. */
export const createDatabase: Command = {
  name: 'create-database',
  words: '',
  summary: 'Create the database that the target names, where it is not there yet.',
  options: {
    'dry-run': { help: 'tell whether it would be created, and create nothing' },
    confirm: { value: 'WORD', help: 'the target’s name, where it is shared or in production' },
  },
  async run(given, context) {
    const { engine, io, format } = context;
    if (given.words.length > 0) throw new UsageError('The name of the database stands in the target’s URL.');
    const [source] = await selectSources(given, context);
    if (source === undefined) throw new UsageError('There is no source here whose target could be meant.');
    const dryRun = given.has('dry-run');
    const target = await selectTarget(given, source, context, 'write');
    const confirmed = given.text('confirm') ?? (dryRun ? undefined : await askForName(target, io));
    const report = await engine.createDatabase({ target, dryRun, ...(confirmed !== undefined && { confirmed }) }, io.signal);
    io.out(format === 'json' ? printed({ version: 1, ...report }) : `${printable(wordsFor(report))}\n`);
    return exitCodeOf(report.outcome);
  },
};

function wordsFor({ outcome, database = '', target, dryRun, message = '' }: CreateDatabaseReport): string {
  if (outcome === 'done')
    return dryRun ? `Would create the database ${database} on ${target}` : `Created the database ${database} on ${target}`;
  return outcome === 'nothing-to-do' ? message : `Not created on ${target}: ${message}`;
}
