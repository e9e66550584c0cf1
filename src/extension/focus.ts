import * as vscode from 'vscode';
import type { SourceModel } from './model';
import type { Store } from './store';

/** The source of the file in the active editor; without one, the only source there is. */
export function focusedSource(store: Store): SourceModel | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  const place = active?.scheme === 'file' ? store.at(active.fsPath) : undefined;
  return place?.model ?? (store.sources.length === 1 ? store.sources[0] : undefined);
}
