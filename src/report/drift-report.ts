import { countsOf, schemaHash, type Snapshot } from '../database/snapshot/snapshot';
import type { DriftAnswer } from '../run/drift';
import type { DriftSeverity } from '../run/difference-severity';
import { paint, printable, printableLine } from './colour';
import { differenceJson, type DifferenceJson, differenceLines, differenceWords } from './differences';
import { markdownText } from './markdown';

type Compared = Extract<DriftAnswer, { ok: true }>;

/** What `drift` prints as JSON, version 1. */
export interface DriftJson {
  readonly version: 1;
  readonly target: string;
  /** A file, or `shadow`. */
  readonly against: string;
  readonly engines: { readonly expected: string; readonly actual: string };
  readonly differences: readonly DifferenceJson[];
  readonly summary: Readonly<Record<DriftSeverity, number>>;
  readonly notes: readonly string[];
}

/** How a target differs from what is expected of it, as the documented JSON. */
export function driftJson({ target, engines, differences, notes }: Compared, against: string): DriftJson {
  return {
    version: 1,
    ...{ target, against, engines },
    differences: differences.map(differenceJson),
    summary: summaryOf(differences),
    notes,
  };
}

/** The same for people at a terminal; ends with a line end. */
export function driftText(compared: Compared, against: string, options: { readonly colours: boolean }): string {
  const pen = paint(options.colours);
  const { target, engines, differences, notes } = compared;
  const what = against === 'shadow' ? 'what the applied migrations make of an empty database' : printable(against);
  const pair = `${printable(target)} (${engines.actual}) against ${what} (${engines.expected})`;
  const counts = Object.entries(summaryOf(differences)).filter(([, count]) => count > 0);
  const verdict =
    differences.length === 0
      ? `${pen.green('No difference')}: ${pair}`
      : `${pen.red(`${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`)} (${counts.map(([severity, count]) => `${count} ${severity}`).join(', ')}): ${pair}`;
  const lines = differences.flatMap((difference) => differenceLines(difference, pen));
  return [...lines, verdict, ...notes.map((note) => `  ${pen.dim(printable(note))}`)].join('\n') + '\n';
}

/** The same as Markdown, for a comment on a pull request or the summary of a job. */
export function driftMarkdown({ target, engines, differences, notes }: Compared, against: string): string {
  const shown = (text: string): string => markdownText(printableLine(text));
  const what = against === 'shadow' ? 'a replay of its migrations' : against;
  const head =
    differences.length === 0 ? 'no drift' : `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`;
  const pair = `${shown(target)} (${engines.actual}) against ${shown(what)} (${engines.expected})`;
  const rows = differences.map((difference) => {
    const { what: object, how } = differenceWords(difference);
    return `| ${difference.severity} | ${shown(object)} | ${shown(how)} |`;
  });
  const table = rows.length === 0 ? [] : [['| | What | |', '| --- | --- | --- |', ...rows].join('\n')];
  const remarks = notes.length === 0 ? [] : [notes.map((note) => `- ${shown(note)}`).join('\n')];
  return `${[`### Lockkeeper: ${head}`, pair, ...table, ...remarks].join('\n\n')}\n`;
}

function summaryOf(differences: Compared['differences']): Readonly<Record<DriftSeverity, number>> {
  const summary = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { severity } of differences) summary[severity] += 1;
  return summary;
}

/** What a snapshot holds, for people at a terminal; ends with a line end. */
export function snapshotSummary(snapshot: Snapshot, target: string): string {
  const counts = Object.entries(countsOf(snapshot));
  const width = Math.max(0, ...counts.map(([, count]) => String(count).length));
  const without = snapshot.without.length === 0 ? '' : `, without ${snapshot.without.join(', ')}`;
  return [
    `${printable(target)}, ${snapshot.engine}${without}`,
    `schema hash ${schemaHash(snapshot)}`,
    ...counts.map(([kind, count]) => `  ${String(count).padStart(width)} ${kind}`),
    '',
  ].join('\n');
}
