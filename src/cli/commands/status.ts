import { describeTarget } from '../../database/redact';
import { printable } from '../../report/colour';
import { statusJson } from '../../report/run-json';
import { statusText } from '../../report/run-text';
import { disagreements } from '../../run/read-status';
import type { SourceStatus } from '../../run/status';
import type { Command } from '../command';
import { exit } from '../command';
import { printed } from '../json';
import { named, readStatuses } from '../read-statuses';
import { textsOf } from '../texts';
import { waitOption } from '../wait';

/** Tells where the sources stand. `--exit-code` turns that into an exit code for scripts. */
export const status: Command = {
  name: 'status',
  words: '',
  summary: 'Tell which migrations a database has.',
  options: {
    'exit-code': { help: 'exit with 1 where something is pending, and with 5 where history and files disagree' },
    wait: waitOption,
  },
  async run(given, context) {
    const { engine, io, format } = context;
    const { statuses, code } = await readStatuses(given, context);
    const texts = textsOf(await engine.project(), io.cwd);
    if (format === 'json') {
      io.out(printed(statusJson(named(statuses), texts)));
    } else {
      for (const { source, server, status } of statuses) {
        io.out(`${printable(texts.label(source.path))} on ${printable(server)}\n`);
        io.out(`${statusText(status, { colours: io.color })}\n`);
      }
    }
    if (code !== exit.fine || !given.has('exit-code')) return code;
    if (
      statuses.some(({ status, target }) =>
        disagreements(status, describeTarget(target)).some(({ severity }) => severity === 'error'),
      )
    )
      return exit.disagreement;
    return statuses.some((each) => isPending(each.status)) ? exit.failed : exit.fine;
  },
};

function isPending({ migrations }: SourceStatus): boolean {
  return migrations.some(({ state }) => state.kind === 'pending' || state.kind === 'out-of-order');
}
