import { enginesOf, type Location } from '../migrations/locations';
import { printableLine } from './colour';

/** The folders with migrations as a table for people at a terminal, the largest first. */
export function locationsTable(locations: readonly Location[], label: (path: string) => string): string {
  const rows = locations
    .map(({ path, convention, files }) => ({ path: printableLine(label(path)), convention, files }))
    .sort((a, b) => b.files.length - a.files.length || (a.path < b.path ? -1 : 1))
    .map(({ path, convention, files }) => [path, String(files.length), convention?.id ?? '-', enginesOf(files).join(', ')]);
  const all = [['path', 'files', 'convention', 'engine'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 1 ? cell.padStart(widths[1] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${all.map(line).join('\n')}\n`;
}
