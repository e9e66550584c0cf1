import * as vscode from 'vscode';
import { nameOf } from '../run/plan';
import type { MigrationTarget } from './arguments';
import { canUnmark } from './called-for';
import { explainError } from './documentation';
import { commandIds } from './ids';
import { pick } from './quick-input';
import { type WayOut, waysOut } from './ways-out';

/** Offers what can be done about a migration that broke off, and does what is chosen. */
export async function resolveFailed({ model, migration }: MigrationTarget): Promise<void> {
  const state = model.states.get(migration.id);
  if (state === undefined) return;
  const items = waysOut(state, canUnmark(model)).map(({ way, label, detail }) => ({ way, label, detail }));
  const title = `${nameOf(migration)} on ${model.target.name}`;
  const picked = await pick({ title, placeholder: 'What is to become of it?', items });
  if (typeof picked === 'object') await take(picked.way, { model, migration });
}

async function take(way: WayOut, { model, migration }: MigrationTarget): Promise<void> {
  const call = async (command: string): Promise<void> => {
    const row = { kind: 'migration', id: migration.id, model, migration };
    await vscode.commands.executeCommand(command, row);
  };
  switch (way) {
    case 'open':
      return openAtStatement({ model, migration });
    case 'mark-applied':
      return call(commandIds.markApplied);
    case 'mark-not-applied':
      return call(commandIds.markNotApplied);
    case 'run-again':
      return call(commandIds.applyUpTo);
    case 'history':
      return call(commandIds.showHistory);
    case 'explain':
      return explainError('failed-migration');
  }
}

/** The file that broke off, with the statement that was sent last. */
async function openAtStatement({ model, migration }: MigrationTarget): Promise<void> {
  const reached = model.states.get(migration.id)?.reached;
  const path = (reached?.direction === 'down' ? migration.down : migration.up)?.path;
  if (path === undefined || reached === undefined) return;
  const start = new vscode.Position(reached.line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: true, selection: new vscode.Range(start, start) });
}
