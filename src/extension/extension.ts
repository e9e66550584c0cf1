import { join } from 'node:path';
import * as vscode from 'vscode';
import { FindingActions } from './code-actions';
import { StateLenses } from './code-lens';
import { registerCommands } from './command';
import { commandTable } from './commands';
import { Connections } from './connections';
import { keepContextKeys } from './context-keys';
import { StateDecorations } from './decorations';
import { publishDiagnostics } from './diagnostics';
import { loadEngine } from './engine-loader';
import { inBackground } from './background';
import { registerHover } from './hover';
import { productName, viewIds } from './ids';
import { LintLoop } from './lint-loop';
import { Panel } from './panel';
import { createStatusBar } from './status-bar';
import { Store } from './store';
import { MigrationTree } from './tree';
import { showMigrations } from './tree-view';

/** What tests look at. */
export interface Api {
  readonly store: Store;
  readonly tree: MigrationTree;
  readonly panel: Panel;
  readonly statusBar: vscode.StatusBarItem;
}

export function activate(context: vscode.ExtensionContext): Api {
  const extension = context.extensionUri;
  const log = vscode.window.createOutputChannel(productName, { log: true });
  const connections = new Connections(context.secrets);
  const store = new Store({
    openEngine: (folder) =>
      loadEngine({
        root: folder.uri.fsPath,
        distDirectory: join(extension.fsPath, 'dist'),
        environment: process.env,
        added: () => connections.list(folder),
      }),
    busy: (work) => vscode.window.withProgress({ location: { viewId: viewIds.migrations } }, work),
    memory: context.workspaceState,
    connections,
    log,
  });
  const tree = new MigrationTree(store);
  const panel = new Panel(store, extension, log);
  const statusBar = createStatusBar(store);
  const show = (): void => panel.show();
  const isShown = (): boolean => panel.isVisible;
  const commands = commandTable({ store, log, connections, panel, extension, consents: context.globalState, isShown, show });

  context.subscriptions.push(log, connections, store, tree, panel, statusBar.subscriptions);
  context.subscriptions.push(registerCommands(commands, log), keepContextKeys(store), showMigrations(store, tree, log));
  context.subscriptions.push(
    publishDiagnostics(store),
    new LintLoop(store, log),
    new StateLenses(store),
    new StateDecorations(store),
  );
  context.subscriptions.push(registerHover(store), new FindingActions(store).register());

  inBackground(log, 'Opening the workspace', store.open());
  return { store, tree, panel, statusBar: statusBar.item };
}
