import * as vscode from 'vscode';
import { migrationFiles } from './documents';
import { commandIds } from './ids';
import type { Store } from './store';

/** What PostgreSQL does to carry the statement under the mouse out. */
export function registerHover(store: Store): vscode.Disposable {
  return vscode.languages.registerHoverProvider(migrationFiles, {
    async provideHover(document, position) {
      const place = store.at(document.uri.fsPath);
      if (place === undefined) return undefined;
      const text = await place.model.engine.hover(document.uri.fsPath, document.getText(), document.offsetAt(position));
      if (text === undefined) return undefined;
      const contents = new vscode.MarkdownString(text);
      contents.isTrusted = { enabledCommands: [commandIds.openDocumentation] };
      return new vscode.Hover(contents);
    },
  });
}
