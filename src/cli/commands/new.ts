import { resolve } from 'node:path';
import type { NewHeader } from '../../migrations/new-header';
import { placeholdersIn } from '../../migrations/templates/scaffold-template';
import { parameters } from '../../migrations/templates/template';
import type { NewRequest } from '../../workspace/engine';
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
    template: { value: 'NAME', help: 'what its files hold; see --list-templates' },
    table: { value: 'NAME', help: 'for the template: the table, where the description does not tell' },
    columns: { value: 'LIST', help: 'for the template: columns, with commas' },
    'column-type': { value: 'TYPE', help: 'for the template: the type of a new column' },
    name: { value: 'NAME', help: 'for the template: how the new object is called' },
    bare: { help: 'empty files, but for what the runner needs' },
    'list-templates': { help: 'list the templates' },
    database: { value: 'ENGINE', help: 'for the header: postgresql or timescaledb' },
    author: { value: 'NAME', help: 'for the header' },
    breaking: { help: 'for the header: it breaks what uses the schema as it is' },
    'depends-on': { value: 'LIST', help: 'for the header: migrations that must come before, with commas' },
    'schema-version': { value: 'VERSION', help: 'for the header, in place of the next one' },
    'no-down': { help: 'without a down script' },
    'down-for': { value: 'FILE', help: 'draft the down script that this migration lacks' },
  },
  async run(given, context) {
    const { engine, io, format } = context;
    const file = given.text('down-for');
    if (file !== undefined) return draftDown(file, given, context);
    if (given.has('list-templates')) return listTemplates(given, context);
    const source = await selectSource(given, context);
    const description = given.text('description') ?? given.words.join(' ');
    if (description.trim() === '') throw new UsageError('A migration needs a description: lockkeeper new add user preferences');
    const type = given.text('type');
    const header = headerIn(given);
    const template = await templateIn(given, context);
    const isBare = given.has('bare');
    if (isBare && (header !== undefined || template !== undefined)) {
      throw new UsageError('--bare makes empty files: leave out what would fill them.');
    }
    const made = await engine.scaffold(source, {
      description,
      ...(type !== undefined && { type }),
      withDown: source.convention.canHaveDown && !given.has('no-down'),
      ...(header !== undefined && { header }),
      ...(isBare && { isBare }),
      ...template,
    });
    if (!made.ok) throw new UsageError(made.reason);
    const outcome = await applyEdits(made.edits);
    if (!outcome.ok) {
      io.err(`${outcome.reason}\n`);
      return exit.failed;
    }
    const texts = textsOf(await engine.project(), io.cwd);
    const files = made.edits.flatMap((edit) => (edit.kind === 'create' ? [texts.label(edit.path)] : []));
    const open = template === undefined ? [] : placeholdersIn(made);
    if (format === 'json') {
      const placeholders = template !== undefined && { placeholders: open };
      io.out(printed({ version: 1, files, ...placeholders, next_steps: nextSteps(files, description) }));
      return exit.fine;
    }
    io.out(`${files.join('\n')}\n`);
    if (open.length > 0)
      io.err(`Nothing tells what ${open.join(' and ')} stand${open.length === 1 ? 's' : ''} for: put the name there.\n`);
    return exit.fine;
  },
};

const wishes = { table: 'table', columns: 'columns', type: 'column-type', name: 'name' } as const;

/** The template with what it is told; undefined without one. What a template has no place for is no wish. */
async function templateIn(
  given: Arguments,
  { engine }: CommandContext,
): Promise<Pick<NewRequest, 'template' | 'wishes'> | undefined> {
  const template = given.text('template');
  const said = parameters.filter((parameter) => given.has(wishes[parameter]));
  if (template === undefined) {
    const [first] = said;
    if (first !== undefined) throw new UsageError(`--${wishes[first]} is for a template: say which with --template.`);
    return undefined;
  }
  const choices = await engine.templates();
  const choice = choices.find(({ id }) => id === template);
  if (choice === undefined) {
    throw new UsageError(`--template is one of ${choices.map(({ id }) => id).join(', ')}; “${template}” is none.`);
  }
  const odd = said.find((parameter) => !choice.takes.includes(parameter));
  if (odd !== undefined) {
    const takes = choice.takes.map((parameter) => `--${wishes[parameter]}`).join(', ');
    throw new UsageError(
      `The template ${template} does not take --${wishes[odd]}: ${takes === '' ? 'it takes nothing' : `it takes ${takes}`}.`,
    );
  }
  const [table, type, name] = [given.text('table'), given.text('column-type'), given.text('name')];
  const columns = given
    .text('columns')
    ?.split(',')
    .map((column) => column.trim());
  return {
    template,
    wishes: {
      ...(table !== undefined && { table }),
      ...(columns !== undefined && { columns }),
      ...(type !== undefined && { type }),
      ...(name !== undefined && { name }),
    },
  };
}

/** Prints the templates: their names, and what each writes. */
async function listTemplates(given: Arguments, { engine, io, format }: CommandContext): Promise<number> {
  if (given.words.length > 0 || given.has('template'))
    throw new UsageError('--list-templates makes nothing: leave the rest out.');
  const templates = await engine.templates();
  if (format === 'json') {
    const listed = templates.map(({ id, title, summary, takes, migrations, path }) => ({
      ...{ id, title, summary, migrations, options: takes.map((parameter) => `--${wishes[parameter]}`) },
      ...(path !== undefined && { path }),
    }));
    io.out(printed({ version: 1, templates: listed }));
    return exit.fine;
  }
  const width = Math.max(...templates.map(({ id }) => id.length));
  io.out(templates.map(({ id, summary }) => `${id.padEnd(width)}  ${summary}\n`).join(''));
  return exit.fine;
}

/** What the header is to say; undefined where no option speaks of it. */
function headerIn(given: Arguments): NewHeader | undefined {
  const [database, author, version] = [given.text('database'), given.text('author'), given.text('schema-version')];
  const dependsOn = given
    .text('depends-on')
    ?.split(/[\s,]+/)
    .filter((name) => name !== '');
  const header: NewHeader = {
    ...(database !== undefined && { database }),
    ...(author !== undefined && { author }),
    ...(version !== undefined && { version }),
    ...(given.has('breaking') && { breaking: true }),
    ...(dependsOn !== undefined && { dependsOn }),
  };
  return Object.keys(header).length === 0 ? undefined : header;
}

/** What usually follows, as it would be typed. */
function nextSteps(files: readonly string[], description: string): readonly string[] {
  const [file = ''] = files;
  const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
  return [
    `Write the statements into ${file}.`,
    `lockkeeper lint ${quoted(file)}`,
    'lockkeeper up --dry-run',
    `git commit -m ${quoted(`feat(db): ${description.trim()}`)}`,
  ];
}

/** Writes the drafted way back from a migration, and says how much of it is left to a person. */
async function draftDown(file: string, given: Arguments, context: CommandContext): Promise<number> {
  const { engine, io, format } = context;
  if (given.words.length > 0 || Object.keys(create.options).some((name) => name !== 'down-for' && given.has(name))) {
    throw new UsageError('--down-for takes its name from the migration: leave out what describes a new one.');
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
  const files = [...new Set(drafted.edits.map((edit) => texts.label(edit.path)))];
  const left = gaps.length === 0 ? 'Nothing is left to do by hand.' : `${counted(gaps.length)} by hand: see its comments.`;
  io.out(format === 'json' ? printed({ version: 1, files, gaps }) : `${files.join('\n')}\n${left}\n`);
  return exit.fine;
}

const counted = (count: number): string => (count === 1 ? '1 thing is left to do' : `${count} things are left to do`);
