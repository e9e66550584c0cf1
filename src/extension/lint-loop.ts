import * as vscode from 'vscode';
import { inBackground } from './background';
import { coalesce } from './coalesce';
import { settingIds } from './ids';
import { settings } from './settings';
import type { FileFindings } from './model';
import { isToRun } from './standing';
import type { Store } from './store';

/** How long typing must pause before it is judged, in milliseconds. */
const pause = 250;

/**
 * Keeps the findings of open migrations (from their unsaved text) and of closed ones that are yet to run (from the disk)
 * in the store. What a later keystroke has overtaken is dropped.
 */
export class LintLoop implements vscode.Disposable {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #subscriptions: vscode.Disposable;
  readonly #lintAll: () => Promise<void>;
  #isDisposed = false;

  constructor(
    private readonly store: Store,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#lintAll = coalesce(() => this.#all());
    this.#subscriptions = vscode.Disposable.from(
      store.onDidChange(({ kind }) => {
        if (kind === 'sources' || kind === 'status' || kind === 'statistics') this.#later(this.#lintAll());
      }),
      vscode.workspace.onDidOpenTextDocument((document) => this.#later(this.#document(document))),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (
          document.uri.scheme === 'file' &&
          this.store.at(document.uri.fsPath) !== undefined &&
          settings(document.uri).lintRun === 'onType'
        )
          this.#soon(document);
      }),
      vscode.workspace.onDidSaveTextDocument((document) => this.#later(this.#document(document))),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        // Git's version of a file has its path, and is closed beside it.
        if (uri.scheme === 'file') this.#later(this.#closed(uri.fsPath));
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingIds.lintRun)) this.#later(this.#lintAll());
      }),
    );
  }

  #soon(document: vscode.TextDocument): void {
    const path = document.uri.fsPath;
    clearTimeout(this.#timers.get(path));
    this.#timers.set(
      path,
      setTimeout(() => {
        this.#timers.delete(path);
        this.#later(this.#document(document));
      }, pause),
    );
  }

  /** Open documents first, since somebody looks at them; then the rest that is yet to run, and nothing for what is neither. */
  async #all(): Promise<void> {
    const open = vscode.workspace.textDocuments.filter(
      ({ uri }) => uri.scheme === 'file' && this.store.at(uri.fsPath) !== undefined,
    );
    for (const document of open) await this.#document(document);
    const paths = new Set(open.map(({ uri }) => uri.fsPath));
    for (const path of await this.#configurations()) paths.add(path);
    for (const path of this.store.judged) {
      if (!paths.has(path) && !(await this.#isToRun(path)) && !isOpen(path)) this.store.setFindings(path, undefined);
    }
    const { sources } = this.store;
    for (const { up } of sources.flatMap(({ source }) => source.migrations)) {
      // What changed meanwhile has called for another round already.
      if (this.#isDisposed || this.store.sources !== sources) return;
      if (up !== undefined && !paths.has(up.path)) await this.#closed(up.path);
    }
  }

  /** What is wrong in each folder's lockkeeper.json, as it lies on the disk. Returns the paths. */
  async #configurations(): Promise<readonly string[]> {
    const paths: string[] = [];
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      const engine = await this.store.engine(folder);
      const configuration = await engine?.configuration();
      if (configuration === undefined || this.#isDisposed) continue;
      const { path, text, findings } = configuration;
      paths.push(path);
      this.store.setFindings(path, findings.length === 0 ? undefined : { findings, text });
    }
    return paths;
  }

  async #document(document: vscode.TextDocument): Promise<void> {
    const path = document.uri.fsPath;
    const place = document.uri.scheme === 'file' ? this.store.at(path) : undefined;
    if (place === undefined || !isOpen(path)) return;
    if (settings(document.uri).lintRun === 'off') {
      this.store.setFindings(path, undefined);
      return;
    }
    await this.current(document);
  }

  /** Judges the document's text as it is now, and keeps the findings. Undefined where it changed meanwhile. */
  async current(document: vscode.TextDocument): Promise<FileFindings | undefined> {
    const path = document.uri.fsPath;
    const place = this.store.at(path);
    if (place === undefined) return undefined;
    const { version } = document;
    const text = document.getText();
    const findings = await place.model.engine.lint(path, text);
    // What a later keystroke has overtaken is nobody's.
    if (document.version !== version || document.isClosed || this.#isDisposed) return undefined;
    const found = { findings, text, version };
    this.store.setFindings(path, found);
    return found;
  }

  /** A file that no editor shows: judged as it lies on the disk while it is yet to run. */
  async #closed(path: string): Promise<void> {
    const place = this.store.at(path);
    if (place === undefined || settings(vscode.Uri.file(path)).lintRun === 'off' || !(await this.#isToRun(path))) {
      // Meanwhile somebody may have opened it, and then its text is judged.
      if (!isOpen(path)) this.store.setFindings(path, undefined);
      return;
    }
    const findings = await place.model.engine.lint(path);
    if (!isOpen(path) && !this.#isDisposed && this.store.at(path)?.script === place.script) {
      this.store.setFindings(path, { findings, text: place.script.text });
    }
  }

  async #isToRun(path: string): Promise<boolean> {
    const place = this.store.at(path);
    if (place === undefined) return false;
    const { model, migration } = place;
    return isToRun(model, migration, await model.engine.standing(migration));
  }

  #later(work: Promise<void>): void {
    inBackground(this.log, 'Linting', work);
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#subscriptions.dispose();
  }
}

const isOpen = (path: string): boolean =>
  vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === 'file' && uri.fsPath === path);
