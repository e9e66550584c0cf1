import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { MissingRow } from '../run/status';
import { nameOf } from '../run/plan';
import { isNode } from './arguments';
import { missingOf } from './called-for';
import { toWorkspaceEdit } from './edits';
import type { SourceModel } from './model';
import { pick } from './quick-input';
import type { Store } from './store';

/** A version that a history has and no file here. */
export interface MissingTarget {
  readonly model: SourceModel;
  readonly row: MissingRow;
}

/** The version without a file that is meant: the row of the tree, or the one that the user picks. */
export async function missingMeant(
  store: Store,
  argument: unknown,
  { title, fits }: { readonly title: string; readonly fits: (row: MissingRow) => boolean },
): Promise<MissingTarget | undefined> {
  await store.ready();
  if (isNode(argument) && argument.kind === 'missing') {
    const model = store.source(argument.model.source.id) ?? argument.model;
    const { version, name } = argument.row;
    const row = missingOf(model).find((each) => each.version === version && each.name === name);
    if (row !== undefined) return { model, row };
  }
  const items = store.sources.flatMap((model) =>
    missingOf(model)
      .filter(fits)
      .map((row) => ({
        label: nameOf({ version: row.version, title: row.name ?? '' }),
        description: model.source.label,
        model,
        row,
      })),
  );
  if (items.length === 0) {
    void vscode.window.showInformationMessage('Every version that a history is known to have has its file here.');
    return undefined;
  }
  const picked = await pick({ title, placeholder: 'Which version?', items });
  return typeof picked === 'object' ? picked : undefined;
}

/** Brings the files of a version back from git, and opens them; says why where there are none. */
export async function restoreFile(store: Store, { model, row }: MissingTarget): Promise<void> {
  const answer = await model.engine.bringBack(model.source, row);
  if (!answer.ok) {
    void vscode.window.showInformationMessage(answer.reason);
    return;
  }
  const paths = answer.edits.flatMap((edit) => (edit.kind === 'create' ? edit.path : []));
  if (!(await vscode.workspace.applyEdit(toWorkspaceEdit(answer.edits, () => undefined)))) {
    throw new Error(`The files could not be made: ${paths.map((path) => basename(path)).join(', ')}.`);
  }
  await store.changed(paths);
  const [first] = paths;
  if (first !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(first), { preview: true });
}
