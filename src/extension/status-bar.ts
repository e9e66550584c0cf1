import * as vscode from 'vscode';
import { markdownText } from '../report/markdown';
import { folderWords } from './arguments';
import { focusedSource } from './focus';
import { commandIds, productName } from './ids';
import type { SourceModel } from './model';
import type { Store } from './store';
import { standingWords } from './standing';
import { placeWords } from './words';

/** One item on the left: the target in use and the number pending there. Hidden where there are no migrations. */
export function createStatusBar(store: Store): {
  readonly item: vscode.StatusBarItem;
  readonly subscriptions: vscode.Disposable;
} {
  const item = vscode.window.createStatusBarItem('target', vscode.StatusBarAlignment.Left, 10);
  item.name = productName;
  item.command = commandIds.chooseTarget;
  const render = (): void => {
    if (store.sources.length === 0) {
      item.hide();
      return;
    }
    const focused = focusedSource(store);
    const models = focused === undefined ? store.sources : [focused];
    item.text = `$(${store.isRunning ? 'sync~spin' : 'database'}) ${shortText(models)}`;
    item.tooltip = tooltip(store, models);
    item.accessibilityInformation = { label: `Lockkeeper: ${shortText(models)}` };
    item.backgroundColor = models.some(({ target }) => target.role === 'production')
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    item.show();
  };
  render();
  const subscriptions = vscode.Disposable.from(
    item,
    store.onDidChange(({ kind }) => {
      if (kind !== 'findings') render();
    }),
    vscode.window.onDidChangeActiveTextEditor(render),
    vscode.workspace.onDidGrantWorkspaceTrust(render),
  );
  return { item, subscriptions };
}

function shortText(models: readonly SourceModel[]): string {
  const targets = [...new Set(models.map(({ target }) => target.name))].join(', ');
  const words = standingWords(models);
  return words === undefined ? targets : `${targets} · ${words}`;
}

function tooltip(store: Store, models: readonly SourceModel[]): vscode.MarkdownString {
  const lines = models.map((model) => {
    const known = standingWords([model]) ?? 'status not read';
    const label = [...folderWords(store, model), model.source.label].join(' · ');
    return `**${markdownText(label)}** on ${markdownText(model.target.name)} (${model.target.role}): ${known}  \n${markdownText(placeWords(model.target))}`;
  });
  const work = vscode.workspace.isTrusted
    ? [`[$(refresh) Refresh](command:${commandIds.refresh})`, `[$(beaker) Dry Run Pending](command:${commandIds.dryRunPending})`]
    : [`[$(workspace-untrusted) Manage Workspace Trust](command:${commandIds.manageTrust})`];
  const commands = [...work, `[$(graph) Open Report](command:${commandIds.openPanel})`];
  const text = new vscode.MarkdownString([...lines, commands.join(' · ')].join('\n\n'), true);
  const { refresh, dryRunPending, manageTrust, openPanel } = commandIds;
  text.isTrusted = { enabledCommands: [refresh, dryRunPending, manageTrust, openPanel] };
  return text;
}
