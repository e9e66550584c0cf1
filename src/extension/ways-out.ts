import type { ResumeMode } from '../run/resume';
import type { Unfinished } from '../run/unfinished';

/** What can be done about a migration that broke off outside a transaction. */
export type WayOut = 'open' | 'resume' | 'restart' | 'mark-applied' | 'mark-not-applied' | 'copy' | 'history' | 'explain';

/** A way out, as a list offers it. */
export interface OfferedWay {
  readonly way: WayOut;
  readonly label: string;
  readonly detail: string;
}

/** In the order in which they are usually wanted: first look, then go on, or else say how it stands. */
export function waysOut(reached: Unfinished | undefined, canUnmark: boolean): readonly OfferedWay[] {
  const isUp = reached?.direction !== 'down';
  const offers: readonly OfferedWay[] = [
    ...(reached === undefined ? [] : waysOn(reached)),
    {
      way: 'mark-applied',
      label: 'Mark as Applied…',
      detail: isUp ? 'Where you have carried out the rest by hand' : 'Where all of it is there again',
    },
    {
      way: 'mark-not-applied',
      label: 'Mark as Not Applied…',
      detail: isUp
        ? 'Where you have undone by hand what was carried out: the next run begins with its first statement'
        : 'Where you have carried out the rest of the way back by hand',
    },
    ...(reached === undefined ? [] : [copied]),
    { way: 'history', label: 'Show History', detail: 'What was done to the database, by its history and by the journal' },
    { way: 'explain', label: 'Explain', detail: 'Where this comes from, and how to see what is there' },
  ];
  return offers.filter(({ way }) => way !== 'mark-not-applied' || canUnmark);
}

const copied: OfferedWay = {
  way: 'copy',
  label: 'Copy CLI Command',
  detail: 'What resumes it in a terminal',
};

/** Only where the journal on this machine knows how far it came. */
function waysOn(reached: Unfinished): readonly OfferedWay[] {
  const { statement, of, done } = reached;
  const open: OfferedWay = { way: 'open', label: `Open Statement ${statement} of ${of}`, detail: lastWords(reached) };
  return [
    ...(statement === 0 ? [] : [open]),
    {
      way: 'resume',
      label: 'Resume…',
      detail:
        done >= of
          ? 'All of it is carried out: the history is told so'
          : `Cleans up what is left of statement ${done + 1}, and goes on there; what is carried out is not run again`,
    },
    { way: 'restart', label: `${choices.restart.label}…`, detail: choices.restart.detail },
  ];
}

/** How to go on where nobody but the user can know, in words. */
const choices: Readonly<Record<ResumeMode, Omit<OfferedWay, 'way'>>> = {
  auto: { label: 'Look Again', detail: 'Sends that statement again, or goes on behind it, where the catalog tells which' },
  retry: {
    label: 'Send That Statement Again',
    detail: 'Where it was not carried out, or may run twice: what comes behind it follows',
  },
  skip: {
    label: 'Go On behind It',
    detail: 'Where you have seen that it was carried out: it is not sent any more, and what comes behind it follows',
  },
  restart: {
    label: 'Restart from the First Statement',
    detail: 'Where you have undone by hand what was carried out, or each of its statements may run twice',
  },
};

/** What a list offers of these ways to go on. */
export function resumeChoices(
  modes: readonly ResumeMode[],
): readonly (Omit<OfferedWay, 'way'> & { readonly mode: ResumeMode })[] {
  return modes.map((mode) => ({ mode, ...choices[mode] }));
}

/** Why the user is asked how to go on, in a line; the log has the whole reason. */
export function whyAsked(reached: Unfinished | undefined, modes: readonly ResumeMode[]): string {
  if (!modes.includes('retry')) return 'What was carried out is not what the file says now: restore it, or begin again';
  const which = reached === undefined ? 'the statement in hand' : `statement ${reached.statement}, line ${reached.line},`;
  return `Nobody can tell whether ${which} was carried out: look, then say how to go on`;
}

/** What became of the statement that was sent last. */
export function lastWords({ statement, of, line, error, done, isInHand }: Unfinished): string {
  if (statement === 0) return `None of its ${of} statements was sent`;
  const silent = isInHand
    ? 'no answer came, so that it may have been carried out or not'
    : done >= statement
      ? 'it was carried out, and nothing was sent behind it'
      : 'it failed';
  return `Statement ${statement} of ${of}, line ${line}: ${error ?? silent}`;
}

/** Where a script broke off and what of it stays, as a sentence. */
export function brokenOffWords(reached: Unfinished | undefined): string | undefined {
  if (reached === undefined) return undefined;
  const { statement, of, line, done, isInHand } = reached;
  if (statement === 0) return `It ended before the first of its ${of} statements.`;
  if (done >= statement)
    return `It ended behind statement ${statement} of ${of}, in line ${line}: what was sent is carried out, and stays.`;
  const stays =
    done === 0
      ? 'nothing was carried out before it'
      : done === 1
        ? 'the one before it is carried out, and stays'
        : `the ${done} before it are carried out, and stay`;
  const unknown = isInHand ? ' Whether that one was carried out is not known.' : '';
  return `It ended at statement ${statement} of ${of}, in line ${line}: ${stays}.${unknown}`;
}
