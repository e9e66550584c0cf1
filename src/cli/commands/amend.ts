import { amendJson, amendText } from '../../report/amend-report';
import type { AmendWish } from '../../run/amendments';
import { askForName } from '../ask-for-name';
import { oneOf } from '../arguments';
import type { Arguments, Command, CommandContext, OptionDescription } from '../command';
import { UsageError } from '../command';
import { exitCodeOf } from '../exit-code';
import { printed } from '../json';
import { selectSource, selectTarget } from '../select';
import { shadowOption, shadowWish } from '../shadow';
import { textsOf } from '../texts';

const common: Readonly<Record<string, OptionDescription>> = {
  'dry-run': { help: 'tell what would be written, and write nothing' },
  confirm: { value: 'WORD', help: 'the target’s name, where it is shared or in production' },
};

/** Mends what a history says of files that are as good as what was applied, and of runs that did not finish. */
export const repair: Command = {
  name: 'repair',
  words: '[VERSION…]',
  summary: 'Store the checksums of edited files that do the same as before, and take out marks of runs that did not finish.',
  options: {
    reason: { value: 'TEXT', help: 'why: kept in the journal; required unless it is a dry run' },
    'accept-unknown': { help: 'take files as they are also where nobody can tell what was applied' },
    shadow: shadowOption,
    ...common,
  },
  run(given, context) {
    const reason = reasonOf(given);
    if (reason === undefined && !given.has('dry-run')) throw new UsageError('Say why, with --reason TEXT: the journal keeps it.');
    const versions = given.words.length === 0 ? undefined : given.words;
    return carryOut(
      {
        kind: 'repair',
        ...(reason !== undefined && { reason }),
        ...(versions !== undefined && { versions }),
        acceptUnknown: given.has('accept-unknown'),
      },
      given,
      context,
    );
  },
};

/** Says that a database has everything up to a version, in a history that has nothing yet. */
export const baseline: Command = {
  name: 'baseline',
  words: 'VERSION',
  summary: 'Mark all up to VERSION as applied without running them, in a database that has no history yet.',
  options: { reason: { value: 'TEXT', help: 'why: kept in the journal' }, ...common },
  run(given, context) {
    const [version, ...surplus] = given.words;
    if (version === undefined || surplus.length > 0)
      throw new UsageError('Say up to which version, such as lockkeeper baseline 7.');
    const reason = reasonOf(given);
    return carryOut({ kind: 'baseline', version, ...(reason !== undefined && { reason }) }, given, context);
  },
};

/** Says of one migration that it is applied, or that it is not. */
export const mark: Command = {
  name: 'mark',
  words: 'applied|not-applied VERSION',
  summary: 'Say in the history that a migration is applied, or that it is not, without running anything.',
  options: { reason: { value: 'TEXT', help: 'why: kept in the journal' }, ...common },
  run(given, context) {
    const [state, version, ...surplus] = given.words;
    const as = oneOf(state, ['applied', 'not-applied'] as const, 'What to mark it as');
    if (as === undefined || version === undefined || surplus.length > 0) {
      throw new UsageError('Say what and which, such as lockkeeper mark applied 7.');
    }
    const reason = reasonOf(given);
    return carryOut({ kind: 'mark', version, as, ...(reason !== undefined && { reason }) }, given, context);
  },
};

function reasonOf(given: Arguments): string | undefined {
  const reason = given.text('reason')?.trim();
  return reason === '' ? undefined : reason;
}

async function carryOut(wish: AmendWish, given: Arguments, context: CommandContext): Promise<number> {
  const { engine, io, format } = context;
  const source = await selectSource(given, context);
  const dryRun = given.has('dry-run');
  const target = await selectTarget(given, source, context, dryRun ? 'read' : 'write');
  const confirmed = given.text('confirm') ?? (dryRun ? undefined : await askForName(target, io));
  const request = { source, target, wish, dryRun, ...shadowWish(given), ...(confirmed !== undefined && { confirmed }) };
  const report = await engine.amend(request, () => undefined, io.signal);
  const texts = textsOf(await engine.project(), io.cwd);
  io.out(format === 'json' ? printed(amendJson(report, texts)) : amendText(report, { colours: io.color }));
  return exitCodeOf(report.outcome);
}
