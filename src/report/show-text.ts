import { paint, printableLine } from './colour';
import { describeCounts } from './describe';
import { reasonOf } from './graph';
import type { RelatedJson, ShowJson } from './show-json';

export interface ShowTextOptions {
  /** A terminal that wants colours: not with NO_COLOR, not through a pipe. */
  readonly colours: boolean;
  /** The convention, for people. */
  readonly convention: string;
}

type Shown = ShowJson['migration'];

/** How wide the names of the facts are. */
const width = 12;

/** One migration for people at a terminal: what it is on the first line, then a fact a line. */
export function showText({ migration: it }: ShowJson, { colours, convention }: ShowTextOptions): string {
  const pen = paint(colours);
  const { header, findings } = it;
  const fact = (name: string, ...values: readonly (string | undefined)[]): readonly string[] =>
    values
      .filter((value) => value !== undefined)
      .map((value, nth) => `  ${pen.dim((nth === 0 ? name : '').padEnd(width))}  ${printableLine(value)}`);
  const counts = describeCounts({
    ...{ error: findings.errors, warning: findings.warnings, information: findings.information, hint: findings.hints },
  });
  const colour = findings.errors > 0 ? pen.red : findings.warnings > 0 ? pen.yellow : (text: string) => text;
  const heading = [it.version, it.title].filter((part) => part !== '').join('  ');
  const lines = [
    pen.bold(printableLine(heading)),
    `${printableLine(it.source)} ${pen.dim(`(${convention})`)}`,
    '',
    ...fact('up', ...scriptLines(it.up)),
    ...fact('down', ...(it.down === undefined ? ['none'] : scriptLines(it.down))),
    ...fact('repeatable', it.repeatable === true ? 'runs again whenever it has changed' : undefined),
    ...fact('name', it.name === '' ? undefined : it.name),
    ...fact('type', it.type),
    ...fact('phase', it.phase),
    ...fact('leads to', header.version === undefined ? undefined : `version ${header.version} of the schema`),
    ...fact('database', header.database),
    ...fact('author', header.author),
    ...fact('created', header.created),
    ...fact('breaking', header.breaking === undefined ? undefined : header.breaking ? 'yes' : 'no'),
    ...fact('checksum', it.checksum),
    ...fact('checks', ...it.checks.map(({ when, sql }) => `${when}: ${sql.replace(/\s+/g, ' ')}`)),
    ...fact('depends on', ...relatedLines(it.dependencies), ...it.missing.map((name) => `${name}  (declared; it is not there)`)),
    ...fact('needed by', ...relatedLines(it.dependents)),
    ...fact('cannot run', ...it.problems),
    `  ${pen.dim('findings'.padEnd(width))}  ${counts === '' ? pen.green('none') : colour(counts)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function scriptLines(script: Shown['up']): readonly string[] {
  if (script === undefined) return ['none'];
  const { path, statements, transaction } = script;
  return [path, `${statements} ${statements === 1 ? 'statement' : 'statements'}, ${inWords[transaction]}`];
}

const inWords: Readonly<Record<NonNullable<Shown['up']>['transaction'], string>> = {
  file: 'in a transaction of its own',
  run: 'in one transaction with the others of a run',
  none: 'outside a transaction',
  own: 'in the transactions that it opens itself',
};

function relatedLines(related: readonly RelatedJson[]): readonly string[] {
  return related.map((each) => `${each.file}  (${reasonOf(each)})`);
}
