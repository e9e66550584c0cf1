import type { Amendment, AmendWish } from '../run/amendments';
import { nameOf } from '../run/plan';

/** What is asked before a history is amended. */
export interface AmendWords {
  /** «Mark 1 orders as applied on staging?» */
  readonly question: string;
  /** What becomes of the history, and what does not become of the database. */
  readonly detail: string;
  /** Repeats the verb and the target. */
  readonly button: string;
}

/** The question about what would be written, and for what it must not be mistaken. */
export function amendWords(wish: AmendWish, amendments: readonly Amendment[], target: string): AmendWords {
  const [first] = amendments;
  const what = amendments.length === 1 && first !== undefined ? nameOf(first.migration) : `${amendments.length} migrations`;
  switch (wish.kind) {
    case 'repair':
      return {
        question: `Store the checksum of ${what} as the file is now, on ${target}?`,
        detail: [
          ...amendments.map(hashes),
          'The history alone changes: no SQL runs, and the reason is kept in the journal.',
        ].join('\n\n'),
        button: `Repair on ${target}`,
      };
    case 'baseline':
      return {
        question: `Begin the history of ${target} at ${wish.version}?`,
        detail: [
          `${amendments.length === 1 ? what : `${what}, up to and with ${wish.version},`} will count as applied.`,
          'No SQL runs: nothing of them is made in the database. Do this where it has all of that already, and no history yet.',
        ].join('\n\n'),
        button: `Baseline ${target}`,
      };
    case 'mark':
      return wish.as === 'applied'
        ? {
            question: `Mark ${what} as applied on ${target}?`,
            detail: [
              'No SQL runs: nothing of it is made in the database. Do this where all of it is there already.',
              'No run will carry it out from then on.',
              ...notes(amendments),
            ].join('\n\n'),
            button: `Mark as Applied on ${target}`,
          }
        : {
            question: `Mark ${what} as not applied on ${target}?`,
            detail: [
              'No SQL runs: what it did stays in the database. Do this where nothing of it is there any more.',
              'Where its file is here, the next run carries it out from its first statement.',
              ...notes(amendments),
            ].join('\n\n'),
            button: `Mark as Not Applied on ${target}`,
          };
  }
}

/** The old checksum, the new one, and how the file changed. */
function hashes({ from, to, note }: Amendment): string {
  return [...(note === undefined ? [] : [note]), `Stored: ${from ?? 'none'}`, `File: ${to ?? 'none'}`].join('\n');
}

/** What an amendment means beside what the question says of each. */
function notes(amendments: readonly Amendment[]): readonly string[] {
  const usual = new Set(['Nothing of it is run.', 'Nothing of it is undone.']);
  return amendments.flatMap(({ note }) => (note === undefined || usual.has(note) ? [] : [note]));
}
