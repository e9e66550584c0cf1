import * as vscode from 'vscode';
import { historyText } from '../report/history-report';
import { sentences } from '../run/sentences';
import { historyCommandLine } from './amend-command-line';
import { type AmendParts, mayConnect } from './amend-history';
import { historyScheme } from './ids';
import type { SourceModel } from './model';

/**
 * Histories as they were asked for, each a document that nobody can change, with the text that the command line prints.
 * Nothing is read for one that VS Code opens again by itself: it may be of a database that others share.
 */
export class HistoryDocuments implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registered: vscode.Disposable;

  constructor() {
    this.#registered = vscode.workspace.registerTextDocumentContentProvider(historyScheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: (uri) =>
        this.#texts.get(uri.toString()) ?? 'Nothing has been read yet: run Lockkeeper: Show History.\n',
    });
  }

  /** Reads the history of a source's target, and shows it. */
  async show(parts: AmendParts, model: SourceModel): Promise<void> {
    if (!mayConnect(parts)) return;
    const { engine, source, target } = model;
    await parts.store.quiet();
    const report = await engine.history(source, target);
    if (!report.ok) {
      const { message, advice } = report.error;
      void vscode.window.showErrorMessage(`The history of ${target.name} cannot be read: ${sentences(message, advice)}`);
      return;
    }
    const { server, ...rest } = report;
    const named = { ...rest, source: source.label, target: target.name, server };
    const uri = vscode.Uri.from({ scheme: historyScheme, path: `/${source.label} on ${target.name}.txt`, query: source.id });
    this.#texts.set(
      uri.toString(),
      `$ ${historyCommandLine(model)}\n${source.label} on ${server}\n${historyText(named, { colours: false })}`,
    );
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
