import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { MigrationTarget } from './arguments';
import { appliedScheme } from './ids';
import type { Store } from './store';

/** Serves migrations as they were applied, for the left side of a comparison: a document that nobody can change. */
export function serveAppliedTexts(store: Store): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  return vscode.Disposable.from(
    changed,
    store.onDidChange(({ kind }) => {
      if (kind !== 'sources' && kind !== 'status') return;
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === appliedScheme) changed.fire(uri);
    }),
    vscode.workspace.registerTextDocumentContentProvider(appliedScheme, {
      onDidChange: changed.event,
      async provideTextDocumentContent(uri) {
        const place = store.at(uri.with({ scheme: 'file' }).fsPath);
        const applied = await place?.model.engine.applied(place.migration);
        if (applied?.text === undefined) throw new Error(`What was applied of ${basename(uri.path)} is not known any more.`);
        return applied.text;
      },
    }),
  );
}

/** Shows a migration as it was applied beside the file, or says why nobody knows it. */
export async function showApplied({ model, migration }: MigrationTarget): Promise<void> {
  const path = migration.up?.path;
  const applied = await model.engine.applied(migration);
  if (path === undefined || applied?.text === undefined) {
    const why =
      applied === undefined
        ? 'Nobody is known to have applied it.'
        : `${applied.by} keeps no more than a checksum of it, and no version in git has that one.`;
    void vscode.window.showInformationMessage(why);
    return;
  }
  const file = vscode.Uri.file(path);
  const title = `${basename(path)} (applied ↔ working tree)`;
  await vscode.commands.executeCommand('vscode.diff', file.with({ scheme: appliedScheme }), file, title);
}
