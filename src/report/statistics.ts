import type { RelationStatistics, TableStatistics } from '../effects/statistics';
import { countWords, sizeWords } from '../lint/wording';
import { paint, printable } from './colour';
import { describeDuration } from './describe';
import { table, when } from './table';

/** So many tables are worth a line; a file has them all. */
const most = 20;

/** The largest tables of a database, for people at a terminal; ends with a line end. */
export function statisticsTable(statistics: TableStatistics, target: string, options: { readonly colours: boolean }): string {
  const pen = paint(options.colours);
  const { relations, readAt, server } = statistics;
  const withSize = [...relations.values()].filter(({ kind }) => kind !== 'partitioned-table');
  const largest = withSize.sort((a, b) => sizeOf(b) - sizeOf(a) || (a.key < b.key ? -1 : 1)).slice(0, most);
  const rows = largest.map((each) => ({
    cells: [
      each.key,
      each.rows === undefined ? 'unknown' : countWords(each.rows),
      sizeWords(each.heapBytes + each.toastBytes),
      sizeWords(indexBytes(each)),
      each.writesPerSecond === undefined ? 'unknown' : rateWords(each.writesPerSecond),
    ],
    colour: (text: string) => text,
  }));
  const count = `${withSize.length} ${withSize.length === 1 ? 'table' : 'tables'}`;
  const more = withSize.length > most ? `, of which these are the largest` : '';
  const head = rows.length === 0 ? '' : `${table(['Table', 'Rows', 'Size', 'Indexes', 'Writes/s'], rows, pen)}\n`;
  const place = `${printable(target)}, PostgreSQL ${server}`;
  return `${head}${pen.bold(count)} on ${place}${more}; read ${when(readAt)}\n${writesWords(statistics)}\n`;
}

/** What the rates of writes stand on, as a sentence. */
function writesWords({ rate, countedSince }: TableStatistics): string {
  if (rate === undefined) {
    return 'Writes a second are unknown: the server does not say since when it counts. --sample watches them for some seconds.';
  }
  const span = rate.seconds < 3600 ? describeDuration(rate.seconds * 1000) : `${(rate.seconds / 3600).toFixed(0)} h`;
  return rate.between === 'readings'
    ? `Writes a second are those between two readings, ${span} apart.`
    : `Writes a second are the average of ${span}, since the counters were reset ${when(countedSince)}.`;
}

const indexBytes = ({ indexes }: RelationStatistics): number => indexes.reduce((sum, { bytes }) => sum + bytes, 0);

const sizeOf = (relation: RelationStatistics): number => relation.heapBytes + relation.toastBytes + indexBytes(relation);

function rateWords(perSecond: number): string {
  return perSecond > 0 && perSecond < 1 ? 'under 1' : countWords(perSecond);
}
