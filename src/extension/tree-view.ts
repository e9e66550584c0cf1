import * as vscode from 'vscode';
import { inBackground } from './background';
import { viewIds } from './ids';
import { policies } from './policy';
import type { Store } from './store';
import type { MigrationTree } from './tree';
import { pendingCount } from './standing';

/** Shows the tree, with the number pending on its badge, its target, and a line that says what is missing to know more. */
export function showMigrations(store: Store, tree: MigrationTree, log: vscode.LogOutputChannel): vscode.Disposable {
  const view = vscode.window.createTreeView(viewIds.migrations, { treeDataProvider: tree, showCollapseAll: true });
  const describe = (): void => {
    const pending = store.sources.reduce((sum, model) => sum + (pendingCount(model) ?? 0), 0);
    view.badge =
      pending === 0
        ? undefined
        : { value: pending, tooltip: pending === 1 ? '1 pending migration' : `${pending} pending migrations` };
    view.description = [...new Set(store.sources.map(({ target }) => target.name))].join(', ');
    view.message = messageOf(store);
  };
  const look = (): void => {
    if (view.visible) inBackground(log, 'Reading the status', store.seen());
  };
  look();
  return vscode.Disposable.from(
    view,
    view.onDidChangeVisibility(look),
    store.onDidChange(({ kind }) => {
      if (kind === 'sources' || kind === 'status') describe();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(describe),
  );
}

/** Why there is nothing but files, in one line; empty where the status is known. */
function messageOf(store: Store): string {
  if (store.sources.length === 0) return '';
  if (!vscode.workspace.isTrusted) return 'Files only: nothing connects to a database until you trust this workspace.';
  const lacking = store.sources.find(({ unavailable }) => unavailable !== undefined);
  if (lacking !== undefined) {
    return `lockkeeper.json names a target that is not available: ${lacking.unavailable ?? ''}. ${lacking.target.name} is used instead.`;
  }
  for (const { report, target } of store.sources) {
    if (report?.ok === false) return `Files only: ${target.name} cannot be read. ${report.error.message}`;
  }
  // The others are being read, which the view shows.
  const unread = store.sources.find(({ report, target }) => report === undefined && !policies[target.role].readsWhenSeen);
  return unread === undefined ? '' : `Files only: refresh to read the status of ${unread.target.name}.`;
}
