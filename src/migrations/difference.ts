import { tokenHash, toLineFeeds, withLineEnds } from './hashes';
import type { History, HistoryRow } from './history';
import type { Migration } from './project';

/** How a text differs from what was applied: the first that holds. `unknown` where a checksum alone tells that it does. */
export type Difference = 'line ends' | 'bytes' | 'comments' | 'meaning' | 'unknown';

/** How two texts that are not the same differ. */
export function difference(a: string, b: string): Exclude<Difference, 'unknown'> {
  const [one, other] = [toLineFeeds(a), toLineFeeds(b)];
  if (one === other) return 'line ends';
  if (withoutMark(one) === withoutMark(other)) return 'bytes';
  // Line ends within strings are data, but a file that was converted as a whole has them everywhere.
  return tokenHash(one) === tokenHash(other) ? 'comments' : 'meaning';
}

/** What a checksum alone tells of it: a difference can be named only where undoing it gives that checksum. */
export function differenceByChecksum(row: HistoryRow, migration: Migration, history: History): 'line ends' | 'unknown' {
  const isLineEnds = (['lf', 'crlf'] as const).some((lineEnds) => history.matches(row, withLineEnds(migration, lineEnds)));
  return migration.up !== undefined && isLineEnds ? 'line ends' : 'unknown';
}

/** The difference in a sentence without its end: «Only the line ends differ from what staging has applied». */
export function differenceWords(kind: Difference, from: string): string {
  switch (kind) {
    case 'line ends':
      return `Only the line ends differ from ${from}`;
    case 'bytes':
      return `Only the byte order mark differs from ${from}`;
    case 'comments':
      return `Only comments and blanks differ from ${from}`;
    case 'meaning':
      return `The statements differ from ${from}`;
    case 'unknown':
      return `The file differs from ${from}`;
  }
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');
