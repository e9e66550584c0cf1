import { resolve } from 'node:path';
import { areEqual, equalJson, equalMarkdown, equalText } from '../../report/equal-report';
import { printable } from '../../report/colour';
import type { Side } from '../../run/equal';
import type { Command, CommandContext } from '../command';
import { exit, UsageError } from '../command';
import { exitCodeOf } from '../exit-code';
import { printed } from '../json';
import { Progress } from '../progress';
import { readSnapshotFile } from '../snapshot-file';
import { shadowOption, shadowWish } from '../shadow';
import { snapshotOptions, snapshotWishes } from '../snapshot-options';

/** Whether two folders of migrations lead to the same database: exit code 1 where they do not. */
export const equal: Command = {
  name: 'equal',
  words: 'SOURCE SOURCE',
  summary: 'Replay two folders of migrations on empty throw-away databases and compare the schemas, or one with a snapshot.',
  options: {
    order: { help: 'the order of columns counts, too' },
    rows: { help: 'compare the rows that the migrations write, too' },
    shadow: shadowOption,
    ...snapshotOptions,
  },
  formats: ['markdown'],
  async run(given, context) {
    const { engine, io, format } = context;
    const [first, second, ...more] = given.words;
    if (first === undefined || second === undefined || more.length > 0) {
      throw new UsageError('equal takes two words: each a folder of migrations, or a snapshot’s file.');
    }
    const sides = [await sideOf(first, context), await sideOf(second, context)] as const;
    const rows = given.has('rows');
    if (rows && sides.some(({ kind }) => kind === 'snapshot')) throw new UsageError('A snapshot has no rows to compare.');
    const { ignore, without } = snapshotWishes(given);
    const left = given.has('order') ? without : [...without, 'column-order' as const];
    const progress = format === 'text' ? new Progress(io) : undefined;
    const answer = await engine.equal(
      { sides, rows, ignore, without: left, ...shadowWish(given) },
      (event) => progress?.tell(event),
      io.signal,
    );
    progress?.end();
    if (!answer.ok) {
      io.err(`${printable(answer.message)}\n`);
      return exitCodeOf(answer.outcome);
    }
    if (format === 'json') io.out(printed(equalJson(answer)));
    else if (format === 'markdown') io.out(equalMarkdown(answer));
    else io.out(equalText(answer, { colours: io.color }));
    return areEqual(answer) ? exit.fine : exit.failed;
  },
};

async function sideOf(word: string, { engine, io }: CommandContext): Promise<Side> {
  if (word.endsWith('.json')) {
    return { kind: 'snapshot', snapshot: await readSnapshotFile(resolve(io.cwd, word), word), name: word };
  }
  const { sources } = await engine.project();
  const paths = [resolve(io.cwd, word), resolve(engine.root, word)];
  const source = sources.find(({ path, label }) => paths.includes(path) || label === word);
  if (source !== undefined) return { kind: 'source', source };
  const known = sources.map(({ label }) => `  ${label}`).join('\n');
  throw new UsageError(`There is no folder of migrations ${word}. Known are:\n${known}`);
}
