import { resolve } from 'node:path';
import type { Arguments, Command, CommandContext } from '../command';
import { exit, UsageError } from '../command';
import { printed } from '../json';
import { selectSource, selectSources } from '../select';
import { textsOf } from '../texts';
import { applyEdits } from '../../system/edits';

/** Creates the files of a migration, and prints their paths. */
export const create: Command = {
  name: 'new',
  words: 'DESCRIPTION',
  summary: 'Create a migration, named as its convention wants, or draft a down script.',
  options: {
    description: { value: 'TEXT', help: 'the description, instead of the words' },
    type: { value: 'TYPE', help: 'its type, where file names carry one' },
    'no-down': { help: 'without a down script' },
    'down-for': { value: 'FILE', help: 'draft the down script that this migration lacks' },
  },
  async run(given, context) {
    const { engine, io, format } = context;
    const file = given.text('down-for');
    if (file !== undefined) return draftDown(file, given, context);
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

/** Writes the drafted way back from a migration, and says how much of it is left to a person. */
async function draftDown(file: string, given: Arguments, context: CommandContext): Promise<number> {
  const { engine, io, format } = context;
  if (given.words.length > 0 || ['description', 'type', 'no-down'].some((name) => given.has(name))) {
    throw new UsageError('--down-for takes its name from the migration: leave out description, type and --no-down.');
  }
  const path = resolve(io.cwd, file);
  const found = (await selectSources(given, context)).flatMap((source) =>
    source.migrations.filter(({ up }) => up?.path === path).map((migration) => ({ source, migration })),
  )[0];
  if (found === undefined) throw new UsageError(`${file} is no up script of a source found here; see lockkeeper discover.`);
  const drafted = await engine.draftDown(found.source, found.migration);
  if (!drafted.ok) throw new UsageError(drafted.reason);
  const outcome = await applyEdits(drafted.edits);
  if (!outcome.ok) {
    io.err(`${outcome.reason}\n`);
    return exit.failed;
  }
  const { gaps } = drafted;
  const texts = textsOf(await engine.project(), io.cwd);
  const files = drafted.edits.flatMap((edit) => (edit.kind === 'create' ? [texts.label(edit.path)] : []));
  const left = gaps.length === 0 ? 'Nothing is left to do by hand.' : `${counted(gaps.length)} by hand: see its comments.`;
  io.out(format === 'json' ? printed({ version: 1, files, gaps }) : `${files.join('\n')}\n${left}\n`);
  return exit.fine;
}

const counted = (count: number): string => (count === 1 ? '1 thing is left to do' : `${count} things are left to do`);
