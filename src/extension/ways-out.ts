import type { Reached } from '../run/reached';
import type { MigrationState } from '../run/status';

/** What can be done about a migration that broke off outside a transaction. */
export type WayOut = 'open' | 'mark-applied' | 'mark-not-applied' | 'run-again' | 'history' | 'explain';

/** A way out, as a list offers it. */
export interface OfferedWay {
  readonly way: WayOut;
  readonly label: string;
  readonly detail: string;
}

/** In the order in which they are usually wanted: first look, then say how it stands. */
export function waysOut(state: MigrationState, canUnmark: boolean): readonly OfferedWay[] {
  const { reached } = state;
  const direction = reached?.direction ?? 'up';
  const offers: readonly (OfferedWay | undefined)[] = [
    reached && {
      way: 'open',
      label: `Open Statement ${reached.statement} of ${reached.of}`,
      detail: `Line ${reached.line}: ${reached.error ?? 'it was sent, and no answer came, so that it may have been carried out or not'}`,
    },
    state.kind === 'applied' || state.kind === 'changed'
      ? undefined
      : {
          way: 'mark-applied',
          label: 'Mark as Applied…',
          detail: direction === 'up' ? 'Where you have carried out the rest by hand' : 'Where all of it is there again',
        },
    'row' in state && canUnmark
      ? {
          way: 'mark-not-applied',
          label: 'Mark as Not Applied…',
          detail:
            direction === 'up'
              ? 'Where you have undone by hand what was carried out: the next run begins with its first statement'
              : 'Where you have carried out the rest of the way back by hand',
        }
      : undefined,
    state.kind === 'pending' || state.kind === 'out-of-order'
      ? {
          way: 'run-again',
          label: 'Apply It Again from Its First Statement…',
          detail: 'Where you have undone by hand what was carried out, or each of its statements may run twice',
        }
      : undefined,
    { way: 'history', label: 'Show History', detail: 'What was done to the database, by its history and by the journal' },
    { way: 'explain', label: 'Explain', detail: 'Where this comes from, and how to see what is there' },
  ];
  return offers.filter((each) => each !== undefined);
}

/** Where a script broke off and what of it stays, as a sentence. */
export function brokenOffWords(reached: Reached | undefined): string | undefined {
  if (reached === undefined) return undefined;
  const { statement, of, line, error } = reached;
  const before = statement - 1;
  const stays =
    before === 0
      ? 'nothing was carried out before it'
      : before === 1
        ? 'the one before it is carried out, and stays'
        : `the ${before} before it are carried out, and stay`;
  const unknown = error === undefined ? ' Whether that one was carried out is not known.' : '';
  return `It ended at statement ${statement} of ${of}, in line ${line}: ${stays}.${unknown}`;
}
