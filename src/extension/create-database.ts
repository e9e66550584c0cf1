import * as vscode from 'vscode';
import type { CreateDatabaseReport } from '../run/create-database';
import { askForWord } from './consent';
import { commandIds } from './ids';
import type { SourceModel } from './model';
import { policies } from './policy';
import type { RunParts } from './run';
import { mayBegin, refuse } from './run-begin';
import { hostWords, placeWords } from './words';

/** Makes the database that a source's target names, after it was looked whether it lacks and the user was asked. */
export async function createDatabase(parts: RunParts, { source, engine, target }: SourceModel): Promise<void> {
  const { store, log } = parts;
  if (!mayBegin(parts)) return;
  const attempt = (dryRun: boolean, confirmed?: string): Thenable<CreateDatabaseReport> =>
    vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: dryRun ? `Looking whether ${placeWords(target)} is there` : `Creating ${placeWords(target)}`,
        cancellable: true,
      },
      (_, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => abort.abort());
        return engine.createDatabase({ target, dryRun, ...(confirmed !== undefined && { confirmed }) }, abort.signal);
      },
    );
  const tell = ({ outcome, message = outcome }: CreateDatabaseReport): void => {
    if (outcome === 'cancelled') return;
    if (outcome === 'nothing-to-do') {
      void vscode.window.showInformationMessage(message);
      return;
    }
    log.error(`Creating a database on ${target.name}: ${message}`);
    refuse(`No database was created on ${target.name}: ${message}`, 'Show Log', commandIds.showLog);
  };
  const looked = await attempt(true);
  if (looked.outcome !== 'done') {
    tell(looked);
    return;
  }
  const agreed = await askToCreate(target, looked.database ?? target.name);
  if (agreed === undefined) return;
  const made = await attempt(false, agreed.confirmed);
  if (made.outcome === 'done') log.info(`Created the database ${made.database ?? ''} on ${made.target}.`);
  else tell(made);
  await store.readStatus(source.id);
}

/** The server's address decides, since a database that is not there says nothing of its role. */
async function askToCreate(
  target: SourceModel['target'],
  database: string,
): Promise<{ readonly confirmed?: string } | undefined> {
  if (policies[target.role].wantsName) {
    const title = `Create the database ${database} (${target.role})`;
    return askForWord({ title, what: `This creates ${placeWords(target)}.`, word: target.name });
  }
  const button = `Create ${database}`;
  const detail = `Host: ${hostWords(target)}\n\nIt is made as the server makes databases where nothing else is said.`;
  const chosen = await vscode.window.showWarningMessage(`Create the database ${database}?`, { modal: true, detail }, button);
  return chosen === button ? {} : undefined;
}
