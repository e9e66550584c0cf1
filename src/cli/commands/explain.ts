import { rulesNamed } from '../../lint/named';
import type { Rule } from '../../lint/rule';
import { rules } from '../../lint/rules/index';
import { errorNames, errorsNamed, type NamedError } from '../../report/error-named';
import { pageText, ruleText, withoutMarks } from '../../report/page-text';
import { nearestOf } from '../../sql/distance';
import type { Arguments, Command, CommandContext } from '../command';
import { exit, UsageError } from '../command';
import { printed } from '../json';

/** Prints the page of a rule or of an error as it is packed, for people at a terminal or as Markdown. */
export const explain: Command = {
  name: 'explain',
  words: 'RULE|ERROR',
  summary: 'Print the page of a rule, of a SQLSTATE, or of a failure of ours.',
  options: {},
  formats: ['markdown'],
  async run(given, context) {
    const meant = whatIsMeant(given);
    await ('rule' in meant ? explainRule(meant.rule, context) : explainError(meant.error, context));
    return exit.fine;
  },
};

async function explainRule(rule: Rule, { engine, io, format }: CommandContext): Promise<void> {
  const { id, title, category, severity, preset = 'recommended', also } = rule;
  const page = await engine.explain(id, 'rule');
  if (page === undefined) throw new Error(`The page of ${id} is not packed.`);
  if (format === 'json') io.out(printed({ version: 1, rule: id, title, category, severity, preset, also, page }));
  else if (format === 'markdown') io.out(withoutMarks(page));
  else io.out(ruleText(page, { severity, preset, also }, { colours: io.color, columns: io.columns ?? 80 }));
}

async function explainError(error: NamedError, { engine, io, format }: CommandContext): Promise<void> {
  const { name, condition, class: group, page } = error;
  const packed = page === undefined ? undefined : await engine.explain(page, 'error');
  if (page !== undefined && packed === undefined) throw new Error(`The page of ${page} is not packed.`);
  if (format === 'json') {
    io.out(printed({ version: 1, error: name, ...(condition && { condition }), ...(group && { class: group }), page: packed }));
    return;
  }
  const text = packed ?? `# ${[name, condition].filter(Boolean).join(' ')}\n\n${noPage(error)}\n`;
  if (format === 'markdown') io.out(text);
  else io.out(pageText(text, group === undefined ? [] : [group], { colours: io.color, columns: io.columns ?? 80 }));
}

/** What there is to say without a page. */
function noPage({ condition }: NamedError): string {
  return condition === undefined
    ? 'PostgreSQL has no such code itself: an extension or a RAISE of somebody’s own function uses it. There is no page for it.'
    : 'There is no page for it: the server’s message, its detail and its hint say what happened.';
}

/** The one rule or error that is named, by whatever name. */
function whatIsMeant({ words: [name, ...more] }: Arguments): { readonly rule: Rule } | { readonly error: NamedError } {
  if (name === undefined) throw new UsageError('Say which rule or error, as it was shown: drop-column, 55P03, lock-held');
  if (more.length > 0) throw new UsageError('One rule or error at a time.');
  const found = rulesNamed(name);
  const errors = found.length === 0 ? errorsNamed(name) : [];
  const all = [...found.map(({ id }) => id), ...errors.map((error) => error.name)];
  if (all.length > 1) {
    const what = found.length > 0 ? 'rules' : 'errors';
    throw new UsageError(`${name} stands for several ${what}: ${all.join(', ')}.`);
  }
  const [rule] = found;
  const [error] = errors;
  if (rule !== undefined) return { rule };
  if (error !== undefined) return { error };
  const nearest = nearestOf(name, [...rules.map(({ id }) => id), ...errorNames()]);
  throw new UsageError(`There is no rule and no error ${name}.${nearest === undefined ? '' : ` Did you mean ${nearest}?`}`);
}
