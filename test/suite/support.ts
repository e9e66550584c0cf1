import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension/extension';
import type { SourceModel } from '../../src/extension/model';
import type { TreeNode } from '../../src/extension/tree-nodes';

export const extension = vscode.extensions.getExtension<Api>('lockkeeper.lockkeeper')!;

/** The workspace, a copy of the sample that tests may write to. */
export const folder = vscode.workspace.workspaceFolders![0]!.uri;

export const booking = join(folder.fsPath, 'services', 'booking', 'migrations');
export const deploy = join(folder.fsPath, 'deploy', 'migrations', 'versions');
export const billing = join(folder.fsPath, 'db', 'migrations');

/** The extension, its files read. */
export async function ready(): Promise<Api> {
  const api = await extension.activate();
  await until(() => api.store.isReady && api.store.sources.length >= 3, 'the sample to be read');
  return api;
}

/** The extension, and where every source stands on the embedded database. */
export async function readyWithStatus(): Promise<Api> {
  const api = await ready();
  if (api.store.sources.some(({ report }) => report?.ok !== true)) await vscode.commands.executeCommand('lockkeeper.refresh');
  for (const { source, report } of api.store.sources) assert.ok(report?.ok, `${source.label}: ${JSON.stringify(report)}`);
  return api;
}

/** Waits until something holds; says what, where it never does. */
export async function until(holds: () => unknown, what: string, ms = 15_000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Waited ${String(ms)} ms for ${what}, in vain.`);
    await sleep(20);
  }
}

export function sourceAt({ store }: Api, path: string): SourceModel {
  const found = store.sources.find(({ source }) =>
    source.migrations.some(({ up }) => up !== undefined && dirname(up.path) === path),
  );
  assert.ok(found, `${path} holds no source; known are ${store.sources.map(({ source }) => source.path).join(', ')}`);
  return found;
}

export async function open(...path: readonly string[]): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(vscode.Uri.file(join(...path)), { preview: false });
}

/** Puts other text into an editor, unsaved. */
export async function write({ document }: vscode.TextEditor, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Our own diagnostics of a file. */
export function problemsOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Lockkeeper');
}

/** The rule that a diagnostic is about. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  assert.ok(typeof code === 'object', 'every diagnostic has a link to its documentation');
  return String(code.value);
}

/** Whether a test left it unsaved. VS Code saves settings that it changes a moment later by itself. */
function isLeftUnsaved({ isDirty, uri }: vscode.TextDocument): boolean {
  return isDirty && !uri.path.endsWith('/settings.json');
}

/** Gives up every unsaved change and closes all editors. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(isLeftUnsaved)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** A part of the tree as text: label and description of every row, indented. */
export function outline({ tree }: Api, parent?: TreeNode, depth = 0): string[] {
  return tree.getChildren(parent).flatMap((node) => {
    const { label, description } = tree.getTreeItem(node);
    const text = [label, description].flatMap((part) => (typeof part === 'string' && part !== '' ? part : [])).join(' | ');
    return [`${'  '.repeat(depth)}${text}`, ...outline({ tree } as Api, node, depth + 1)];
  });
}

/** The row of a migration. */
export function rowOf(api: Api, path: string): TreeNode {
  const search = (parent?: TreeNode): TreeNode | undefined => {
    for (const node of api.tree.getChildren(parent)) {
      const found = node.kind === 'migration' && node.migration.up?.path === path ? node : search(node);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = search();
  assert.ok(found, `${path} is not in the tree`);
  return found;
}
