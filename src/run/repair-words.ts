import type { Difference } from '../migrations/difference';
import type { Migration } from '../migrations/project';
import { nameOf } from './plan';
import type { Proof } from './proof';

/** Why a file may count as what was applied, in a sentence. */
export function repairNote(difference: Difference, proof: Proof | undefined): string {
  switch (difference) {
    case 'line ends':
      return 'Only its line ends differ from what was applied.';
    case 'bytes':
      return 'Only the byte order mark differs from what was applied.';
    case 'comments':
      return 'Only comments and blanks differ from what was applied.';
    case 'meaning':
      return `Its statements differ, and both texts lead to the same schema when each is replayed on an empty database${
        proof?.kind === 'equal' ? `: ${proof.hash}` : ''
      }.`;
    case 'unknown':
      return 'What was applied is not known; the file is taken as it is.';
  }
}

/** Why a file with other statements may not count as what was applied, and what to do. */
export function unprovenReason(migration: Migration, proof: Exclude<Proof, { kind: 'equal' }> | undefined): string {
  const name = nameOf(migration);
  const advice = 'Restore the file, and put the change into a new migration.';
  switch (proof?.kind) {
    case 'different':
      return `${name} does something else than what was applied: a replay of each text leads to another schema. ${advice}`;
    case 'data':
      return `${proof.why}; a schema proves nothing of rows. ${advice}`;
    case 'unknown':
      return `Whether ${name} still does what was applied is unknown: its statements differ, and both texts cannot be replayed. ${proof.why} ${advice}`;
    case undefined:
      return `${name} has other statements than what was applied. ${advice}`;
  }
}
