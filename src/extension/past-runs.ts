import type { PanelError, PanelPastRun, PanelRun, PanelSchema, PanelStatement, PanelStep } from '../panel/protocol';
import { shortened } from './panel-run';
import { ago } from './words';

/** A run that has ended, as it is kept for later: what the panel showed of it, without what only the moment knows. */
export interface PastRun {
  /** The id of its source. */
  readonly source: string;
  /** Milliseconds since 1970, when it ended. */
  readonly at: number;
  /** What did the same in a terminal. */
  readonly commandLine: string;
  readonly run: PanelRun;
}

/** So many runs of a workspace are kept. */
export const mostRuns = 10;

/** Of one run so many statements, the ones that hurt before the others, and of each so much SQL. */
const mostStatements = 100;
const mostText = 500;
/** Of changes in the schema, all or none. */
const mostChanges = 100;

/** Runs with one more, the newest first. */
export const withRun = (runs: readonly PastRun[], next: PastRun): readonly PastRun[] =>
  [kept(next), ...runs.filter(({ run }) => run.number !== next.run.number)].slice(0, mostRuns);

/** What is kept of a run: it must stay small, since VS Code writes it down as a whole. */
function kept(past: PastRun): PastRun {
  const { schema, ...run } = past.run;
  const listed = mostTelling(run.steps.flatMap(({ statements }) => statements));
  return {
    ...past,
    run: {
      ...run,
      steps: run.steps.map((step) => keptStep(step, listed)),
      // The two schemas themselves are gone with the run, and a tree that nobody can oversee would be all that is kept.
      ...(schema && changesOf(schema) <= mostChanges && { schema: { ...schema, canCompare: false } }),
    },
  };
}

const changesOf = ({ groups }: PanelSchema): number => groups.reduce((sum, { changes }) => sum + changes.length, 0);

function mostTelling(statements: readonly PanelStatement[]): ReadonlySet<PanelStatement> {
  const isTelling = ({ error, difference, skipped, locks, work }: PanelStatement): boolean =>
    [error, difference, skipped].some((each) => each !== undefined) || work.length > 0 || locks.some(({ isSevere }) => isSevere);
  const [telling, others] = [statements.filter(isTelling), statements.filter((each) => !isTelling(each))];
  return new Set([...telling, ...others].slice(0, mostStatements));
}

/** Details of errors and notices name values of rows, which are written down nowhere. */
function keptStep(step: PanelStep, listed: ReadonlySet<PanelStatement>): PanelStep {
  const statements = step.statements.filter((each) => listed.has(each));
  const unlisted = (step.unlisted ?? 0) + step.statements.length - statements.length;
  const { rollback } = step;
  return {
    ...withKeptError(step),
    ...(rollback && { rollback: withKeptError(rollback) }),
    statements: statements.map((each) => ({ ...withKeptError(each), sql: shortened(each.sql, mostText), notices: [] })),
    ...(unlisted > 0 && { unlisted }),
  };
}

function withKeptError<T extends { readonly error?: PanelError }>(told: T): T {
  return told.error?.detail === undefined ? told : { ...told, error: { ...told.error, detail: 'Details are not kept.' } };
}

/** The list that an earlier run is chosen from. */
export const pastRuns = (past: readonly PastRun[], now: number): readonly PanelPastRun[] =>
  past.map(({ at, run: { number, kind, target, outcome, ms } }) => ({ number, kind, target, outcome, ms, when: ago(at, now) }));

/** One of them, marked as what it is; nobody may take it for what applying would do now. */
export const shownAgain = ({ run, at }: PastRun, now: number): PanelRun => ({
  ...run,
  isOutdated: false,
  triedPending: false,
  earlier: ago(at, now),
});
