import * as vscode from 'vscode';
import { nameOf } from '../run/plan';
import { reachedOf } from '../run/status';
import type { MigrationTarget } from './arguments';
import { canUnmark } from './called-for';
import { commandLine } from './command-line';
import { explainError } from './documentation';
import { commandIds } from './ids';
import { pick } from './quick-input';
import { resumeWish } from './resume';
import { run, type RunParts } from './run';
import { type WayOut, waysOut } from './ways-out';

/** Offers what can be done about a migration that broke off, and does what is chosen. */
export async function resolveFailed(parts: RunParts, { model, migration }: MigrationTarget): Promise<void> {
  const state = model.states.get(migration.id);
  if (state === undefined) return;
  const items = waysOut(reachedOf(state), canUnmark(model)).map(({ way, label, detail }) => ({ way, label, detail }));
  const title = `${nameOf(migration)} on ${model.target.name}`;
  const picked = await pick({ title, placeholder: 'What is to become of it?', items });
  if (typeof picked === 'object') await take(parts, picked.way, { model, migration });
}

async function take(parts: RunParts, way: WayOut, { model, migration }: MigrationTarget): Promise<void> {
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
    case 'resume':
      return run(parts, resumeWish({ model, migration }, 'auto'));
    case 'restart':
      return run(parts, resumeWish({ model, migration }, 'restart'));
    case 'copy':
      return vscode.env.clipboard.writeText(commandLine(model, resumeWish({ model, migration }, 'auto')));
    case 'history':
      return call(commandIds.showHistory);
    case 'explain':
      return explainError('failed-migration');
  }
}

/** The file that broke off, with the statement that was sent last. */
async function openAtStatement({ model, migration }: MigrationTarget): Promise<void> {
  const reached = reachedOf(model.states.get(migration.id));
  const path = (reached?.direction === 'down' ? migration.down : migration.up)?.path;
  if (path === undefined || reached === undefined) return;
  const start = new vscode.Position(reached.line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: true, selection: new vscode.Range(start, start) });
}
