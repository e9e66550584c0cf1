import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Connections } from '../../src/extension/connections';
import { run } from '../../src/extension/run';
import { Store } from '../../src/extension/store';
import { MigrationTree } from '../../src/extension/tree';
import { Verdicts } from '../../src/extension/verdicts';
import type { Engine } from '../../src/workspace/engine';
import { listTargets } from '../../src/workspace/targets';
import { booking, ready, sourceAt } from './support';

const token = 'tok3nOfASecret';

/** A memory whose every value can be looked at. */
function memory(): { readonly kept: Map<string, unknown>; readonly memento: vscode.Memento } {
  const kept = new Map<string, unknown>();
  const memento: vscode.Memento = {
    keys: () => [...kept.keys()],
    get: <T>(key: string, otherwise?: T) => (kept.has(key) ? kept.get(key) : otherwise) as T,
    update: (key, value) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
  return { kept, memento };
}

describe('a connection that was added', () => {
  it('is kept in the secret storage and nowhere else, and gone from there once it is removed', async () => {
    const { engine: real } = sourceAt(await ready(), booking);
    const secrets = new Map<string, string>();
    const storage = {
      get: (key: string) => Promise.resolve(secrets.get(key)),
      store: (key: string, value: string) => Promise.resolve(void secrets.set(key, value)),
      delete: (key: string) => Promise.resolve(void secrets.delete(key)),
    } as unknown as vscode.SecretStorage;
    const lines: unknown[] = [];
    const channel = vscode.window.createOutputChannel('Secrets', { log: true });
    const log = new Proxy(channel, {
      get: (of, name) =>
        ['trace', 'debug', 'info', 'warn', 'error', 'append', 'appendLine'].includes(String(name))
          ? (...said: readonly unknown[]) => lines.push(...said.map(String))
          : (Reflect.get(of, name) as unknown),
    });
    const shown: unknown[] = [];
    const { showWarningMessage, showErrorMessage } = vscode.window;
    const show = (...said: readonly unknown[]): Promise<undefined> => Promise.resolve(void shown.push(JSON.stringify(said)));
    Object.assign(vscode.window, { showWarningMessage: show, showErrorMessage: show });
    const connections = new Connections(storage, log);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const engine: Engine = new Proxy(real, {
      get(of, name) {
        if (name === 'dispose') return () => Promise.resolve();
        if (name === 'targets') {
          return async (source: { path: string }) =>
            listTargets(source.path, {
              ...{ configured: [], environment: {}, dotenv: {}, storageDirectory: '' },
              added: await connections.list(folder),
            });
        }
        const member: unknown = Reflect.get(of, name);
        return typeof member === 'function' ? (member.bind(of) as unknown) : member;
      },
    });
    const [workspace, consents] = [memory(), memory()];
    const store = new Store({
      ...{ connections, log, memory: workspace.memento, isTrusted: () => true, busy: (work) => work() },
      openEngine: () => Promise.resolve(engine),
    });
    const tree = new MigrationTree(store, new Verdicts(store, workspace.memento));
    try {
      await connections.add(folder, { name: 'orders', role: 'local', url: `postgres://ada:${token}@127.0.0.1:1/orders` });
      await store.open();
      const at = sourceAt({ store } as never, booking);
      await store.choose(at.source.id, 'orders');
      await store.refresh();
      const model = sourceAt({ store } as never, booking);
      assert.deepEqual([model.target.name, model.report?.ok], ['orders', false], 'it was tried');
      await run(
        { store, log, consents: consents.memento, isTrusted: () => true, isShown: () => false, show: () => undefined },
        { model, kind: 'apply' },
      );
      assert.notEqual(shown.length, 0, 'that it failed was told');
      assert.match([...secrets.values()].join(), new RegExp(token));
      const settings = JSON.stringify(vscode.workspace.getConfiguration());
      const items = tree.getChildren().map((node) => tree.getTreeItem(node));
      const everything = [[...workspace.kept], [...consents.kept], lines, shown, settings, items];
      assert.doesNotMatch(JSON.stringify(everything), new RegExp(token));
      await connections.remove(folder, 'orders');
      assert.deepEqual([...secrets], []);
      assert.deepEqual(await connections.list(folder), []);
    } finally {
      Object.assign(vscode.window, { showWarningMessage, showErrorMessage });
      tree.dispose();
      store.dispose();
      connections.dispose();
      channel.dispose();
    }
  });
});
