// Not a suite: an entry that opens a repository with very many migrations and notes how long it takes to show them.
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension/extension';
import type { TreeNode } from '../../src/extension/tree-nodes';

/**
 * Appends one line of JSON to the file that `BENCH_OUT` names, in milliseconds: `shown` from the start of the activation
 * until every row of the tree has been made, `changed` from the writing of one file until every row has been made anew,
 * and `rows`, how many there are.
 */
export async function run(): Promise<void> {
  const out = process.env['BENCH_OUT'];
  if (out === undefined) throw new Error('BENCH_OUT names no file.');
  const extension = vscode.extensions.getExtension<Api>('lockkeeper.lockkeeper');
  if (extension === undefined) throw new Error('The extension is not there.');
  const started = performance.now();
  const { store, tree } = await extension.activate();
  await store.ready();
  const rows = rowsOf(tree);
  const shown = performance.now() - started;
  const path = store.sources.flatMap(({ source }) => source.migrations).find(({ up }) => up !== undefined)?.up?.path;
  if (path === undefined) throw new Error('There are no migrations.');
  const changes: number[] = [];
  for (let n = 0; n < 5; n++) {
    const read = new Promise<void>((resolve) => {
      const listening = store.onDidChange(({ kind }) => {
        if (kind !== 'sources') return;
        listening.dispose();
        resolve();
      });
    });
    const before = performance.now();
    fs.appendFileSync(path, `-- ${n}\n`);
    await read;
    rowsOf(tree);
    changes.push(performance.now() - before);
  }
  changes.sort((a, b) => a - b);
  fs.appendFileSync(out, `${JSON.stringify({ shown, changed: changes[2], rows })}\n`);
}

function rowsOf(tree: Api['tree'], parent?: TreeNode): number {
  return tree.getChildren(parent).reduce((count, node) => {
    tree.getTreeItem(node);
    return count + 1 + rowsOf(tree, node);
  }, 0);
}
