import * as vscode from 'vscode';
import { sentences } from '../run/sentences';
import { inBackground } from './background';
import { isDatabaseMissing, type SourceModel } from './model';
import { commandIds } from './ids';
import type { RunParts } from './run';
import type { Store } from './store';
import { migrationsWords } from './words';

/** Whether work on a target may begin at all: the workspace is trusted, and no other work goes on. Says why not. */
export function mayBegin({ store, isTrusted }: Pick<RunParts, 'store' | 'isTrusted'>): boolean {
  if (!isTrusted()) {
    refuse('Nothing runs in a workspace that is not trusted.', 'Manage Workspace Trust', commandIds.manageTrust);
    return false;
  }
  if (store.isRunning) {
    refuse('A run is going on. Wait for it, or cancel it.', 'Cancel Run', commandIds.cancelRun);
    return false;
  }
  return true;
}

/** Whether every file of a source is saved; else offers to save them all and then to go on with `next`. */
export function isSaved(parts: RunParts, { source }: SourceModel, next: (model: SourceModel) => Promise<void>): boolean {
  const unsaved = unsavedOf(source);
  if (unsaved.length === 0) return true;
  const what = unsaved.length === 1 ? 'A migration is' : `${migrationsWords(unsaved.length)} are`;
  const saveAndRun = async (): Promise<void> => {
    for (const document of unsaved) await document.save();
    await parts.store.changed(unsaved.map(({ uri }) => uri.fsPath));
    const model = parts.store.source(source.id);
    if (model !== undefined) await next(model);
  };
  // What runs is what lies on the disk, so that what was seen is what is applied.
  const offer = vscode.window.showWarningMessage(`${what} not saved. Only saved files are run.`, 'Save All and Go On');
  inBackground(
    parts.log,
    'The run',
    offer.then((chosen) => (chosen === undefined ? undefined : saveAndRun())),
  );
  return false;
}

function unsavedOf({ migrations }: SourceModel['source']): readonly vscode.TextDocument[] {
  const paths = new Set(migrations.flatMap(({ up, down }) => [up?.path, down?.path]));
  return vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file' && paths.has(uri.fsPath));
}

/** The source as it stands on its target now. Where that cannot be read, the reason is shown, with what can be done. */
export async function readNow(store: Store, id: string): Promise<SourceModel | undefined> {
  await store.readStatus(id);
  const known = store.source(id);
  return known !== undefined && isReadable(known) ? known : undefined;
}

/** Whether a source's target could be read; says why not. */
export function isReadable(model: SourceModel): boolean {
  const { report, target, source } = model;
  if (report?.ok !== false) return true;
  const { message, advice } = report.error;
  const text = `${target.name} cannot be read: ${sentences(message, advice)}`;
  if (isDatabaseMissing(model)) refuse(text, 'Create Database…', commandIds.createDatabase, vscode.Uri.file(source.path));
  else refuse(text, 'Show Log', commandIds.showLog);
  return false;
}

/** Says why not, and offers the one thing that helps. */
export function refuse(message: string, action: string, command: string, argument?: vscode.Uri): void {
  void vscode.window
    .showWarningMessage(message, action)
    .then((chosen) => chosen !== undefined && vscode.commands.executeCommand(command, argument));
}
