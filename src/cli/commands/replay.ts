import { runJson } from '../../report/run-json';
import { runText } from '../../report/run-text';
import type { Command } from '../command';
import { UsageError } from '../command';
import { exitCodeOf } from '../exit-code';
import { printed } from '../json';
import { Progress } from '../progress';
import { selectSource } from '../select';
import { shadowOption, shadowWish } from '../shadow';
import { textsOf } from '../texts';

/** Carries out a whole chain on an empty throw-away database. */
export const replay: Command = {
  name: 'replay',
  words: '',
  summary: 'Apply all migrations to an empty database that is thrown away, and time each.',
  options: { shadow: shadowOption },
  async run(given, context) {
    const { engine, io, format } = context;
    if (given.words.length > 0) throw new UsageError('replay takes no words: it applies the whole chain.');
    const source = await selectSource(given, context);
    const progress = format === 'text' ? new Progress(io) : undefined;
    const report = await engine.replay({ source, ...shadowWish(given) }, (event) => progress?.tell(event), io.signal);
    progress?.end();
    const texts = textsOf(await engine.project(), io.cwd);
    io.out(format === 'json' ? printed(runJson(report, texts)) : runText(report, texts, { colours: io.color }));
    return exitCodeOf(report.outcome);
  },
};
