import { noSuchRule, rulesNamed } from '../../lint/named';
import type { Rule } from '../../lint/rule';
import { ruleText, withoutMarks } from '../../report/rule-text';
import type { Arguments, Command } from '../command';
import { exit, UsageError } from '../command';
import { printed } from '../json';

/** Prints a rule's page as it is packed, for people at a terminal or as Markdown. */
export const explain: Command = {
  name: 'explain',
  words: 'RULE',
  summary: 'Print the page of a rule.',
  options: {},
  formats: ['markdown'],
  async run(given, { engine, io, format }) {
    const { id, title, category, severity, preset = 'recommended', also } = ruleMeant(given);
    const page = await engine.explain(id);
    if (page === undefined) throw new Error(`The page of ${id} is not packed.`);
    if (format === 'json') io.out(printed({ version: 1, rule: id, title, category, severity, preset, also, page }));
    else if (format === 'markdown') io.out(withoutMarks(page));
    else io.out(ruleText(page, { severity, preset, also }, { colours: io.color, columns: io.columns ?? 80 }));
    return exit.fine;
  },
};

/** The one rule that is named, by whatever name. */
function ruleMeant({ words: [name, ...more] }: Arguments): Rule {
  if (name === undefined) throw new UsageError('Say which rule, as it stands behind a finding: drop-column');
  if (more.length > 0) throw new UsageError('One rule at a time.');
  const [rule, ...others] = rulesNamed(name);
  if (rule === undefined) throw new UsageError(noSuchRule(name));
  if (others.length > 0) {
    throw new UsageError(`${name} stands for several rules: ${[rule, ...others].map(({ id }) => id).join(', ')}.`);
  }
  return rule;
}
