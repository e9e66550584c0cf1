import { resolve } from 'node:path';
import { driftJson, driftMarkdown, driftText } from '../../report/drift-report';
import { driftSeverities } from '../../run/difference-severity';
import type { Expected } from '../../run/drift';
import { oneOf } from '../arguments';
import type { Command } from '../command';
import { exit, UsageError } from '../command';
import { printed } from '../json';
import { selectSource, selectTarget } from '../select';
import { readSnapshotFile } from '../snapshot-file';
import { shadowOption, shadowWish } from '../shadow';
import { snapshotOptions, snapshotWishes, tellUnread } from '../snapshot-options';

/** Holds a database against what it should be: exit code 1 where it differs. */
export const drift: Command = {
  name: 'drift',
  words: '',
  summary: 'Hold a database’s schema against a snapshot, or against what its applied migrations make of an empty one.',
  options: {
    against: { value: 'FILE|shadow', help: 'a snapshot, or a replay in a throw-away database (shadow)' },
    'severity-threshold': { value: 'SEVERITY', help: `exit with 1 from this severity on: ${driftSeverities.join(', ')} (low)` },
    ...snapshotOptions,
    shadow: shadowOption,
  },
  formats: ['markdown'],
  async run(given, context) {
    const { engine, io, format } = context;
    if (given.words.length > 0)
      throw new UsageError('drift takes no words: --target says which database, --against what it should be.');
    const threshold = oneOf(given.text('severity-threshold'), driftSeverities, '--severity-threshold') ?? 'low';
    const name = given.text('against') ?? 'shadow';
    const against: Expected =
      name === 'shadow'
        ? { kind: 'shadow' }
        : { kind: 'snapshot', snapshot: await readSnapshotFile(resolve(io.cwd, name), name), name };
    const source = await selectSource(given, context);
    const target = await selectTarget(given, source, context, 'read');
    const answer = await engine.drift({ source, target, against, ...snapshotWishes(given), ...shadowWish(given) }, io.signal);
    if (!answer.ok) return tellUnread(answer, context);
    if (format === 'json') io.out(printed(driftJson(answer, name)));
    else if (format === 'markdown') io.out(driftMarkdown(answer, name));
    else io.out(driftText(answer, name, { colours: io.color }));
    const from = driftSeverities.indexOf(threshold);
    return answer.differences.some(({ severity }) => driftSeverities.indexOf(severity) >= from) ? exit.failed : exit.fine;
  },
};
