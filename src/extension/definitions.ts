import * as vscode from 'vscode';
import { migrationFiles } from './documents';
import { rangesIn, toRange } from './edits';
import type { Store } from './store';

/** From the name of a table, a column, a type or a function to the statement that made it, in whichever migration. */
export function registerDefinitions(store: Store): vscode.Disposable {
  return vscode.languages.registerDefinitionProvider(migrationFiles, {
    async provideDefinition(document, position) {
      const path = document.uri.fsPath;
      const text = document.getText();
      const found = await store.at(path)?.model.engine.definitions(path, text, document.offsetAt(position));
      const range = rangesIn(text);
      return found?.flatMap(({ name, path: target, at }): vscode.LocationLink[] => {
        const targetText = target === path ? text : store.at(target)?.script.text;
        if (targetText === undefined) return [];
        return [{ originSelectionRange: range(name), targetUri: vscode.Uri.file(target), targetRange: toRange(targetText, at) }];
      });
    },
  });
}
