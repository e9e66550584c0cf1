import * as vscode from 'vscode';
import { inBackground } from './background';
import { viewIds } from './ids';
import { policies } from './policy';
import { settings } from './settings';
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
  /** As the Explorer follows the active editor, and where the user has not switched that off. */
  const follow = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const row = uri?.scheme === 'file' && settings(uri).autoReveal ? tree.rowOf(uri.fsPath) : undefined;
    if (!view.visible || row === undefined || view.selection.some(({ id }) => id === row.id)) return;
    inBackground(log, 'Revealing a migration', view.reveal(row, { select: true, focus: false }));
  };
  look();
  return vscode.Disposable.from(
    view,
    view.onDidChangeVisibility(look),
    view.onDidChangeVisibility(follow),
    vscode.window.onDidChangeActiveTextEditor(follow),
    store.onDidChange(({ kind }) => {
      if (kind === 'sources' || kind === 'status') describe();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(describe),
    keepTime(store),
  );
}

/** How often «2 min ago» is said anew, in milliseconds. */
const minute = 60_000;

/** While nobody looks, nothing is said anew. */
function keepTime(store: Store): vscode.Disposable {
  const timer = setInterval(() => {
    if (vscode.window.state.active && store.sources.some(({ report }) => report !== undefined)) store.tick();
  }, minute);
  return new vscode.Disposable(() => clearInterval(timer));
}

/** Why there is nothing but files, in one line; empty where the status is known. */
function messageOf(store: Store): string {
  if (store.sources.length === 0) return '';
  const [failed] = store.failures;
  if (failed !== undefined) return `${failed.folder} could not be read: ${failed.reason}`;
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
