import * as vscode from 'vscode';
import type { HeaderSuggestion } from '../migrations/header-completion';
import type { Suggestion } from '../schema/completion';
import { migrationFiles } from './documents';
import type { Store } from './store';

const kinds: Record<Suggestion['kind'] | HeaderSuggestion['kind'], vscode.CompletionItemKind> = {
  table: vscode.CompletionItemKind.Struct,
  view: vscode.CompletionItemKind.Interface,
  index: vscode.CompletionItemKind.Reference,
  sequence: vscode.CompletionItemKind.Value,
  type: vscode.CompletionItemKind.Enum,
  column: vscode.CompletionItemKind.Field,
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  migration: vscode.CompletionItemKind.File,
  check: vscode.CompletionItemKind.Property,
};

/** Tables and columns as they are when the migration runs, where they may stand; in the header its keys and their values. */
export function registerCompletion(store: Store): vscode.Disposable {
  const register = (provide: typeof names, ...triggers: readonly string[]): vscode.Disposable =>
    vscode.languages.registerCompletionItemProvider(
      migrationFiles,
      { provideCompletionItems: (document, position) => provide(store, document, position) },
      ...triggers,
    );
  return vscode.Disposable.from(register(names, '.'), register(headers, ' ', ':', ','));
}

async function names(store: Store, document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
  const path = document.uri.fsPath;
  const engine = store.at(path)?.model.engine;
  const found = (await engine?.suggestions(path, document.getText(), document.offsetAt(position))) ?? [];
  return found.map(({ text, kind, detail }) => {
    const item = new vscode.CompletionItem(text, kinds[kind]);
    item.detail = detail;
    return item;
  });
}

async function headers(store: Store, document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
  const path = document.uri.fsPath;
  const engine = store.at(path)?.model.engine;
  const found = (await engine?.headerSuggestions(path, document.getText(), document.offsetAt(position))) ?? [];
  return found.map(({ kind, label, detail = '', text, at }, nth) => {
    const item = new vscode.CompletionItem({ label, description: detail }, kinds[kind]);
    item.insertText = text;
    item.range = new vscode.Range(document.positionAt(at.start), document.positionAt(at.end));
    item.sortText = String(nth).padStart(6, '0');
    item.filterText = kind === 'migration' ? `${label} ${detail}` : label;
    // What the key may be stands behind it.
    if (kind === 'key') item.command = { command: 'editor.action.triggerSuggest', title: '' };
    return item;
  });
}
