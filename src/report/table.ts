import { printable, type Paint } from './colour';

/** A row of a table. */
export interface Row {
  readonly cells: readonly string[];
  /** Of the third cell. */
  readonly colour: (text: string) => string;
}

/** The column that says how things stand. */
const colouredColumn = 2;

/** A table for a terminal; ends with a line end. */
export function table(heads: readonly string[], rows: readonly Row[], pen: Paint): string {
  const clean = rows.map(({ cells, colour }) => ({ colour, cells: cells.map(printable) }));
  const widths = heads.map((head, column) => Math.max(head.length, ...clean.map(({ cells }) => cells[column]?.length ?? 0)));
  const pad = (text: string, column: number): string => text.padEnd(widths[column] ?? 0);
  const head = heads.map((text, column) => pen.bold(pad(text, column))).join('  ');
  const lines = clean.map(({ cells, colour }) =>
    cells.map((text, column) => (column === colouredColumn ? colour(pad(text, column)) : pad(text, column))).join('  '),
  );
  return [head, ...lines].map((line) => line.trimEnd()).join('\n') + '\n';
}

/** UTC to the second, so that a table does not depend on who prints it. */
export function when(date: Date | undefined): string {
  return date === undefined
    ? ''
    : date
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, 'Z');
}
