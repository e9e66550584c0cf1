import * as vscode from 'vscode';
import { foldersOf } from './arguments';
import { calledFor, type Fits, missingOf } from './called-for';
import { isComparable } from './compare-schema';
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
  const followStates = (): void => {
    const isSome = (fits: Fits): boolean =>
      store.sources.some((model) => model.source.migrations.some((migration) => fits(migration, model)));
    for (const [key, fits] of Object.entries(calledFor)) set(contextKeys[key as keyof typeof calledFor], isSome(fits));
    set(
      contextKeys.missing,
      store.sources.some((model) => missingOf(model).length > 0),
    );
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
    set(contextKeys.hasSchemaChange, isComparable(store.run));
    followStates();
    // Last: the welcome texts wait for it.
    set(contextKeys.ready, store.isReady);
  };
  follow();
  return store.onDidChange(({ kind }) => {
    if (kind === 'sources' || kind === 'run') follow();
    if (kind === 'status') followStates();
  });
}
