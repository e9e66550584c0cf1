import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Renamed } from '../migrations/renumber/renumber';
import { inBackground } from './background';
import type { Place } from './model';
import { carryOut, textIn } from './renumber';
import type { Store } from './store';

/** Watches for up scripts that get another name, and offers the same for what goes along with them. */
export class FollowedRenames implements vscode.Disposable {
  readonly #store: Store;
  readonly #subscriptions: vscode.Disposable;
  /** New paths of what a command renames, whole. */
  readonly #ours = new Set<string>();
  /** What stood at the old paths, by the new ones, while a rename goes on. */
  readonly #leaving = new Map<string, Place>();

  constructor(store: Store, log: vscode.LogOutputChannel) {
    this.#store = store;
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onWillRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) {
          const place = store.at(oldUri.fsPath);
          if (place?.script.direction === 'up' && !this.#ours.has(newUri.fsPath)) this.#leaving.set(newUri.fsPath, place);
        }
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        const moved = new Set(files.map(({ oldUri }) => oldUri.fsPath));
        for (const { newUri } of files) {
          const place = this.#leaving.get(newUri.fsPath);
          this.#leaving.delete(newUri.fsPath);
          const down = place?.migration.down?.path;
          // Who renames both knows what they do.
          if (place === undefined || (down !== undefined && moved.has(down))) continue;
          inBackground(log, 'Following a rename', this.#offer(place, newUri));
        }
      }),
    );
  }

  /** Does what renames files by itself, without an offer to follow. */
  async ours(renamed: readonly Renamed[], work: () => Promise<void>): Promise<void> {
    for (const { to } of renamed) this.#ours.add(to);
    try {
      await work();
    } finally {
      for (const { to } of renamed) this.#ours.delete(to);
    }
  }

  async #offer({ model, migration }: Place, { fsPath: to }: vscode.Uri): Promise<void> {
    const plan = async (): Promise<{ readonly texts: ReadonlyMap<string, string> } & Awaited<ReturnType<typeof follow>>> => {
      const texts = await this.#textsNow(to);
      return { texts, ...(await follow(texts)) };
    };
    const follow = (edited: ReadonlyMap<string, string>): ReturnType<typeof model.engine.followRename> =>
      model.engine.followRename(model.source, { migration, to, edited });
    const first = await plan();
    if (!first.ok || first.edits.length === 0) return;
    const down = first.renamed[0];
    const question =
      down === undefined
        ? `${basename(to)} has got another name. Write it into the headers that have the old one?`
        : `${basename(to)} has got another name. Rename the down script too, to ${basename(down.to)}?`;
    const answer = await vscode.window.showInformationMessage(question, down === undefined ? 'Write' : 'Rename');
    if (answer === undefined) return;
    // Meanwhile somebody may have typed.
    const { texts, ...now } = await plan();
    if (!now.ok) throw new Error(now.reason);
    const unsaved = new Map([...texts].filter(([path]) => isUnsaved(path)));
    const textOf = (path: string): string | undefined => texts.get(path) ?? textIn(model.source, this.#store, path);
    await this.ours(now.renamed, () => carryOut(now.edits, { renamed: now.renamed, edited: unsaved, textOf }));
    await this.#store.changed([
      to,
      ...now.edits.flatMap((edit) => ('path' in edit ? [edit.path] : [])),
      ...now.renamed.flatMap(({ from, to: next }) => [from, next]),
    ]);
  }

  /** What open editors hold, and the file that was renamed. */
  async #textsNow(path: string): Promise<ReadonlyMap<string, string>> {
    await vscode.workspace.openTextDocument(vscode.Uri.file(path));
    const files = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'file');
    return new Map(files.map((document) => [document.uri.fsPath, document.getText()]));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function isUnsaved(path: string): boolean {
  return vscode.workspace.textDocuments.some(({ uri, isDirty }) => isDirty && uri.fsPath === path);
}
