import { printable } from '../../report/colour';
import { verifyJson } from '../../report/run-json';
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
    const { statuses, code } = await readStatuses(given, context, (source, target) => engine.verify(source, target));
    const texts = textsOf(await engine.project(), io.cwd);
    if (format === 'json') {
      io.out(printed(verifyJson(named(statuses), texts)));
    }
    for (const { source, target, status } of format === 'json' ? [] : statuses) {
      const applied = status.migrations.filter(({ state }) => state.kind === 'applied').length;
      io.out(`${printable(`${texts.label(source.path)} on ${target.name}`)}: ${applied} applied and unchanged\n`);
      for (const { severity, message, path } of disagreements(status)) {
        const place = path === undefined ? '' : `${texts.label(path)}: `;
        io.out(`  ${severity} ${printable(`${place}${message}`)}\n`);
      }
    }
    if (code !== exit.fine) return code;
    return statuses.some(({ status }) => disagreements(status).some(({ severity }) => severity === 'error'))
      ? exit.disagreement
      : exit.fine;
  },
};
