import { printable } from './colour';
import type { Effect } from '../effects/effect';
import { estimates, sourceWords } from '../lint/estimate';
import type { KnownStatistics } from '../lint/estimated';
import type { Finding } from '../lint/finding';
import { describeEffects } from './describe';

/**
 * The hover of a statement: what PostgreSQL does to carry it out, as Markdown. Empty where there is nothing to say,
 * which is not the same as unknown: that is said.
 */
export function hoverText(effects: readonly Effect[], postgres: number, known?: KnownStatistics): string {
  if (effects.length === 0) return '';
  const lines = describeEffects(effects).map((line) => `- ${markdownText(line)}`);
  const estimated = known === undefined ? [] : estimates(effects, known.statistics).map((line) => `- ${markdownText(line)}`);
  return [
    ...[`**PostgreSQL ${String(postgres)}**`, '', ...lines],
    ...(known === undefined || estimated.length === 0
      ? []
      : ['', `**Estimate** by ${markdownText(sourceWords(known.statistics, known.today))}`, '', ...estimated]),
  ].join('\n');
}

/** The hover of a finding: its message, what to do, and what the statement does. */
export function findingText(finding: Finding, postgres: number): string {
  const parts = [markdownText(finding.message)];
  if (finding.help !== undefined) parts.push(markdownText(finding.help));
  if (finding.estimate !== undefined) parts.push(markdownText(finding.estimate));
  const effects = hoverText(finding.effects, postgres);
  if (effects !== '') parts.push(effects);
  return parts.join('\n\n');
}

/** Any text as Markdown that shows just that: names come from files, and a file must not make links or images. */
export function markdownText(text: string): string {
  return printable(text)
    .replace(/[\\`*_{}[\]()#+\-.!|<>~&@:/]/g, (character) =>
      character === '<' ? '&lt;' : character === '&' ? '&amp;' : `\\${character}`,
    )
    .replace(/\s*\r?\n\s*/g, ' ');
}

/** SQL in a fence that it cannot close. */
export function markdownCode(sql: string): string {
  const longest = Math.max(2, ...[...sql.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sql\n${sql}\n${fence}`;
}
