import { withText } from '../migrations/edited';
import { difference } from '../migrations/hashes';
import type { Span } from '../sql/span';
import type { Finding } from './finding';
import type { Judged } from './judge';
import type { LintInput } from './linter';
import { severityIn } from './options';
import { editedAppliedMigration } from './rules/meta/edited-applied-migration';
import { lineEndOf } from './user-text';

/** An up script's file as it counts as applied: its text, or no more than a text that it certainly is not. */
export type AppliedScript = {
  /** Who has it: a branch, or a target. */
  readonly by: string;
} & ({ readonly text: string } | { readonly otherThan: string });

/** That the script is no longer what was applied, at the first statement that differs. */
export function editedFindings(judged: readonly Judged[], input: LintInput): readonly Finding[] {
  const { script, source, applied, options } = input;
  const severity = severityIn(options, editedAppliedMigration);
  if (severity === 'off' || applied === undefined || script.direction !== 'up' || !isEdited(applied, input)) return [];
  const at = 'text' in applied ? firstDifference(judged, applied.text, input) : { start: 0, end: 0 };
  const isComment = 'text' in applied && difference(applied.text, script.text) !== 'meaning';
  const { history } = source.convention;
  const sums = history.checksum === undefined ? [] : [`its checksum is not the one in ${history.table} any more`];
  const others = isComment ? [] : ['a database that has applied it keeps what it did then'];
  return [
    {
      rule: editedAppliedMigration.id,
      severity,
      message: `${applied.by} has this migration otherwise: ${[...sums, ...others].join(', and ')}`,
      help: 'Take the change back, and write it in a migration of its own.',
      path: script.path,
      at,
      statement: at,
      related: [],
      fixes: 'text' in applied ? [restoring(applied, input)] : [],
      effects: [],
    },
  ];
}

/** By the convention's own checksum, which some runners make of more than the SQL and others of less than the bytes. */
function isEdited(applied: AppliedScript, { script, source, migration }: LintInput): boolean {
  // To change it is how a repeatable one is run again.
  if (migration.isRepeatable) return false;
  if (!('text' in applied)) return script.text === applied.otherThan;
  if (applied.text === script.text) return false;
  const { history } = source.convention;
  const former = withText(source, script, applied.text);
  if (history.checksum === undefined) return difference(applied.text, script.text) === 'meaning';
  const was = history.checksum({ ...migration, up: former });
  // A checkout may have turned line feeds into CRLF; what is applied elsewhere has them as they are committed.
  return [script.text, script.text.replaceAll('\r\n', '\n')].every(
    (text) => history.checksum?.({ ...migration, up: withText(source, script, text) }) !== was,
  );
}

function firstDifference(judged: readonly Judged[], former: string, { reader, source, script }: LintInput): Span {
  const before = reader.read(former, withText(source, script, former).body);
  const changed = judged.find(({ statement }, index) => statement.text !== before[index]?.text);
  return changed?.statement.at ?? { start: 0, end: 0 };
}

function restoring(applied: Extract<AppliedScript, { text: string }>, { script }: LintInput): Finding['fixes'][number] {
  const eol = lineEndOf(script.text);
  return {
    title: `Restore what ${applied.by} has`,
    edits: [
      {
        kind: 'replace',
        path: script.path,
        at: { start: 0, end: script.text.length },
        text: applied.text.replace(/\r?\n/g, eol),
      },
    ],
    preferred: true,
    safe: false,
  };
}
