import * as vscode from 'vscode';
import { foldersOf } from './arguments';
import { contextKeys } from './ids';
import { isOwn } from './policy';
import type { Store } from './store';

/** Keeps the keys of `when` clauses in step with the store; a key is set only when its value changes. */
export function keepContextKeys(store: Store): vscode.Disposable {
  const last = new Map<string, string>();
  const set = (key: string, value: unknown): void => {
    const text = JSON.stringify(value);
    if (last.get(key) === text) return;
    last.set(key, text);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const follow = (): void => {
    set(contextKeys.hasMigrations, store.sources.length > 0);
    set(
      contextKeys.folders,
      store.sources.flatMap(({ source }) => foldersOf(source)),
    );
    set(
      contextKeys.canRollBack,
      store.sources.some(({ source }) => source.convention.history.can.down),
    );
    set(contextKeys.canRecreate, store.sources.some(isOwn));
    set(
      contextKeys.hasServer,
      store.sources.some(({ target }) => target.kind === 'server'),
    );
    set(contextKeys.failed, store.failures.length > 0);
    set(contextKeys.running, store.isRunning);
    // Last: the welcome texts wait for it.
    set(contextKeys.ready, store.isReady);
  };
  follow();
  return store.onDidChange(({ kind }) => {
    if (kind === 'sources' || kind === 'status' || kind === 'run') follow();
  });
}
