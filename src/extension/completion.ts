import * as vscode from 'vscode';
import type { Suggestion } from '../schema/completion';
import { migrationFiles } from './documents';
import type { Store } from './store';

const kinds: Record<Suggestion['kind'], vscode.CompletionItemKind> = {
  table: vscode.CompletionItemKind.Struct,
  view: vscode.CompletionItemKind.Interface,
  index: vscode.CompletionItemKind.Reference,
  sequence: vscode.CompletionItemKind.Value,
  type: vscode.CompletionItemKind.Enum,
  column: vscode.CompletionItemKind.Field,
};

/** Tables and columns as they are when the migration runs, where they may stand. */
export function registerCompletion(store: Store): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    migrationFiles,
    {
      async provideCompletionItems(document, position) {
        const path = document.uri.fsPath;
        const engine = store.at(path)?.model.engine;
        const found = await engine?.suggestions(path, document.getText(), document.offsetAt(position));
        return found?.map(({ text, kind, detail }) => {
          const item = new vscode.CompletionItem(text, kinds[kind]);
          item.detail = detail;
          return item;
        });
      },
    },
    '.',
  );
}
