import type { PanelError, PanelRollback, PanelRun, PanelState, PanelStatement, PanelStep } from './protocol';
import { count, duration, migrationCount, runNames } from './words';

/** The one sentence that a reader takes away, and what stands behind it. */
export interface Verdict {
  readonly tone: 'good' | 'bad' | 'careful' | 'plain' | 'busy';
  readonly title: string;
  readonly detail?: string;
  /** What failed first, with its place. */
  readonly error?: PanelError;
  /** The page that says more. */
  readonly page?: string;
}

/** What is the matter, of the run if there is one, else of the target. */
export function verdict(state: PanelState): Verdict {
  return state.run === undefined ? standing(state) : runVerdict(state.run);
}

function standing(state: PanelState): Verdict {
  if (state.migrations.length === 0) return { tone: 'plain', title: 'No migrations yet' };
  if (state.migrations.every((migration) => migration.state === 'unknown')) {
    return { tone: 'plain', title: `${count(state.migrations.length, 'migration')}, status not read yet` };
  }
  const where = state.target === undefined ? '' : ` on ${state.target.name}`;
  const wrong = state.migrations.filter(({ state: kind }) => ['changed', 'failed', 'blocked', 'missing'].includes(kind)).length;
  const detail =
    wrong === 0 ? {} : { detail: `${count(wrong, 'migration')} of this source ${wrong === 1 ? 'needs' : 'need'} a look.` };
  if (state.pending > 0) {
    return { tone: wrong > 0 ? 'careful' : 'plain', title: `${count(state.pending, 'migration')} pending${where}`, ...detail };
  }
  return wrong > 0
    ? { tone: 'careful', title: `Nothing pending${where}`, ...detail }
    : { tone: 'good', title: `Up to date${where}` };
}

function runVerdict(run: PanelRun): Verdict {
  const found = outcomeVerdict(run);
  // What was written stays true; what was tried holds for the files that it was tried with.
  const isTest = run.kind === 'test-rollback';
  const isTold = run.outcome === 'failed' || (run.outcome === 'done' && (run.kind === 'dry-run' || isTest));
  if (!run.isOutdated || !isTold) return found;
  return {
    tone: 'careful',
    title: `Files have changed since the ${runNames[run.kind].toLowerCase()} on ${run.target}`,
    detail: `As they were: ${found.title}. ${isTest ? 'Another test' : 'A dry run'} tells how they are now.`,
    ...(found.error !== undefined && { error: found.error }),
    ...(found.page !== undefined && { page: found.page }),
  };
}

function outcomeVerdict(run: PanelRun): Verdict {
  const name = runNames[run.kind];
  const page = run.page === undefined ? {} : { page: run.page };
  const message = { ...(run.message === undefined ? {} : { detail: run.message }), ...page };
  switch (run.outcome) {
    case 'running':
      return {
        tone: 'busy',
        title: `${name} on ${run.target} …`,
        ...(run.progress === undefined ? {} : { detail: run.progress }),
      };
    case 'done':
      return done(run);
    case 'nothing-to-do':
      return { tone: 'plain', title: `Nothing to do on ${run.target}`, ...message };
    case 'failed':
      return failed(run);
    case 'unknown':
      if (run.kind === 'dry-run' && run.steps.length > 0) return done(run);
      return { tone: 'careful', title: `${name} on ${run.target} could not be carried out here`, ...message };
    case 'cancelled':
      return { tone: 'careful', title: `${name} on ${run.target} was cancelled`, ...page, detail: whatStays(run) };
    case 'locked':
      return { tone: 'careful', title: `Someone else is migrating ${run.target}`, ...message };
    case 'no-connection':
      return { tone: 'bad', title: `No connection to ${run.target}`, ...message };
    case 'disagreement':
      return { tone: 'bad', title: `History and files disagree on ${run.target}`, ...message };
    case 'refused':
      return { tone: 'careful', title: `${name} on ${run.target} was refused`, ...message };
  }
}

/** Of a run that was cancelled. */
function whatStays({ kind, steps, message }: PanelRun): string {
  const done = steps.filter(({ outcome }) => outcome === 'done').length;
  const said = message === undefined || message === 'Cancelled.' ? '' : message;
  const stays =
    kind === 'dry-run' || kind === 'test-rollback'
      ? 'Nothing was kept.'
      : done === 0
        ? ''
        : `${count(done, 'migration')} before that ${done === 1 ? 'was carried out and stays' : 'were carried out and stay'}.`;
  return [said, stays].filter((sentence) => sentence !== '').join(' ');
}

function done(run: PanelRun): Verdict {
  const migrations = migrationCount(run);
  const statements = run.steps.flatMap((step) => step.statements);
  const took = `${count(statements.length, 'statement')} in ${duration(run.ms)}.`;
  const good = (title: string, detail = took): Verdict => ({ tone: 'good', title, detail });
  switch (run.kind) {
    case 'apply':
      return good(`${migrations} applied to ${run.target}`);
    case 'roll-back':
    case 'reset':
      return good(`${migrations} rolled back on ${run.target}`);
    case 'redo':
      return good(`${migrations} rolled back and applied again on ${run.target}`);
    case 'recreate':
      return good(`Created ${run.target} anew, ${migrations} applied`);
    case 'verify':
      return good(`History and files agree on ${run.target}`, run.message);
    case 'test-rollback':
      return good(`Rollback of ${migrations} tested`, run.message);
    case 'dry-run':
      return tried(run, statements, took);
  }
}

function tried(run: PanelRun, statements: readonly PanelStatement[], took: string): Verdict {
  const severe = statements.filter((statement) => statement.locks.some((lock) => lock.isSevere)).length;
  const rewrites = statements.filter((statement) => statement.work.length > 0).length;
  // One that was broken off, as at the end of its time, is not known to apply either.
  const untried = run.steps.filter(({ outcome }) => outcome !== 'done');
  const skipped = run.steps
    .filter(({ outcome }) => outcome === 'done')
    .flatMap((step) => step.statements.filter((statement) => statement.skipped !== undefined)).length;
  const reason = untried.length === 0 ? undefined : (untried.flatMap(({ notes }) => notes)[0] ?? run.message);
  const cares = [
    reason?.replace(/\.$/, '') ?? '',
    severe > 0 ? `${count(severe, 'statement')} ${severe === 1 ? 'makes' : 'make'} reads or writes of others wait` : '',
    rewrites > 0 ? `${count(rewrites, 'statement')} ${rewrites === 1 ? 'reads or rewrites' : 'read or rewrite'} a table` : '',
    skipped > 0 ? `${count(skipped, 'statement')} could not be tried` : '',
  ].filter((care) => care !== '');
  const rollbacks = rollbackWords(run);
  const isCareful = cares.length > 0 || untried.length > 0 || run.message !== undefined || rollbacks.isCareful;
  const detail = [
    ...cares.map((care) => `${care}.`),
    rollbacks.words,
    took,
    run.message === undefined ? 'Nothing was kept.' : run.message === reason ? '' : run.message,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
  return { tone: isCareful ? 'careful' : 'good', title: triedTitle(run, untried.length), detail };
}

/** What could not be tried is not known to apply. */
function triedTitle(run: PanelRun, untried: number): string {
  const migrations = migrationCount(run);
  if (untried === 0) return `${migrations} would apply to ${run.target}`;
  if (untried === run.steps.length) return `Not known whether ${migrations} would apply to ${run.target}`;
  return `${run.steps.length - untried} of ${migrations} would apply to ${run.target}, the rest is not known`;
}

const proofWords: readonly (readonly [kind: PanelRollback['kind'], words: string])[] = [
  ['proven', 'proven'],
  ['differs', 'differs'],
  ['fails', 'fails'],
  ['unknown', 'not known'],
  ['none', 'none'],
];

/** «Rollback proven for 2, differs for 1.» */
function rollbackWords({ steps }: PanelRun): { readonly words: string; readonly isCareful: boolean } {
  const kinds = steps.flatMap(({ rollback }) => (rollback === undefined ? [] : [rollback.kind]));
  const parts = proofWords.flatMap(([kind, words]) => {
    const number = kinds.filter((each) => each === kind).length;
    return number === 0 ? [] : [`${words} for ${number.toLocaleString('en')}`];
  });
  const isCareful = kinds.includes('differs') || kinds.includes('fails');
  return { words: parts.length === 0 ? '' : `Rollback ${parts.join(', ')}.`, isCareful };
}

function failed(run: PanelRun): Verdict {
  const index = run.steps.findIndex((step) => step.outcome === 'failed');
  const step = run.steps[index];
  if (step === undefined) return { tone: 'bad', title: `${runNames[run.kind]} on ${run.target} failed`, ...errorOf(run) };
  if (run.kind === 'test-rollback') return rollbackFailed(run, step);
  const statement = step.statements.find((each) => each.error !== undefined);
  const place = statement === undefined ? {} : { path: statement.path, line: statement.line };
  const error = statement?.error ?? step.error;
  const verb = run.kind === 'dry-run' ? 'would fail' : step.direction === 'up' ? 'failed' : 'failed to roll back';
  const title = `${step.version} ${step.title} ${verb} on ${run.target}`;
  const before = index === 0 ? '' : `${count(index, 'migration')} before it went well. `;
  const detail = `${before}${run.message !== undefined && run.message !== error?.message ? run.message : ''}`.trim();
  return {
    tone: 'bad',
    title,
    ...(detail === '' ? {} : { detail }),
    ...(error === undefined ? {} : { error: { ...place, ...error } }),
  };
}

/** Of a rollback that was tried: it may differ without an error, and fail in the up script. */
function rollbackFailed({ message }: PanelRun, { version, title, rollback, error }: PanelStep): Verdict {
  const words = rollback?.kind === 'differs' ? 'differs' : 'fails';
  const detail = error === undefined ? message : rollback?.lines[0];
  return {
    tone: 'bad',
    title: `Rollback of ${version} ${title} ${words}`,
    ...(detail !== undefined && { detail }),
    ...(error !== undefined && { error }),
  };
}

function errorOf({ message, page }: PanelRun): { readonly error?: PanelError } {
  return message === undefined ? {} : { error: { message, ...(page === undefined ? {} : { page }) } };
}
