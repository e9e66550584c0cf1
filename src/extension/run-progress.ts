import * as vscode from 'vscode';
import type { RunEvent, RunReport } from '../run/events';
import { nameOf } from '../run/plan';
import { viewIds } from './ids';
import type { CurrentRun, SourceModel } from './model';
import { reportRun } from './report-run';
import type { RunParts } from './run';
import type { Store } from './store';

/** What is about to be carried out. */
export interface Work extends Pick<CurrentRun, 'kind' | 'to' | 'count' | 'only' | 'resume'> {
  readonly model: SourceModel;
  /** What goes on, in words. */
  readonly title: string;
  /** What is left of it if it throws: the wrapper of the commands shows the error itself. */
  readonly broken: Pick<RunReport, 'direction' | 'dryRun'>;
}

/**
 * Carries something out where everyone can see it: in the view, the status bar and the panel, and as a notification that
 * can be cancelled where no panel shows it. Afterwards the status is read again, and a failure is told.
 */
export async function underProgress(
  parts: RunParts,
  { model, title, broken, ...about }: Work,
  work: (on: (event: RunEvent) => void, signal: AbortSignal) => Promise<RunReport>,
): Promise<RunReport> {
  const { store, log } = parts;
  const { source, target } = model;
  await store.quiet();
  const signal = store.beginRun({ ...about, source, target });
  log.info(title);
  let report: RunReport | undefined;
  // They leave the target as it was: what they find is to be seen, and what they are at, from the beginning.
  const isTrial = about.kind === 'dry-run' || about.kind === 'test-rollback';
  if (isTrial) parts.show(model);
  const isShown = isTrial || parts.isShown(model);
  try {
    report = await withProgress({ store, isShown }, title, (tell) =>
      work((event) => {
        follow(store, event, log);
        tell(event);
      }, signal),
    );
  } finally {
    store.updateRun({ report: report ?? brokenOff(broken, target.name) });
  }
  log.info(`${title}: ${report.outcome} after ${Math.round(report.ms)} ms. ${report.message ?? ''}`);
  if (isTrial) parts.show(model);
  else await store.readStatus(source.id);
  reportRun(parts, { report, title, isShown: parts.isShown(model) });
  return report;
}

/** Notes what has been done so far, and what is in hand. */
function follow(store: Store, event: RunEvent, log: vscode.LogOutputChannel): void {
  switch (event.kind) {
    case 'started':
      store.updateRun({ waiting: undefined });
      break;
    case 'waiting':
      // What is in hand stays in hand.
      store.updateRun({ waiting: event.for });
      break;
    case 'migration':
      store.updateRun({
        waiting: undefined,
        statement: undefined,
        migration: event.migration.id,
        progress: nameOf(event.migration),
      });
      break;
    case 'statement':
      log.debug(event.text);
      store.updateRun({
        waiting: undefined,
        statement: event.text,
        migration: event.migration.id,
        progress: statementWords(event),
      });
      break;
    case 'step':
      store.updateRun({ waiting: undefined, statement: undefined, steps: [...(store.run?.steps ?? []), event.result] });
      break;
    case 'finished':
      break;
  }
}

function statementWords({ migration, index, total }: Extract<RunEvent, { kind: 'statement' }>): string {
  return `${nameOf(migration)}, statement ${index + 1} of ${total}`;
}

/** In the panel where that is open, else as a notification with Cancel; in the view in any case. */
function withProgress(
  parts: { readonly store: Store; readonly isShown: boolean },
  title: string,
  work: (tell: (event: RunEvent) => void) => Promise<RunReport>,
): Thenable<RunReport> {
  const inView = (tell: (event: RunEvent) => void): Thenable<RunReport> =>
    vscode.window.withProgress({ location: { viewId: viewIds.migrations } }, () => work(tell));
  if (parts.isShown) return inView(() => undefined);
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      token.onCancellationRequested(() => parts.store.cancelRun());
      return inView((event) => {
        if (event.kind === 'migration') progress.report({ message: event.migration.title, increment: 100 / event.total });
        if (event.kind === 'statement') progress.report({ message: statementWords(event) });
        if (event.kind === 'waiting') progress.report({ message: `waiting for ${event.for}` });
      });
    },
  );
}

function brokenOff({ direction, dryRun }: Work['broken'], target: string): RunReport {
  return {
    direction,
    ...(dryRun && { dryRun }),
    target,
    outcome: 'failed',
    message: 'The run broke off. The log says why.',
    steps: [],
    ms: 0,
  };
}
