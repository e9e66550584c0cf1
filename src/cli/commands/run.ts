import { printable } from '../../report/colour';
import { runJson } from '../../report/run-json';
import { runText } from '../../report/run-text';
import type { DryRunKind } from '../../run/events';
import { defaultDryRun } from '../../run/default-dry-run';
import { oneOf, wholeNumber } from '../arguments';
import type { Arguments, Command, CommandContext, Io } from '../command';
import { UsageError } from '../command';
import { exitCodeOf } from '../exit-code';
import { printed } from '../json';
import { Progress } from '../progress';
import { selectSource, selectTarget } from '../select';
import { textsOf } from '../texts';

const kinds: readonly DryRunKind[] = ['list', 'sql', 'trace', 'shadow'];

/** Applies what is pending. */
export const up: Command = {
  name: 'up',
  words: '[N]',
  summary: 'Apply what is pending: all of it, or the next N.',
  options: optionsOf('apply up to and with this version'),
  run: (given, context) => carryOut('up', given, context),
};

/** Rolls back the last migration, or more. */
export const down: Command = {
  name: 'down',
  words: '[N]',
  summary: 'Roll back the last migration, or the last N.',
  options: optionsOf('roll back down to this version, which stays'),
  run: (given, context) => carryOut('down', given, context),
};

function optionsOf(to: string): Command['options'] {
  return {
    to: { value: 'VERSION', help: to },
    'dry-run': { value: `[${kinds.join('|')}]`, help: 'rehearse: nothing stays behind' },
    confirm: { value: 'WORD', help: 'the target’s name, where it is shared or in production' },
  };
}

async function carryOut(direction: 'up' | 'down', given: Arguments, context: CommandContext): Promise<number> {
  const { engine, io, format } = context;
  const [words, ...surplus] = given.words;
  if (surplus.length > 0) throw new UsageError(`One number is expected, not ${given.words.join(' ')}.`);
  const count = wholeNumber(words, 'How many');
  const to = given.text('to');
  if (count !== undefined && to !== undefined) throw new UsageError('Say how many, or to which version, not both.');
  const source = await selectSource(given, context);
  const isDryRun = given.has('dry-run');
  const target = await selectTarget(given, source, context, isDryRun ? 'read' : 'write');
  const named = given.text('dry-run');
  const dryRun = isDryRun
    ? (oneOf(named === '' ? undefined : named, kinds, '--dry-run') ?? defaultDryRun(target.role))
    : undefined;
  const confirmed = given.text('confirm') ?? (isDryRun ? undefined : await askForName(target.name, target.role, io));
  const progress = format === 'text' ? new Progress(io) : undefined;
  const report = await engine.run(
    {
      source,
      target,
      direction,
      ...(count !== undefined && { count }),
      ...(to !== undefined && { to }),
      ...(dryRun !== undefined && { dryRun }),
      ...(confirmed !== undefined && { confirmed }),
    },
    (event) => progress?.tell(event),
    io.signal,
  );
  progress?.end();
  const texts = textsOf(await engine.project(), io.cwd);
  if (format === 'json') io.out(printed(runJson(report, texts)));
  else io.out(report.script ?? runText(report, texts, { colours: io.color }));
  return exitCodeOf(report.outcome);
}

/** At a terminal, the word that a script gives with `--confirm` is asked for. */
async function askForName(name: string, role: string, { ask }: Io): Promise<string | undefined> {
  if (ask === undefined || role === 'embedded' || role === 'local') return undefined;
  return (await ask(`This changes ${printable(name)} (${role}). Type its name to go on: `)).trim();
}
