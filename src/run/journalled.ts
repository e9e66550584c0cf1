import { describeTarget, redact } from '../database/redact';
import type { Target } from '../database/target';
import type { HistoryRun } from '../migrations/history';
import type { Migration, Source } from '../migrations/project';
import type { ReadyStep, RunContext } from './context';
import type { RunReport, StepResult } from './events';
import { type JournalCommand, type JournalFact, type RunJournal, LineCounter } from './journal';
import type { Resumed } from './resume';
import { sentences } from './sentences';
import { Digest } from './digest';

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

/** Writes down how a step went; one that ran without a transaction is on the disk before anything follows. */
export async function tellStep(
  { journal }: RunContext,
  { migration, direction, ...result }: StepResult,
  { isAlone, resumed }: { readonly isAlone: boolean; readonly resumed?: Resumed | undefined },
): Promise<void> {
  const script = direction === 'up' ? migration.up : migration.down;
  // A run that was cancelled has no error, and yet the server may have said what became of the statement in hand.
  const error = result.error ?? result.statements.findLast(({ measured }) => measured?.error !== undefined)?.measured?.error;
  const own = result.statements.filter(
    ({ isAhead, measured }) => isAhead !== true && measured !== undefined && measured.error === undefined,
  );
  const fact: JournalFact = {
    kind: 'migration',
    version: versionOf(migration),
    name: migration.title,
    direction,
    outcome: result.outcome,
    ms: result.ms,
    statements: result.statements.flatMap(({ measured }) => (measured === undefined ? [] : [measured.ms])),
    // What was rolled back is not carried out.
    done:
      isAlone || result.outcome === 'done'
        ? (resumed?.carriedOut.length ?? 0) + own.length + (result.unlisted?.statements ?? 0)
        : 0,
    ...(error !== undefined && {
      error: {
        message: error.message,
        ...(error.sqlstate !== undefined && { sqlstate: error.sqlstate }),
        ...(error.statement !== undefined &&
          script !== undefined && { line: new LineCounter(script.text).at(error.at?.start ?? error.statement.start) }),
      },
    }),
  };
  await journal.tell(fact, isAlone ? 'flushed' : 'buffered');
}

/** Writes down which statement is about to be sent for good, one after the other: it is on the disk before the server has it. */
export function statementTeller(
  { journal }: RunContext,
  { migration, direction, script, resumed }: ReadyStep,
): (index: number) => Promise<void> {
  const lines = new LineCounter((direction === 'up' ? migration.up : migration.down)?.text ?? '');
  const { prelude = 0, carriedOut = [] } = resumed ?? {};
  const before = new Digest(carriedOut);
  const total = carriedOut.length + script.statements.length - prelude;
  return async (index) => {
    const statement = script.statements.at(index);
    // What goes ahead of the script's own statements can be sent again at any time.
    if (index < prelude || statement === undefined) return;
    await journal.tell({
      kind: 'statement',
      version: versionOf(migration),
      direction,
      statement: carriedOut.length + index - prelude + 1,
      of: total,
      line: lines.at(statement.at.start),
      before: before.value,
      own: new Digest([statement]).value,
    });
    before.add(statement);
  };
}

/** Writes down that a script is begun of which each statement is for good; nothing of it is sent yet. */
export async function tellBegun({ journal }: RunContext, { migration, direction, script }: ReadyStep): Promise<void> {
  const none = new Digest([]).value;
  const nothing = { statement: 0, line: 1, before: none, own: none };
  await journal.tell({ kind: 'statement', version: versionOf(migration), direction, of: script.statements.length, ...nothing });
}

/** What a journal knows a migration by. */
export function versionOf({ version, name }: Migration): string {
  return version === '' ? name : version;
}
