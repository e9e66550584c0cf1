import { printable } from '../../report/colour';
import { runJson } from '../../report/run-json';
import { runMarkdown } from '../../report/run-markdown';
import { runText } from '../../report/run-text';
import type { Target } from '../../database/target';
import type { Finding } from '../../lint/finding';
import type { DryRunKind, RunDirection, RunReport } from '../../run/events';
import { defaultDryRun } from '../../run/default-dry-run';
import { wordForReset } from '../../run/guards';
import { type ResumeMode, resumeModes } from '../../run/resume';
import { oneOf, wholeNumber } from '../arguments';
import type { Engine } from '../../workspace/engine';
import { askForName } from '../ask-for-name';
import type { Arguments, Command, CommandContext, Format, Io, OptionDescription } from '../command';
import { UsageError } from '../command';
import { dryRunLimits, dryRunLimitsIn } from '../dry-run-options';
import { exitCodeOf } from '../exit-code';
import { printed } from '../json';
import { Progress } from '../progress';
import { mustBeMeant, selectSource, selectTarget } from '../select';
import { shadowOption, shadowWish } from '../shadow';
import { textsOf } from '../texts';
import { timeoutOptions, withTimeouts } from '../timeouts';
import { waitForServer, waitOption } from '../wait';

const kinds: readonly DryRunKind[] = ['list', 'sql', 'trace', 'shadow'];

/** Besides text and JSON. */
const formats: readonly Format[] = ['markdown'];

const resumeOption: OptionDescription = {
  value: `[${resumeModes.join('|')}]`,
  help: 'go on with what was begun outside a transaction and did not finish',
};

/** Applies what is pending. */
export const up: Command = {
  name: 'up',
  words: '[N]',
  summary: 'Apply what is pending: all of it, or the next N.',
  options: {
    ...optionsOf('apply up to and with this version'),
    only: { value: 'VERSION', help: 'apply this one and nothing before it, where the runner takes those later' },
    'allow-late': { help: 'apply also what comes before an applied one, where the runner does so when it is told to' },
    resume: resumeOption,
    wait: waitOption,
  },
  formats,
  run: (given, context) => carryOut('up', given, context),
};

/** Rolls back the last migration, or more. */
export const down: Command = {
  name: 'down',
  words: '[N]',
  summary: 'Roll back the last migration, or the last N.',
  options: { ...optionsOf('roll back down to this version, which stays'), resume: resumeOption },
  formats,
  run: (given, context) => carryOut('down', given, context),
};

/** Rolls back the last migration, or more, and applies the same again. */
export const redo: Command = {
  name: 'redo',
  words: '[N]',
  summary: 'Roll back the last migration, or the last N, and apply the same again.',
  options: optionsOf('roll back down to this version, which stays, and apply what came after it again'),
  formats,
  run: (given, context) => carryOut('redo', given, context),
};

/** Rolls back everything. */
export const reset: Command = {
  name: 'reset',
  words: '',
  summary: 'Roll back everything that is applied.',
  options: {
    'dry-run': dryRunOption(),
    ...dryRunLimits,
    shadow: shadowOption,
    ...timeoutOptions,
    confirm: { value: 'WORD', help: 'RESET; for a shared target RESET and its name, as one word in quotes' },
  },
  formats,
  run(given, context) {
    if (given.words.length > 0) throw new UsageError('reset rolls back everything, so it takes no number.');
    return carryOut('reset', given, context);
  },
};

function optionsOf(to: string): Command['options'] {
  return {
    to: { value: 'VERSION', help: to },
    'dry-run': dryRunOption(),
    ...dryRunLimits,
    shadow: shadowOption,
    ...timeoutOptions,
    confirm: { value: 'WORD', help: 'the target’s name, where it is shared or in production' },
  };
}

function dryRunOption(): OptionDescription {
  return { value: `[${kinds.join('|')}]`, help: 'rehearse: nothing stays behind' };
}

async function carryOut(direction: RunDirection, given: Arguments, context: CommandContext): Promise<number> {
  const { engine, io, format } = context;
  const [words, ...surplus] = given.words;
  if (surplus.length > 0) throw new UsageError(`One number is expected, not ${given.words.join(' ')}.`);
  const count = wholeNumber(words, 'How many');
  const to = given.text('to');
  const only = given.text('only');
  if (count !== undefined && to !== undefined) throw new UsageError('Say how many, or to which version, not both.');
  if (only !== undefined && (count !== undefined || to !== undefined))
    throw new UsageError('--only applies one: it takes neither a number nor --to.');
  const source = await selectSource(given, context);
  const isDryRun = given.has('dry-run');
  const target = withTimeouts(given, await selectTarget(given, source, context, isDryRun ? 'read' : 'write'), isDryRun);
  const named = given.text('dry-run');
  const dryRun = isDryRun
    ? (oneOf(named === '' ? undefined : named, kinds, '--dry-run') ?? defaultDryRun(target.role))
    : undefined;
  // A trace carries everything out, and takes its locks, before it rolls back.
  if (dryRun === 'trace') mustBeMeant(target, given, context);
  const limits = dryRunLimitsIn(given, isDryRun);
  const shadow = shadowWish(given);
  if (given.has('shadow') && !isDryRun) throw new UsageError('--shadow says where a dry run replays: add --dry-run.');
  const resume = resumeIn(given, isDryRun);
  await waitForServer(given, target, context);
  const confirmed = given.text('confirm') ?? (isDryRun ? undefined : await askForWord(direction, target, io));
  const progress = format === 'text' ? new Progress(io) : undefined;
  const report = await engine.run(
    {
      source,
      target,
      direction,
      ...(count !== undefined && { count }),
      ...(to !== undefined && { to }),
      ...(only !== undefined && { only }),
      ...(given.has('allow-late') && { allowLate: true }),
      ...(dryRun !== undefined && { dryRun }),
      ...limits,
      ...(confirmed !== undefined && { confirmed }),
      ...(resume !== undefined && { resume }),
      ...shadow,
    },
    (event) => progress?.tell(event),
    io.signal,
  );
  progress?.end();
  const texts = textsOf(await engine.project(), io.cwd);
  if (format === 'json') io.out(printed(runJson(report, texts)));
  else if (format === 'markdown') io.out(runMarkdown(report, { texts, findings: await findingsOf(report, engine) }));
  else io.out(report.script ?? runText(report, texts, { colours: io.color }));
  return exitCodeOf(report.outcome);
}

/** What the linter says of the files of a run. */
async function findingsOf({ steps }: RunReport, engine: Engine): Promise<(path: string) => readonly Finding[]> {
  const paths = steps.flatMap(({ migration, direction }) => (direction === 'up' ? migration.up : migration.down)?.path ?? []);
  const all = await engine.lintAll([...new Set(paths)], { withoutFixes: true });
  return (path) => all.filter((finding) => finding.path === path);
}

function resumeIn(given: Arguments, isDryRun: boolean): ResumeMode | undefined {
  const named = given.text('resume');
  if (named === undefined) return undefined;
  if (isDryRun) throw new UsageError('What is left of a script that did not finish cannot be rehearsed: leave out --dry-run.');
  return oneOf(named === '' ? 'auto' : named, resumeModes, '--resume');
}

/** At a terminal, the word that a script gives with `--confirm` is asked for. */
async function askForWord(direction: RunDirection, target: Target, io: Io): Promise<string | undefined> {
  if (direction !== 'reset') return askForName(target, io);
  const word = wordForReset(target, target.role);
  if (io.ask === undefined || word === undefined) return undefined;
  return (await io.ask(`This rolls back everything on ${printable(target.name)}. Type ${printable(word)} to go on: `)).trim();
}
