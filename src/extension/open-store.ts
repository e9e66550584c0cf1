import { join } from 'node:path';
import * as vscode from 'vscode';
import { Connections } from './connections';
import { loadEngine } from './engine-loader';
import { viewIds } from './ids';
import { Store } from './store';

/** The store over the real engine, this process's environment and the user's own connections. Reads nothing yet. */
export function openStore(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
): { store: Store; connections: Connections } {
  const connections = new Connections(context.secrets, log);
  const store = new Store({
    openEngine: (folder) =>
      loadEngine({
        root: folder.uri.fsPath,
        holder: 'VS Code',
        distDirectory: join(context.extensionUri.fsPath, 'dist'),
        environment: process.env,
        added: () => connections.list(folder),
      }),
    busy: (work) => vscode.window.withProgress({ location: { viewId: viewIds.migrations } }, work),
    isTrusted: () => vscode.workspace.isTrusted,
    memory: context.workspaceState,
    connections,
    log,
  });
  context.subscriptions.push(connections, store);
  return { store, connections };
}
