import * as vscode from 'vscode';
import type { CopiedAction, FromPanel, PanelState, ToPanel } from '../panel/protocol';
import { now } from '../system/clock';
import { folderWords, sourceMeant } from './arguments';
import { actionCommandLine } from './command-line';
import { inBackground } from './background';
import { commandIds, panelViewType, productName } from './ids';
import { panelHtml, panelRoots } from './panel-html';
import { readMessage } from './panel-messages';
import { panelState } from './panel-state';
import type { SourceModel } from './model';
import type { RunHistory } from './run-history';
import type { Store } from './store';

/** While a run goes on, the panel is told at most so often, in milliseconds. */
const interval = 100;

/** The one panel: it shows the store and calls the commands that are there anyway. */
export class Panel implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #source: string | undefined;
  /** The number of the run that the reader has asked for, while nothing newer has begun. */
  #chosen: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store,
    private readonly history: RunHistory,
    private readonly extension: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      store.onDidChange(() => {
        if (store.isRunning) this.#chosen = undefined;
        this.#soon();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#soon()),
      vscode.window.registerWebviewPanelSerializer(panelViewType, {
        deserializeWebviewPanel: (panel, kept: unknown) => {
          this.#source = shownSource(kept) ?? this.#source;
          this.#adopt(panel);
          return Promise.resolve();
        },
      }),
    );
  }

  /** Whether it is in sight and about this source. */
  shows({ source }: SourceModel): boolean {
    return this.#panel?.visible === true && this.#model()?.source.id === source.id;
  }

  /** What is shown, or would be. */
  get state(): PanelState {
    const { store } = this;
    const model = this.#model();
    const [folder] = model === undefined ? [] : folderWords(store, model);
    return panelState({
      ...(model && { model }),
      ...(folder !== undefined && { folder }),
      ...(store.run && { run: store.run }),
      past: this.history.runs,
      ...(this.#chosen !== undefined && { chosen: this.#chosen }),
      isRunning: store.isRunning,
      isTrusted: vscode.workspace.isTrusted,
      findings: (path) => store.findings(path),
      now: now(),
    });
  }

  /** Shows an earlier run by its number, or the newest again. */
  choose(number: number | undefined): void {
    this.#chosen = number;
    this.#post();
  }

  /** Reveals the panel, beside the editor if it is new, with this source where one is given. */
  show(model?: SourceModel): void {
    if (model !== undefined) this.#source = model.source.id;
    if (this.#panel !== undefined) {
      this.#panel.reveal(undefined, true);
      this.#soon();
      return;
    }
    this.#adopt(
      vscode.window.createWebviewPanel(panelViewType, productName, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }),
    );
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.extension, 'media', 'icon.png');
    panel.webview.options = { enableScripts: true, localResourceRoots: panelRoots(this.extension) };
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const read = readMessage(message);
      if (read === undefined) this.log.warn('The panel sent a message that is none.');
      else inBackground(this.log, 'A command of the panel', this.#obey(read));
    });
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    panel.webview.html = panelHtml(panel.webview, this.extension);
  }

  async #obey(message: FromPanel): Promise<void> {
    const source = this.#model()?.source.path;
    const argument = source === undefined ? undefined : vscode.Uri.file(source);
    const call = (command: string): Thenable<unknown> => vscode.commands.executeCommand(command, argument);
    switch (message.kind) {
      case 'ready':
        this.#post();
        break;
      case 'dry-run':
        await call(commandIds.dryRunPending);
        break;
      case 'apply':
        await call(commandIds.applyPending);
        break;
      case 'roll-back':
        await call(commandIds.rollBackLast);
        break;
      case 'redo':
        await call(commandIds.redoLast);
        break;
      case 'verify':
        await call(commandIds.verify);
        break;
      case 'export':
        await call(commandIds.exportScript);
        break;
      case 'create-database':
        await call(commandIds.createDatabase);
        break;
      case 'cancel':
        await call(commandIds.cancelRun);
        break;
      case 'refresh':
        await call(commandIds.refresh);
        break;
      case 'choose-target':
        await call(commandIds.chooseTarget);
        break;
      case 'copy-command':
        await this.#copyCommand(message.of);
        break;
      case 'show-run':
        this.choose(message.number);
        break;
      case 'compare-schema':
        await call(commandIds.compareSchema);
        break;
      case 'copy-report':
        await call(commandIds.copyReport);
        break;
      case 'save-report':
        await call(commandIds.saveReport);
        break;
      case 'copy-difference':
        await call(commandIds.copyDifference);
        break;
      case 'manage-trust':
        await call(commandIds.manageTrust);
        break;
      case 'choose-source': {
        const chosen = await sourceMeant(this.store, undefined, 'Open Report');
        if (chosen !== undefined) this.show(chosen);
        break;
      }
      case 'open':
        await this.#open(message.path, message.line, message.column);
        break;
      case 'explain':
        await vscode.commands.executeCommand(commandIds.openDocumentation, message.page);
        break;
      case 'open-migration': {
        const migration = this.#model()?.source.migrations.find(({ id }) => id === message.id);
        const path = (migration?.up ?? migration?.down)?.path;
        if (path !== undefined) await this.#open(path, 1);
        break;
      }
    }
  }

  /** The very command line that is shown, or that of an action. */
  async #copyCommand(of: CopiedAction | undefined): Promise<void> {
    const model = this.#model();
    const text = model !== undefined && of !== undefined ? actionCommandLine(model, of) : this.state.commandLine;
    if (text === undefined) return;
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(`Copied: ${text}`, 4000);
  }

  /** Opens a file of the project beside the panel, and no other. */
  async #open(path: string, line: number, column = 1): Promise<void> {
    if (this.store.at(path) === undefined) return;
    const at = new vscode.Position(line - 1, column - 1);
    const other = vscode.window.tabGroups.all.find(({ viewColumn }) => viewColumn !== this.#panel?.viewColumn)?.viewColumn;
    const viewColumn = other ?? vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(vscode.Uri.file(path), {
      viewColumn,
      preview: true,
      selection: new vscode.Range(at, at),
    });
  }

  #model(): SourceModel | undefined {
    return (this.#source === undefined ? undefined : this.store.source(this.#source)) ?? this.store.sources[0];
  }

  /** A panel out of sight has no page: VS Code makes it anew when it comes into sight, and it asks for the state then. */
  #soon(): void {
    if (this.#panel?.visible !== true) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#post();
    }, interval);
  }

  #post(): void {
    const message: ToPanel = { kind: 'state', state: this.state };
    void this.#panel?.webview.postMessage(message);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
    this.#panel?.dispose();
  }
}

/** The id of the source that a panel showed last, as the panel kept it. */
function shownSource(kept: unknown): string | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { source } = kept as Readonly<Record<string, unknown>>;
  return typeof source === 'string' ? source : undefined;
}
