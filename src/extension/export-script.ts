import * as vscode from 'vscode';
import { askHowMany } from './how-many';
import { commandIds } from './ids';
import type { SourceModel } from './model';
import { candidates, type RunParts } from './run';
import { isSaved, mayBegin, readNow, refuse } from './run-begin';

/** Opens one script for psql that does what applying so many would do, bookkeeping included, as a document to save or to copy. */
export async function exportScript(parts: RunParts, model: SourceModel): Promise<void> {
  const { store, log } = parts;
  if (!mayBegin(parts) || !isSaved(parts, model, (saved) => exportScript(parts, saved))) return;
  const known = await readNow(store, model.source.id);
  if (known === undefined) return;
  const from = candidates(known, 'apply');
  if (from.length === 0) {
    void vscode.window.showInformationMessage(`Nothing is pending on ${known.target.name}, so there is nothing to export.`);
    return;
  }
  const title = `Export as psql Script for ${known.target.name}`;
  const count = from.length === 1 ? 1 : await askHowMany({ title, from, verb: 'Exports', usual: from.length });
  if (count === undefined) return;
  const request = { source: known.source, target: known.target, direction: 'up', dryRun: 'sql', count } as const;
  const { script, message } = await known.engine.run(request, () => undefined, new AbortController().signal);
  if (script === undefined) {
    log.error(`${title}: ${message ?? ''}`);
    refuse(`No script was made. ${message ?? ''}`.trim(), 'Show Log', commandIds.showLog);
    return;
  }
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'sql', content: script }));
}
