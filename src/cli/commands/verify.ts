import { describeTarget } from '../../database/redact';
import { paint, printable } from '../../report/colour';
import { verifyJson } from '../../report/run-json';
import { morePointer } from '../../report/run-text';
import { disagreements } from '../../run/read-status';
import type { Command } from '../command';
import { exit } from '../command';
import { printed } from '../json';
import { named, readStatuses } from '../read-statuses';
import { textsOf } from '../texts';

/** Holds what was applied against the files: exit code 5 where they differ by the convention's own rule. */
export const verify: Command = {
  name: 'verify',
  words: '',
  summary: 'Hold the applied files against the history, and report what was changed.',
  options: {},
  async run(given, context) {
    const { engine, io, format } = context;
    const { statuses, code } = await readStatuses(given, context);
    const texts = textsOf(await engine.project(), io.cwd);
    if (format === 'json') {
      io.out(printed(verifyJson(named(statuses), texts)));
    }
    for (const { source, target, status } of format === 'json' ? [] : statuses) {
      const applied = status.migrations.filter(({ state }) => state.kind === 'applied').length;
      io.out(`${printable(`${texts.label(source.path)} on ${target.name}`)}: ${applied} applied and unchanged\n`);
      const found = disagreements(status, describeTarget(target));
      for (const { severity, message, path } of found) {
        const place = path === undefined ? '' : `${texts.label(path)}: `;
        io.out(`  ${severity} ${printable(`${place}${message}`)}\n`);
      }
      const pages = new Set(found.flatMap(({ page }) => page ?? []));
      for (const page of pages) io.out(`  ${morePointer(page, paint(io.color))}\n`);
    }
    if (code !== exit.fine) return code;
    return statuses.some(({ status, target }) =>
      disagreements(status, describeTarget(target)).some(({ severity }) => severity === 'error'),
    )
      ? exit.disagreement
      : exit.fine;
  },
};
