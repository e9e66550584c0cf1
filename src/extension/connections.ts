import * as vscode from 'vscode';
import type { AddedTarget } from '../workspace/targets';
import { storedConnections } from './stored-connections';

/**
 * The connections that a person added in one workspace folder. Their URLs hold passwords, so they are kept in
 * SecretStorage alone; a connection of one project is never offered in another.
 */
export class Connections {
  readonly #changed = new vscode.EventEmitter<vscode.WorkspaceFolder>();
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  async list(folder: vscode.WorkspaceFolder): Promise<readonly AddedTarget[]> {
    const stored = await this.secrets.get(key(folder));
    if (stored === undefined) return [];
    const connections = storedConnections(stored);
    // Garbled secrets must not keep the folder from being read; their text is not shown, since it may hold a password.
    if (connections === undefined) this.log.warn(`The connections stored for ${folder.name} cannot be read. Add them again.`);
    return connections ?? [];
  }

  /** Adds a connection, or replaces the one of that name. */
  async add(folder: vscode.WorkspaceFolder, added: AddedTarget): Promise<void> {
    const others = (await this.list(folder)).filter(({ name }) => name !== added.name);
    await this.#keep(folder, [...others, added]);
  }

  async remove(folder: vscode.WorkspaceFolder, name: string): Promise<void> {
    await this.#keep(
      folder,
      (await this.list(folder)).filter((added) => added.name !== name),
    );
  }

  async #keep(folder: vscode.WorkspaceFolder, connections: readonly AddedTarget[]): Promise<void> {
    if (connections.length === 0) await this.secrets.delete(key(folder));
    else await this.secrets.store(key(folder), JSON.stringify(connections));
    this.#changed.fire(folder);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

const key = (folder: vscode.WorkspaceFolder): string => `connections:${folder.uri.toString()}`;
