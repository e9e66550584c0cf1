import type { Command } from '../command';
import { exit, UsageError } from '../command';
import { printed } from '../json';
import { selectSource } from '../select';
import { textsOf } from '../texts';
import { applyEdits } from '../../system/edits';

/** Creates the files of a migration, and prints their paths. */
export const create: Command = {
  name: 'new',
  words: 'DESCRIPTION',
  summary: 'Create a migration, named as its convention wants.',
  options: {
    description: { value: 'TEXT', help: 'the description, instead of the words' },
    type: { value: 'TYPE', help: 'its type, where file names carry one' },
    'no-down': { help: 'without a down script' },
  },
  async run(given, context) {
    const { engine, io, format } = context;
    const source = await selectSource(given, context);
    const description = given.text('description') ?? given.words.join(' ');
    if (description.trim() === '') throw new UsageError('A migration needs a description: lockkeeper new add user preferences');
    const type = given.text('type');
    const made = await engine.scaffold(source, {
      description,
      ...(type !== undefined && { type }),
      withDown: source.convention.canHaveDown && !given.has('no-down'),
    });
    if (!made.ok) throw new UsageError(made.reason);
    const outcome = await applyEdits(made.edits);
    if (!outcome.ok) {
      io.err(`${outcome.reason}\n`);
      return exit.failed;
    }
    const texts = textsOf(await engine.project(), io.cwd);
    const files = made.edits.flatMap((edit) => (edit.kind === 'create' ? [texts.label(edit.path)] : []));
    io.out(format === 'json' ? printed({ version: 1, files }) : `${files.join('\n')}\n`);
    return exit.fine;
  },
};
