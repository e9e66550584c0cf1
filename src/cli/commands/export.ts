import { resolve } from 'node:path';
import { applyEdits } from '../../system/edits';
import { runText } from '../../report/run-text';
import { wholeNumber } from '../arguments';
import type { Command } from '../command';
import { exit, UsageError } from '../command';
import { exitCodeOf } from '../exit-code';
import { printed } from '../json';
import { selectSource, selectTarget } from '../select';
import { textsOf } from '../texts';

/** Writes what a run would do as one script for psql. */
export const exportScript: Command = {
  name: 'export',
  words: '[N]',
  summary: 'Write one psql script that does what up would do: all that is pending, or the next N.',
  options: {
    to: { value: 'VERSION', help: 'up to and with this version' },
    output: { value: 'FILE', help: 'write it there instead of printing it; a file that exists is left alone' },
  },
  async run(given, context) {
    const { engine, io, format } = context;
    const [words, ...surplus] = given.words;
    if (surplus.length > 0) throw new UsageError(`One number is expected, not ${given.words.join(' ')}.`);
    const count = wholeNumber(words, 'How many');
    const to = given.text('to');
    if (count !== undefined && to !== undefined) throw new UsageError('Say how many, or to which version, not both.');
    const source = await selectSource(given, context);
    const target = await selectTarget(given, source, context, 'read');
    const request = { source, target, direction: 'up', dryRun: 'sql' } as const;
    const report = await engine.run(
      { ...request, ...(count !== undefined && { count }), ...(to !== undefined && { to }) },
      () => undefined,
      io.signal,
    );
    const texts = textsOf(await engine.project(), io.cwd);
    const { script } = report;
    if (script === undefined) {
      io.err(runText(report, texts, { colours: false }));
      return exitCodeOf(report.outcome);
    }
    const output = given.text('output');
    if (output === undefined) {
      io.out(format === 'json' ? printed({ version: 1, migrations: report.steps.length, script }) : script);
      return exit.fine;
    }
    const path = resolve(io.cwd, output);
    const written = await applyEdits([{ kind: 'create', path, text: script }]);
    if (!written.ok) {
      io.err(`${written.reason}\n`);
      return exit.failed;
    }
    const file = texts.label(path);
    io.out(format === 'json' ? printed({ version: 1, migrations: report.steps.length, file }) : `${file}\n`);
    return exit.fine;
  },
};
