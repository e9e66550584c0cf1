import type { JournalEntry } from '../run/journal';
import type { LoggedLine } from '../run/read-log';
import { paint, printable } from './colour';
import { describeDuration } from './describe';
import { table, when } from './table';

/** A source's history on a target; the names are for people and hold no secrets. */
export interface NamedHistory {
  /** The source's folder as it is typed here. */
  readonly source: string;
  readonly target: string;
  readonly server: string;
  readonly table: string;
  readonly lines: readonly LoggedLine[];
  readonly journal: readonly JournalEntry[];
}

/** What `history` prints as JSON, version 1. */
export function historyJson(histories: readonly NamedHistory[]): object {
  return {
    version: 1,
    sources: histories.map(({ lines, ...rest }) => ({ ...rest, lines: lines.map(lineJson) })),
  };
}

function lineJson({ version, event, file, ...line }: LoggedLine): object {
  const { direction, name, appliedAt, appliedBy, durationMs, statementsMs, checksum, gitCommit, gitDirty, runId } = line;
  const at = { at: appliedAt?.toISOString(), by: appliedBy };
  const known = { direction, name, ...at, durationMs, statementsMs, checksum, gitCommit, gitDirty, runId };
  const present = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  return { version, event, ...present, file };
}

const fileWords: Record<LoggedLine['file'], string> = {
  same: 'same',
  changed: 'changed since',
  none: '',
  'no-file': 'file is missing',
};

/** The same for people at a terminal; ends with a line end. */
export function historyText({ lines, journal, table: name }: NamedHistory, options: { readonly colours: boolean }): string {
  const pen = paint(options.colours);
  const rows = lines.map(({ version, name: title, event, direction, appliedAt, appliedBy, durationMs, file, ...line }) => ({
    cells: [
      version === '' ? 'repeatable' : version,
      title ?? '',
      eventWords(event, direction),
      when(appliedAt),
      appliedBy ?? '',
      durationMs === undefined ? '' : describeDuration(durationMs),
      line.gitCommit === undefined ? '' : `${line.gitCommit.slice(0, 12)}${line.gitDirty === true ? ' +' : ''}`,
      line.runId?.slice(0, 8) ?? '',
      fileWords[file],
    ],
    colour: event === 'applied' ? pen.green : event === 'rolled-back' ? pen.blue : pen.red,
  }));
  const heads = ['Version', 'Name', 'Event', 'At', 'By', 'Took', 'Commit', 'Run', 'File'];
  // What no row has, the table does not keep.
  const isKept = heads.map((head, nth) => !['Commit', 'Run'].includes(head) || rows.some(({ cells }) => cells[nth] !== ''));
  const kept = (cells: readonly string[]): readonly string[] => cells.filter((_, nth) => isKept[nth]);
  const shown = rows.map((row) => ({ ...row, cells: kept(row.cells) }));
  const stored = rows.length === 0 ? `${printable(name)} holds nothing\n` : table(kept(heads), shown, pen);
  const written = journal
    .flatMap((entry, index) => entryWords(entry, journal[index + 1]))
    .map((line) => `  ${printable(line)}\n`);
  return written.length === 0 ? stored : `${stored}\n${pen.bold('By Lockkeeper on this machine')}\n${written.join('')}`;
}

/** How long each statement took, where there are several and few enough to be read. */
function timesWords(times: readonly number[]): string {
  return times.length < 2 || times.length > 12 ? '' : ` (${times.map((ms) => describeDuration(ms)).join(', ')})`;
}

function eventWords(event: LoggedLine['event'], direction: LoggedLine['direction']): string {
  const word = event === 'rolled-back' ? 'rolled back' : event;
  return direction === 'down' && event !== 'rolled-back' ? `${word} on its way back` : word;
}

/** An entry as a line; none for what other entries say as well. `next` is the one after it. */
function entryWords(entry: JournalEntry, next: JournalEntry | undefined): readonly string[] {
  const at = when(new Date(entry.at));
  switch (entry.kind) {
    case 'begun': {
      const { command, by, git, reason, run } = entry;
      const commit = git === undefined ? '' : ` at ${git.commit.slice(0, 12)}${git.isDirty ? ' with uncommitted changes' : ''}`;
      return [
        `${at}  ${command}${by === '' ? '' : ` by ${by}`}${commit}, run ${run.slice(0, 8)}${reason === undefined ? '' : `: ${reason}`}`,
      ];
    }
    case 'statement': {
      // Those that were followed by another went well.
      if (next?.run === entry.run && (next.kind === 'statement' || (next.kind === 'migration' && next.outcome === 'done')))
        return [];
      const { direction, version, statement, of, line } = entry;
      return [`${at}    ${direction} ${version} ended at statement ${statement} of ${of}, line ${line}`];
    }
    case 'migration': {
      const error = entry.error === undefined ? '' : `: ${entry.error.message}`;
      return [
        `${at}    ${entry.direction} ${entry.version} ${entry.outcome} in ${describeDuration(entry.ms)}${timesWords(entry.statements)}${error}`,
      ];
    }
    case 'amended':
      return [
        `${at}    ${entry.version} ${entry.change}${entry.to === undefined ? '' : ` from ${entry.from ?? 'none'} to ${entry.to}`}`,
      ];
    case 'finished':
      return [`${at}    ${entry.outcome}${entry.message === undefined ? '' : `: ${entry.message}`}`];
  }
}
