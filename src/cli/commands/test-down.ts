import { testDownJson, testDownJunit, testDownText } from '../../report/test-down-report';
import type { Command } from '../command';
import { UsageError } from '../command';
import { exitCodeOf } from '../exit-code';
import { printed } from '../json';
import { Progress } from '../progress';
import { selectSource } from '../select';
import { shadowOption, shadowWish } from '../shadow';
import { snapshotOptions, snapshotWishes } from '../snapshot-options';
import { textsOf } from '../texts';

/** Tries rollbacks in throw-away databases: exit code 1 where one fails or differs, 6 where one could not be tried. */
export const testDown: Command = {
  name: 'test-down',
  words: '[VERSION…]',
  summary: 'Try migrations up, down and up again on empty throw-away databases, and compare the schemas.',
  options: { ...snapshotOptions, shadow: shadowOption },
  formats: ['junit'],
  async run(given, context) {
    const { engine, io, format } = context;
    const source = await selectSource(given, context);
    const unknown = given.words.find((version) => !source.migrations.some((it) => it.version === version && version !== ''));
    if (unknown !== undefined) throw new UsageError(`There is no migration ${unknown} in ${source.label}.`);
    const progress = format === 'text' ? new Progress(io) : undefined;
    const request = { source, versions: given.words, ...snapshotWishes(given), ...shadowWish(given) };
    const report = await engine.testDown(request, (event) => progress?.tell(event), io.signal);
    progress?.end();
    const texts = textsOf(await engine.project(), io.cwd);
    if (format === 'json') io.out(printed(testDownJson(report, texts)));
    else if (format === 'junit') io.out(testDownJunit(report, texts));
    else io.out(testDownText(report, texts, { colours: io.color }));
    return exitCodeOf(report.outcome);
  },
};
