import type { EqualAnswer, RowDifference } from '../run/equal';
import { type Paint, paint, printable, printableLine } from './colour';
import { differenceJson, type DifferenceJson, differenceLines, differenceWords } from './differences';
import { markdownText } from './markdown';

type Answer = Extract<EqualAnswer, { ok: true }>;

/** What `equal` prints as JSON, version 1. */
export interface EqualJson {
  readonly version: 1;
  readonly equal: boolean;
  readonly sides: Answer['sides'];
  /** What the second side has otherwise than the first. */
  readonly differences: readonly DifferenceJson[];
  /** With `--rows` alone. */
  readonly rows?: readonly RowDifference[];
  readonly notes: readonly string[];
}

/** Whether two sides lead to the same. */
export function areEqual({ differences, rows = [] }: Answer): boolean {
  return differences.length === 0 && rows.length === 0;
}

export function equalJson(answer: Answer): EqualJson {
  const { sides, differences, rows, notes } = answer;
  return {
    ...{ version: 1, equal: areEqual(answer), sides },
    differences: differences.map(differenceJson),
    ...(rows !== undefined && { rows }),
    notes,
  };
}

/** The same for people at a terminal; ends with a line end. */
export function equalText(answer: Answer, options: { readonly colours: boolean }): string {
  const pen = paint(options.colours);
  const { differences, rows, notes } = answer;
  const lines = [
    ...differences.flatMap((difference) => differenceLines(difference, pen)),
    ...(rows ?? []).map((row) => `${pen.yellow('rows    ')} ${pen.bold(printable(row.table))}: ${rowWords(row)}`),
  ];
  return `${[...lines, verdict(answer, pen), ...notes.map((note) => `  ${pen.dim(printable(note))}`)].join('\n')}\n`;
}

/** The same as Markdown, for a comment on a pull request or the summary of a job. */
export function equalMarkdown(answer: Answer): string {
  const shown = (text: string): string => markdownText(printableLine(text));
  const rows = [
    ...answer.differences.map((difference) => {
      const { what, how } = differenceWords(difference);
      return `| ${difference.severity} | ${shown(what)} | ${shown(how)} |`;
    }),
    ...(answer.rows ?? []).map((row) => `| rows | ${shown(row.table)} | ${rowWords(row)} |`),
  ];
  const table = rows.length === 0 ? [] : [['| | What | |', '| --- | --- | --- |', ...rows].join('\n')];
  const remarks = answer.notes.length === 0 ? [] : [answer.notes.map((note) => `- ${shown(note)}`).join('\n')];
  const head = `### Lockkeeper: ${areEqual(answer) ? 'equal' : 'not equal'}`;
  return `${[head, shown(pairWords(answer)), ...table, ...remarks].join('\n\n')}\n`;
}

function verdict(answer: Answer, pen: Paint): string {
  const { differences, rows } = answer;
  const pair = printable(pairWords(answer));
  if (areEqual(answer)) return `${pen.green('Equal')}: ${pair}; ${rows === undefined ? 'rows are not compared' : 'rows, too'}`;
  const parts = [
    ...(differences.length === 0 ? [] : [counted(differences.length, 'difference', 'differences')]),
    ...(rows === undefined || rows.length === 0 ? [] : [counted(rows.length, 'table with other rows', 'tables with other rows')]),
  ];
  return `${pen.red('Not equal')}: ${parts.join(', ')}: ${pair}`;
}

function pairWords({ sides }: Answer): string {
  const [first, second] = sides.map(({ label, migrations, objects }) => {
    const files = migrations === undefined ? '' : `${counted(migrations, 'migration', 'migrations')}, `;
    return `${label} (${files}${counted(objects, 'object', 'objects')})`;
  });
  return `${first ?? ''} and ${second ?? ''}`;
}

/** A default such as now() gives other rows at each replay, which no digest can tell from a mistake. */
function rowWords({ rows: [first, second] }: RowDifference): string {
  return first === second ? `${first} in both, but not the same; a default such as now() can do that` : `${first} and ${second}`;
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
