import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Migration, Source } from '../migrations/project';
import { focusedSource } from './focus';
import { pick } from './quick-input';
import type { SourceModel } from './model';
import type { Store } from './store';
import type { TreeNode } from './tree-nodes';

/** A migration that a command was called for. */
export interface MigrationTarget {
  readonly model: SourceModel;
  readonly migration: Migration;
}

/** What a command was called with, as a migration: a row of the tree, a file, or the file in the active editor. */
export function migrationFrom(store: Store, argument: unknown): MigrationTarget | undefined {
  if (isNode(argument)) {
    return argument.kind === 'migration'
      ? { ...argument, model: store.source(argument.model.source.id) ?? argument.model }
      : undefined;
  }
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' ? store.at(uri.fsPath) : undefined;
}

/** What a command was called with, as a source: a row of the tree, a folder, a file of it. */
export function sourceFrom(store: Store, argument: unknown): SourceModel | undefined {
  if (isNode(argument)) return store.source(argument.model.source.id);
  if (!(argument instanceof vscode.Uri)) return undefined;
  const path = argument.fsPath;
  return store.at(path)?.model ?? store.sources.find(({ source }) => foldersOf(source).includes(path));
}

/** The source that is meant: the argument's, the only one, or the one that the user picks. Undefined where they gave up. */
export async function sourceMeant(store: Store, argument: unknown, title: string): Promise<SourceModel | undefined> {
  await store.ready();
  const given = sourceFrom(store, argument);
  if (given !== undefined) return given;
  if (store.sources.length === 0) {
    void vscode.window.showInformationMessage('There are no migrations in this workspace yet.');
    return undefined;
  }
  if (store.sources.length === 1) return store.sources[0];
  const items = store.sources.map((model) => ({
    label: model.source.label,
    description: [...folderWords(store, model), model.source.convention.title, model.target.name].join(' · '),
    model,
  }));
  const focused = focusedSource(store)?.source.id;
  const active = items.find(({ model }) => model.source.id === focused);
  const picked = await pick({ title, placeholder: 'Which migrations?', items, ...(active && { active }) });
  return typeof picked === 'object' ? picked.model : undefined;
}

/** The name of a source's workspace folder, where there are sources of several. */
export function folderWords({ sources }: Store, { folder }: SourceModel): readonly string[] {
  return sources.every((other) => other.folder === folder) ? [] : [folder.name];
}

/** The folders that hold a source's files: its own, and the ones inside it where conventions nest. */
export function foldersOf({ path, migrations }: Source): readonly string[] {
  const scripts = migrations.flatMap(({ up, down }) => [up, down]).filter((script) => script !== undefined);
  return [...new Set([path, ...scripts.map((script) => dirname(script.path))])];
}

/** Whether a command was called from a row of the tree. */
export function isNode(argument: unknown): argument is TreeNode {
  return typeof argument === 'object' && argument !== null && 'kind' in argument && 'model' in argument;
}
