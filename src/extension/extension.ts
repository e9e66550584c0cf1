import * as vscode from 'vscode';
import { inBackground } from './background';
import { registerCommands } from './command';
import type { CommandParts } from './commands';
import { keepContextKeys } from './context-keys';
import { registerDocumentation } from './documentation';
import { registerEditorFeatures } from './editor-features';
import { FollowedRenames } from './followed-renames';
import { HistoryDocuments } from './history-document';
import { productName } from './ids';
import type { SourceModel } from './model';
import { openStore } from './open-store';
import { Panel } from './panel';
import { createStatusBar } from './status-bar';
import { RunHistory } from './run-history';
import type { Store } from './store';
import { MigrationTree } from './tree';
import { showMigrations } from './tree-view';
import { Verdicts } from './verdicts';

/** What tests look at. */
export interface Api {
  readonly store: Store;
  readonly tree: MigrationTree;
  readonly verdicts: Verdicts;
  readonly panel: Panel;
  readonly statusBar: vscode.StatusBarItem;
}

export function activate(context: vscode.ExtensionContext): Api {
  const extension = context.extensionUri;
  const log = vscode.window.createOutputChannel(productName, { log: true });
  const { store, connections } = openStore(context, log);
  const history = new RunHistory(store, context.workspaceState);
  const panel = new Panel(store, history, extension, log);
  const verdicts = new Verdicts(store, context.workspaceState);
  const tree = new MigrationTree(store, verdicts);
  const statusBar = createStatusBar(store);
  const renames = new FollowedRenames(store, log);
  const histories = new HistoryDocuments();
  const parts: CommandParts = {
    ...{ store, log, connections, panel, renames, histories, extension },
    version: String((context.extension.packageJSON as { readonly version: unknown }).version),
    consents: context.globalState,
    isTrusted: () => vscode.workspace.isTrusted,
    isShown: (model: SourceModel) => panel.shows(model),
    show: (model: SourceModel) => panel.show(model),
  };

  context.subscriptions.push(
    log,
    verdicts,
    tree,
    history,
    panel,
    renames,
    histories,
    statusBar.subscriptions,
    keepContextKeys(store),
    registerCommands(async () => (await import('./commands')).commandTable(parts), log),
    showMigrations(store, tree, log),
    registerEditorFeatures(store, verdicts, log),
    registerDocumentation(extension),
  );
  // VS Code waits for what runs before the next turn, and the engine takes longer to load than all of the above.
  inBackground(
    log,
    'Opening the workspace',
    new Promise(setImmediate).then(() => store.open()),
  );
  return { store, tree, verdicts, panel, statusBar: statusBar.item };
}
