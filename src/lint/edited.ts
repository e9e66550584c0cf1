import { type Difference, difference, differenceByChecksum, differenceWords } from '../migrations/difference';
import { withText } from '../migrations/edited';
import type { History, HistoryRow } from '../migrations/history';
import type { Migration } from '../migrations/project';
import type { Span } from '../sql/span';
import type { Finding, Fix, Related, Severity } from './finding';
import { keepingLineEnds } from './line-ends';
import type { LintInput } from './linter';
import { severityIn } from './options';
import { editedAppliedMigration } from './rules/meta/edited-applied-migration';
import { type EditedInput, splittingOff } from './split-off';
import { lineEndOf } from './user-text';

/** An up script's file as it counts as applied. */
export interface AppliedScript {
  /** Who has it: a branch, or a target. */
  readonly by: string;
  /** What it was; absent where nobody knows more than a checksum. */
  readonly text?: string;
  /** Its row, where a target's history has one. */
  readonly row?: HistoryRow;
}

/** What became of a script since it was applied. */
interface Edit {
  readonly kind: Difference;
  /** Whether the runner takes it for another file than the one that was applied. */
  readonly isRefused: boolean;
}

/** That the script is no longer what was applied: on line 1 wherever it differs, so that nobody overlooks it. */
export function editedFindings(input: EditedInput): readonly Finding[] {
  const { script, migration, applied, options } = input;
  const severity = severityIn(options, editedAppliedMigration);
  if (severity === 'off' || applied === undefined || script.direction !== 'up') return [];
  // To change it is how a repeatable one is run again.
  const edit = migration.isRepeatable ? undefined : editOf(applied, input);
  if (edit === undefined) return [];
  const at = firstLine(script.text);
  return [
    {
      rule: editedAppliedMigration.id,
      severity: severityOf(edit, applied, severity),
      message: messageOf(edit, applied, input),
      help: helpOf(edit),
      path: script.path,
      at,
      statement: at,
      related: edit.kind === 'meaning' ? firstDifference(applied, input) : [],
      fixes: input.withoutFixes === true || applied.text === undefined ? [] : fixesOf(edit, applied.text, input),
      effects: [],
    },
  ];
}

/** By the convention's own rule, which makes some checksums of more than the SQL and others of less than the bytes. */
function editOf(applied: AppliedScript, input: LintInput): Edit | undefined {
  const text = savedText(input);
  if (text === applied.text) return undefined;
  const { source, script, migration } = input;
  const { history } = source.convention;
  const withUp = (of: string): Migration => ({ ...migration, up: withText(source, script, of) });
  const row = applied.row ?? (applied.text === undefined ? undefined : rowOf(withUp(applied.text), history));
  const now = withUp(text);
  const isRefused = row?.checksum !== undefined && !history.matches(row, now);
  if (applied.text !== undefined) return { kind: difference(applied.text, text), isRefused };
  return row === undefined || !isRefused ? undefined : { kind: differenceByChecksum(row, now, history), isRefused };
}

/** The row that a migration would have. */
function rowOf(migration: Migration, history: History): HistoryRow {
  const { version, name } = migration;
  const checksum = history.checksum?.(migration);
  return { version, name, failed: false, ...(checksum !== undefined && { checksum }) };
}

/** The text as it is once saved: an editor's own lacks the byte order mark that its file keeps. */
function savedText({ script, migration: { up } }: Pick<LintInput, 'script' | 'migration'>): string {
  const isMarked = script !== up && up?.text.startsWith('\uFEFF') === true && !script.text.startsWith('\uFEFF');
  return isMarked ? `\uFEFF${script.text}` : script.text;
}

/**
 * What the runner does not mind is no more than good to know. Line ends of a checkout are a matter of this machine, unless
 * a history has others: what is deployed has them as they are committed.
 */
function severityOf({ kind, isRefused }: Edit, { row }: AppliedScript, severity: Severity): Severity {
  if (kind === 'meaning' || kind === 'unknown') return severity;
  if (!isRefused) return kind === 'line ends' ? 'hint' : atMostInformation(severity);
  return kind === 'line ends' && row === undefined ? atMostInformation(severity) : severity;
}

const atMostInformation = (severity: Severity): Severity => (severity === 'hint' ? 'hint' : 'information');

function messageOf({ kind, isRefused }: Edit, { by, row }: AppliedScript, { source }: LintInput): string {
  const { history, title } = source.convention;
  const words = differenceWords(kind, row === undefined ? `what ${by} has` : `what ${by} has applied`);
  const isOther = kind === 'meaning' || kind === 'unknown';
  if (!isRefused && !isOther) return `${words}, which ${title} takes for the same file`;
  const consequences = [
    ...(isRefused ? [`its checksum is not the one in ${history.table} any more`] : []),
    ...(isOther ? ['a database that has applied it keeps what it did then'] : []),
  ];
  return `${words}: ${consequences.join(', and ')}`;
}

function helpOf({ kind, isRefused }: Edit): string {
  if (kind === 'line ends') {
    const attributes = 'A line in .gitattributes keeps git from turning line ends around.';
    return isRefused ? `Give it back the line ends that it was applied with. ${attributes}` : attributes;
  }
  if (kind === 'bytes') return 'Save it as it was, with or without a byte order mark.';
  return 'Take the change back, and write it in a migration of its own.';
}

/** The text of line 1, without blanks around it. */
function firstLine(text: string): Span {
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  return { start: line.length - line.trimStart().length, end: line.trimEnd().length };
}

function firstDifference(applied: AppliedScript, { judged, reader, source, script }: EditedInput): readonly Related[] {
  const { by, text = '' } = applied;
  const before = reader.read(text, withText(source, script, text).body);
  const changed = judged.findIndex(({ statement }, index) => statement.text !== before[index]?.text);
  const at = judged[changed]?.statement.at;
  return at === undefined ? [] : [{ message: `The first statement that ${by} has otherwise`, path: script.path, at }];
}

function fixesOf(edit: Edit, applied: string, input: EditedInput): readonly Fix[] {
  const restored = restoring(edit, applied, input);
  if (edit.kind === 'line ends') {
    const kept = keepingLineEnds(applied, restored, input);
    return [...kept, { ...restored, preferred: kept.length === 0 }];
  }
  const split = edit.kind === 'meaning' ? splittingOff(applied, restored, input) : [];
  // No edit of an editor's text takes the byte order mark from its file.
  const isBeyondEdits = edit.kind === 'bytes' && savedText(input) !== input.script.text;
  return [...split, ...(isBeyondEdits ? [] : [{ ...restored, preferred: split.length === 0 }])];
}

/** Brings back what was applied: with the file's own line ends, unless they are what differs or the runner counts them. */
function restoring({ kind }: Edit, text: string, input: LintInput): Fix {
  const { script, source, applied } = input;
  const inOwn = text.replace(/\r?\n/g, lineEndOf(script.text));
  const left = applied && editOf(applied, { ...input, script: withText(source, script, inOwn) });
  const restored = kind === 'line ends' || left?.isRefused === true ? text : inOwn;
  const isMarkedAlready = savedText(input) !== script.text;
  const at = { start: 0, end: script.text.length };
  return {
    title: `Restore what ${applied?.by ?? ''} has`,
    edits: [{ kind: 'replace', path: script.path, at, text: isMarkedAlready ? restored.replace(/^\uFEFF/, '') : restored }],
    preferred: true,
    safe: false,
  };
}
