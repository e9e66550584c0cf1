import * as vscode from 'vscode';
import type { Fold } from '../sql/folds';
import type { OutlineKind } from '../sql/outline';
import type { Structure } from '../workspace/engine';
import { migrationFiles } from './documents';
import { rangesIn } from './edits';
import type { Store } from './store';

const symbolKinds: Record<OutlineKind, vscode.SymbolKind> = {
  table: vscode.SymbolKind.Struct,
  view: vscode.SymbolKind.Interface,
  index: vscode.SymbolKind.Key,
  function: vscode.SymbolKind.Function,
  trigger: vscode.SymbolKind.Event,
  type: vscode.SymbolKind.Enum,
  schema: vscode.SymbolKind.Namespace,
  policy: vscode.SymbolKind.Property,
  rows: vscode.SymbolKind.Array,
  other: vscode.SymbolKind.Object,
};

/** The outline of a migration, what may be folded in it, and growing selections. */
export function registerStructure(store: Store): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(
      migrationFiles,
      {
        async provideDocumentSymbols(document) {
          const text = document.getText();
          const structure = await structureOf(store, document, text);
          const range = rangesIn(text);
          return structure?.outline.map(
            ({ title, kind, at, nameAt }) => new vscode.DocumentSymbol(title, '', symbolKinds[kind], range(at), range(nameAt)),
          );
        },
      },
      { label: 'Statements' },
    ),
    vscode.languages.registerFoldingRangeProvider(migrationFiles, {
      async provideFoldingRanges(document) {
        const text = document.getText();
        const structure = await structureOf(store, document, text);
        const range = rangesIn(text);
        return structure?.folds.flatMap((fold) => foldingRange(fold, range(fold.at)));
      },
    }),
    vscode.languages.registerSelectionRangeProvider(migrationFiles, {
      async provideSelectionRanges(document, positions) {
        const text = document.getText();
        const engine = store.at(document.uri.fsPath)?.model.engine;
        if (engine === undefined) return undefined;
        const offsets = positions.map((position) => document.offsetAt(position));
        const range = rangesIn(text);
        const all = await engine.rangesAround(document.uri.fsPath, text, offsets);
        return all.flatMap((spans) => {
          const [first, ...wider] = [...spans].reverse().map(range);
          if (first === undefined) return [];
          return [wider.reduce((parent, each) => new vscode.SelectionRange(each, parent), new vscode.SelectionRange(first))];
        });
      },
    }),
  );
}

/** Undefined for a file that is no migration, which VS Code then folds by indentation. */
async function structureOf(store: Store, { uri }: vscode.TextDocument, text: string): Promise<Structure | undefined> {
  return store.at(uri.fsPath)?.model.engine.structure(uri.fsPath, text);
}

/** A group keeps its last line, so that its closing parenthesis or quote stays in sight. */
function foldingRange({ kind }: Fold, range: vscode.Range): readonly vscode.FoldingRange[] {
  const end = kind === 'group' ? range.end.line - 1 : range.end.line;
  if (end <= range.start.line) return [];
  return [new vscode.FoldingRange(range.start.line, end, kind === 'comment' ? vscode.FoldingRangeKind.Comment : undefined)];
}
