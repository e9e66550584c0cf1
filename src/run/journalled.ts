import { describeTarget, redact } from '../database/redact';
import type { Target } from '../database/target';
import type { HistoryRun } from '../migrations/history';
import type { Migration, Source } from '../migrations/project';
import type { ReadyStep, RunContext } from './context';
import type { RunReport, StepResult } from './events';
import { type JournalCommand, type JournalFact, type RunJournal, LineCounter } from './journal';
import { sentences } from './sentences';

/** What a journal is told of who does something, beside what is done. */
export interface Journalled {
  readonly git?: HistoryRun['git'];
  /** The user of this machine; nobody's name unless given. */
  readonly by?: string;
}

/** What a journal is told when something begins. */
export interface JournalHeading extends Journalled {
  readonly command: JournalCommand;
  readonly source: Source;
  readonly target: Target;
  readonly migrations: readonly Migration[];
  readonly reason?: string;
}

/** How a command ended that a journal speaks of. */
type Ended = Pick<RunReport, 'outcome' | 'message'>;

/** What is written down with, and by which clock. */
interface Pen {
  readonly journal: RunJournal;
  readonly now: () => number;
}

/** Writes down that something begins, does it, and writes down how it ended, also where it breaks off. */
export async function journalled<T extends Ended>(
  heading: JournalHeading,
  { journal, now }: Pen,
  work: () => Promise<T>,
): Promise<T> {
  const { command, source, target, migrations, git, by = '', reason } = heading;
  const started = now();
  await journal.tell({
    kind: 'begun',
    ...{ command, by },
    target: describeTarget(target),
    source: source.label,
    ...(git !== undefined && { git: { commit: git.commit, isDirty: git.isDirty } }),
    migrations: migrations.map(versionOf),
    ...(reason !== undefined && { reason: redact(reason) }),
  });
  const finish = ({ outcome, message }: Ended): Promise<void> =>
    journal.tell({ kind: 'finished', outcome, ms: now() - started, ...(message !== undefined && { message }) });
  try {
    const ended = await work();
    await finish(ended);
    // What was done is done: that it is not written down is worth knowing, and undoes nothing.
    const { problem } = journal;
    return problem === undefined ? ended : { ...ended, message: sentences(ended.message, problem) };
  } catch (thrown) {
    await finish({ outcome: 'failed', message: 'It broke off.' });
    throw thrown;
  }
}

/** Writes down how a step went. */
export async function tellStep(
  { journal }: RunContext,
  { migration, direction, ...result }: StepResult,
  how: 'flushed' | 'buffered',
): Promise<void> {
  const script = direction === 'up' ? migration.up : migration.down;
  const { error } = result;
  const fact: JournalFact = {
    kind: 'migration',
    version: versionOf(migration),
    name: migration.title,
    direction,
    outcome: result.outcome,
    ms: result.ms,
    statements: result.statements.flatMap(({ measured }) => (measured === undefined ? [] : [measured.ms])),
    ...(error !== undefined && {
      error: {
        message: error.message,
        ...(error.sqlstate !== undefined && { sqlstate: error.sqlstate }),
        ...(error.statement !== undefined &&
          script !== undefined && { line: new LineCounter(script.text).at(error.at?.start ?? error.statement.start) }),
      },
    }),
  };
  await journal.tell(fact, how);
}

/** Writes down which statement is about to be sent for good, one after the other: it is on the disk before the server has it. */
export function statementTeller(
  { journal }: RunContext,
  { migration, direction, script }: ReadyStep,
): (index: number) => Promise<void> {
  const lines = new LineCounter((direction === 'up' ? migration.up : migration.down)?.text ?? '');
  return (index) =>
    journal.tell({
      kind: 'statement',
      version: versionOf(migration),
      direction,
      statement: index + 1,
      of: script.statements.length,
      line: lines.at(script.statements.at(index)?.at.start ?? 0),
    });
}

/** What a journal knows a migration by. */
export function versionOf({ version, name }: Migration): string {
  return version === '' ? name : version;
}
