import type { AmendReport } from '../run/amend';
import type { Amendment } from '../run/amendments';
import { paint, printable, type Paint } from './colour';
import { describeVersion } from './describe';
import { differenceJson, type DifferenceJson, differenceLines } from './differences';
import { morePointer } from './run-text';
import type { Texts } from './texts';

/** What `repair`, `baseline` and `mark` print as JSON, version 1. */
export interface AmendJson {
  readonly version: 1;
  readonly command: AmendReport['command'];
  readonly dryRun: boolean;
  readonly target: string;
  readonly outcome: AmendReport['outcome'];
  readonly message?: string;
  /** What `lockkeeper explain` says more of. */
  readonly page?: string;
  /** What a file does otherwise than what was applied, where it is refused for that. */
  readonly differences?: readonly DifferenceJson[];
  readonly ms: number;
  readonly amendments: readonly {
    readonly version: string;
    readonly name: string;
    /** Absent where there is no file. */
    readonly path?: string;
    readonly change: Amendment['change'];
    /** The stored checksum, and the one of the file. */
    readonly from?: string;
    readonly to?: string;
    readonly difference?: string;
    readonly note?: string;
  }[];
}

/** What became of a history, as the documented JSON. */
export function amendJson(
  { command, dryRun, target, outcome, message, page, differences, ms, amendments }: AmendReport,
  texts: Texts,
): AmendJson {
  return {
    version: 1,
    ...{ command, dryRun, target, outcome, ms },
    ...(message !== undefined && { message }),
    ...(page !== undefined && { page }),
    ...(differences !== undefined && { differences: differences.map(differenceJson) }),
    amendments: amendments.map(({ migration, change, from, to, difference, note }) => ({
      version: migration.version,
      name: migration.title,
      ...(migration.up !== undefined && { path: texts.label(migration.up.path) }),
      change,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(difference !== undefined && { difference }),
      ...(note !== undefined && { note }),
    })),
  };
}

/** The same for people at a terminal; ends with a line end. */
export function amendText(report: AmendReport, options: { readonly colours: boolean }): string {
  const pen = paint(options.colours);
  const lines = report.amendments.flatMap((amendment) => amendmentLines(amendment, pen));
  const more = report.page === undefined ? [] : [`  ${morePointer(report.page, pen)}`];
  const differences = (report.differences ?? []).flatMap((difference) => differenceLines(difference, pen));
  return [...lines, summary(report, pen), ...differences.map((line) => `  ${line}`), ...more].join('\n') + '\n';
}

function amendmentLines({ migration, change, from, to, note }: Amendment, pen: Paint): readonly string[] {
  const name = printable(`${describeVersion(migration)} ${migration.title}`.trim());
  return [
    `${pen.blue(change === 'not-applied' ? 'not applied' : change)} ${pen.bold(name)}`,
    ...(to === undefined ? [] : [`  from ${printable(from ?? 'none')}`, `  to   ${printable(to)}`]),
    ...(note === undefined ? [] : [`  ${pen.dim(printable(note))}`]),
  ];
}

function summary({ outcome, dryRun, target, message, amendments }: AmendReport, pen: Paint): string {
  const on = `on ${printable(target)}`;
  const why = message === undefined ? '' : `: ${printable(message)}`;
  const count = `${amendments.length} ${amendments.length === 1 ? 'migration' : 'migrations'}`;
  switch (outcome) {
    case 'done':
      return dryRun
        ? `${pen.green('Would write')} the history of ${count} ${on}; nothing was changed`
        : `${pen.green('Wrote')} the history of ${count} ${on}${why}`;
    case 'nothing-to-do':
      return `${pen.green('Nothing to do')} ${on}${why}`;
    case 'failed':
      return `${pen.red('Failed')} ${on}${why}`;
    case 'unknown':
      return `${pen.yellow('Unknown')} ${on}${why}`;
    case 'cancelled':
      return `${pen.yellow('Cancelled')} ${on}${why}`;
    case 'locked':
      return `${pen.yellow('Locked')}: someone else is migrating ${printable(target)}${why}`;
    case 'no-connection':
      return `${pen.red('No connection')} to ${printable(target)}${why}`;
    case 'disagreement':
      return `${pen.red('History and files disagree')} ${on}${why}`;
    case 'refused':
      return `${pen.red('Refused')} ${on}${why}`;
  }
}
