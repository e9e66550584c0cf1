import type { Command } from '../command';
import { exit, UsageError } from '../command';
import { printed } from '../json';

/** Prints a rule's page as it is packed: Markdown. */
export const explain: Command = {
  name: 'explain',
  words: 'RULE',
  summary: 'Print the page of a rule.',
  options: {},
  async run(given, { engine, io, format }) {
    const [rule] = given.words;
    if (rule === undefined) throw new UsageError('Say which rule, as it stands behind a finding: drop-column');
    const page = await engine.explain(rule);
    if (page === undefined) throw new UsageError(`There is no rule ${rule}.`);
    io.out(format === 'json' ? printed({ version: 1, rule, page }) : page);
    return exit.fine;
  },
};
