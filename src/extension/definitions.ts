import * as vscode from 'vscode';
import type { Span } from '../sql/span';
import { migrationFiles } from './documents';
import { rangesIn, toRange } from './edits';
import type { Store } from './store';

/** From the name of a table, a column, a type or a function to the statement that made it, and to all that name it. */
export function registerDefinitions(store: Store): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(migrationFiles, definitions(store)),
    vscode.languages.registerReferenceProvider(migrationFiles, references(store)),
  );
}

function references(store: Store): vscode.ReferenceProvider {
  return {
    async provideReferences(document, position) {
      const path = document.uri.fsPath;
      const text = document.getText();
      const found = (await store.at(path)?.model.engine.references(path, text, document.offsetAt(position))) ?? [];
      const ranges = new Map<string, (span: Span) => vscode.Range>();
      return found.flatMap(({ path: target, at }) => {
        const targetText = target === path ? text : store.at(target)?.script.text;
        if (targetText === undefined) return [];
        const range = ranges.get(target) ?? rangesIn(targetText);
        ranges.set(target, range);
        return [new vscode.Location(vscode.Uri.file(target), range(at))];
      });
    },
  };
}

function definitions(store: Store): vscode.DefinitionProvider {
  return {
    async provideDefinition(document, position) {
      const path = document.uri.fsPath;
      const text = document.getText();
      const found = await store.at(path)?.model.engine.definitions(path, text, document.offsetAt(position));
      const range = rangesIn(text);
      return found?.flatMap(({ name, path: target, at }): vscode.LocationLink[] => {
        const targetText = target === path ? text : store.at(target)?.script.text;
        if (targetText === undefined) return [];
        const within = nameIn(targetText, at, text.slice(name.start, name.end));
        return [
          {
            originSelectionRange: range(name),
            targetUri: vscode.Uri.file(target),
            targetRange: toRange(targetText, at),
            targetSelectionRange: toRange(targetText, within),
          },
        ];
      });
    },
  };
}

/** Where a statement says the name first; its beginning where it says it in another way. */
function nameIn(text: string, { start, end }: Span, name: string): Span {
  const pattern = new RegExp(`(?<![\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w$])`, 'i');
  const found = pattern.exec(text.slice(start, end));
  return found === null ? { start, end: start } : { start: start + found.index, end: start + found.index + name.length };
}
