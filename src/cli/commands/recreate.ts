import type { Target } from '../../database/target';
import { recreateJson, recreateText } from '../../report/recreate-report';
import { printable } from '../../report/colour';
import type { Command, Io } from '../command';
import { UsageError } from '../command';
import { exitCodeOf } from '../exit-code';
import { printed } from '../json';
import { Progress } from '../progress';
import { selectSource, selectTarget } from '../select';
import { textsOf } from '../texts';

/** Drops a database of one's own, makes it anew, and applies everything. */
export const recreate: Command = {
  name: 'recreate',
  words: '',
  summary: 'Drop a local or the embedded database, create it anew, and apply everything.',
  options: {
    'dry-run': { help: 'tell what would be done, and do nothing' },
    confirm: { value: 'WORD', help: 'the target’s name' },
  },
  async run(given, context) {
    const { engine, io, format } = context;
    if (given.words.length > 0) throw new UsageError('recreate takes no words: the target says which database.');
    const source = await selectSource(given, context);
    const target = await selectTarget(given, source, context, 'write');
    const dryRun = given.has('dry-run');
    const confirmed = given.text('confirm') ?? (dryRun ? undefined : await askForName(target, io));
    const progress = format === 'text' ? new Progress(io) : undefined;
    const report = await engine.recreate(
      { source, target, dryRun, ...(confirmed !== undefined && { confirmed }) },
      (event) => progress?.tell(event),
      io.signal,
    );
    progress?.end();
    const texts = textsOf(await engine.project(), io.cwd);
    io.out(format === 'json' ? printed(recreateJson(report, texts)) : recreateText(report, texts, { colours: io.color }));
    return exitCodeOf(report.outcome);
  },
};

/** At a terminal, always: everything in it is lost. Where it is refused anyhow, nothing is asked. */
async function askForName({ name, role }: Target, { ask }: Io): Promise<string | undefined> {
  if (ask === undefined || role === 'shared' || role === 'production') return undefined;
  return (await ask(`This drops everything in ${printable(name)}. Type its name to go on: `)).trim();
}
