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

function lineJson({ version, name, event, appliedAt, appliedBy, durationMs, checksum, gitCommit, file }: LoggedLine): object {
  const known = { name, at: appliedAt?.toISOString(), by: appliedBy, durationMs, checksum, gitCommit };
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
  const rows = lines.map(({ version, name: title, event, appliedAt, appliedBy, durationMs, file }) => ({
    cells: [
      version === '' ? 'repeatable' : version,
      title ?? '',
      event === 'rolled-back' ? 'rolled back' : event,
      when(appliedAt),
      appliedBy ?? '',
      durationMs === undefined ? '' : describeDuration(durationMs),
      fileWords[file],
    ],
    colour: event === 'applied' ? pen.green : event === 'rolled-back' ? pen.blue : pen.red,
  }));
  const heads = ['Version', 'Name', 'Event', 'At', 'By', 'Took', 'File'];
  const stored = rows.length === 0 ? `${printable(name)} holds nothing\n` : table(heads, rows, pen);
  const written = journal
    .flatMap((entry, index) => entryWords(entry, journal[index + 1]))
    .map((line) => `  ${printable(line)}\n`);
  return written.length === 0 ? stored : `${stored}\n${pen.bold('By Lockkeeper on this machine')}\n${written.join('')}`;
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
      return [`${at}    ${entry.direction} ${entry.version} ${entry.outcome} in ${describeDuration(entry.ms)}${error}`];
    }
    case 'amended':
      return [
        `${at}    ${entry.version} ${entry.change}${entry.to === undefined ? '' : ` from ${entry.from ?? 'none'} to ${entry.to}`}`,
      ];
    case 'finished':
      return [`${at}    ${entry.outcome}${entry.message === undefined ? '' : `: ${entry.message}`}`];
  }
}
