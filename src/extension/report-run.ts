import * as vscode from 'vscode';
import type { RunError, RunReport } from '../run/events';
import { sentences } from '../run/sentences';
import { reachedOf } from '../run/status';
import type { MigrationTarget } from './arguments';
import { inBackground } from './background';
import { calledFor } from './called-for';
import { explainError } from './documentation';
import { toRange } from './edits';
import { resolveFailed } from './resolve-failed';
import { resumeWish } from './resume';
import { run, type RunParts } from './run';
import type { Store } from './store';
import { brokenOffWords } from './ways-out';

/**
 * Tells of a run that did not go well: the cause, the next step, at most two actions. What went well is seen in the
 * views; what the panel shows with its place is not said twice, but for the log. A script that broke off outside a
 * transaction is told of in any case, because somebody has to say how it stands.
 */
export function reportRun(
  parts: RunParts,
  { report, title, isShown }: { readonly report: RunReport; readonly title: string; readonly isShown: boolean },
): void {
  const { store, log } = parts;
  const broken = brokenOff(store, report);
  if (report.outcome === 'done' || (report.outcome === 'cancelled' && broken === undefined)) return;
  if (report.outcome === 'nothing-to-do') {
    void vscode.window.showInformationMessage(`Nothing to do on ${report.target}.`);
    return;
  }
  const error = errorOf(report);
  const reached = broken && reachedOf(broken.model.states.get(broken.migration.id));
  const text = sentences(messageOf(report, error, title), brokenOffWords(reached));
  log.error(text);
  // How to go on is asked next, with the reason.
  if (report.choices !== undefined || (isShown && broken === undefined)) return;
  const path = error?.path;
  const page = error?.page ?? report.page;
  const actions: readonly Action[] = [
    ...(broken === undefined || reached === undefined
      ? []
      : [{ title: 'Resume…', run: () => run(parts, resumeWish(broken, 'auto')) }]),
    ...(broken === undefined ? [] : [{ title: 'Resolve…', run: () => resolveFailed(parts, broken) }]),
    ...(path === undefined ? [] : [{ title: 'Open File at Error', run: () => openAtError(store, path, error) }]),
    ...(page === undefined ? [] : [{ title: `Explain ${page}`, run: () => explainError(page) }]),
    { title: 'Show Log', run: () => log.show() },
  ];
  const shown = vscode.window.showErrorMessage(text, ...actions.slice(0, 2));
  inBackground(
    log,
    'Showing the error',
    shown.then((chosen) => chosen?.run()),
  );
}

interface Action extends vscode.MessageItem {
  readonly run: () => unknown;
}

/** The migration that a run has left half carried out, as the status tells that was read after it. */
function brokenOff(store: Store, { steps, dryRun }: RunReport): MigrationTarget | undefined {
  const model = store.run && store.source(store.run.source.id);
  const step = steps.find(({ outcome }) => outcome === 'failed' || outcome === 'cancelled');
  if (model === undefined || step === undefined || dryRun !== undefined) return undefined;
  const { migration } = step;
  return calledFor.unresolved(migration, model) ? { model, migration } : undefined;
}

/** The first error of a run, with the place that it is at. */
function errorOf(report: RunReport): RunError | undefined {
  for (const step of report.steps) {
    const inStatement = step.statements.find(({ measured }) => measured?.error !== undefined);
    const error = inStatement?.measured?.error ?? step.error;
    if (error === undefined) continue;
    return inStatement === undefined ? error : { path: inStatement.path, statement: inStatement.at, ...error };
  }
  return undefined;
}

/** One paragraph: what failed, why, and what to do next. */
function messageOf(report: RunReport, error: RunError | undefined, title: string): string {
  if (error === undefined) return `${title}: ${report.message ?? report.outcome}`;
  const names = [error.sqlstate, error.condition].filter((name) => name !== undefined).join(' ');
  const code = names === '' ? '' : ` (${names})`;
  return sentences(`${title} failed: ${error.message}${code}`, error.detail, error.hint, error.advice);
}

async function openAtError(store: Store, path: string, error: RunError | undefined): Promise<void> {
  const text = store.at(path)?.script.text;
  const span = error?.at ?? error?.statement;
  const at = text !== undefined && span !== undefined ? toRange(text, span) : undefined;
  const editor = await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: true, ...(at && { selection: at }) });
  // The cursor stands where the error begins.
  if (at !== undefined) editor.selection = new vscode.Selection(at.end, at.start);
}
