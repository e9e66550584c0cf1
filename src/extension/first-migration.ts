import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../workspace/engine';
import { askForDescription, make, newMigrationTitle as title } from './new-migration';
import { ask, back, pick, type Verdict } from './quick-input';
import type { Store } from './store';

const of = 2;

/** Makes the first migration of a workspace that has none: asks where migrations shall lie, then what this one does. */
export async function firstMigration(store: Store): Promise<void> {
  const folder = await folderMeant();
  const engine = folder && (await store.engine(folder));
  if (folder === undefined || engine === undefined) return;
  for (let path = 'migrations'; ;) {
    const answer = await askForPath(folder, path);
    if (typeof answer !== 'string') return;
    path = answer;
    const place = { engine, source: engine.newSource(join(engine.root, ...partsOf(path))) };
    const chosen = { withDown: place.source.convention.canHaveDown };
    const description = await askForDescription(place, chosen, { step: of, of });
    if (description === back) continue;
    if (description === undefined) return;
    await make(store, place, { ...chosen, description });
    tellIfUnknown(store, place);
    return;
  }
}

/** The folder of the workspace that is meant: the only one, or the one that the user picks. */
async function folderMeant(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (folders.length === 0) {
    void vscode.window.showInformationMessage('Open a folder first: migrations are files in it.');
    return undefined;
  }
  if (folders.length === 1) return folders[0];
  const items = folders.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, folder }));
  const picked = await pick({ title, placeholder: 'Which folder?', items });
  return typeof picked === 'object' ? picked.folder : undefined;
}

function askForPath({ name }: vscode.WorkspaceFolder, value: string): ReturnType<typeof ask> {
  return ask({
    title: `${title}: Folder`,
    prompt: `The folder for migrations, inside ${name}`,
    placeholder: 'migrations',
    value,
    place: { step: 1, of },
    check: (path): Verdict =>
      isInside(path)
        ? { severity: 'information', text: `Migrations will be pairs of .up.sql and .down.sql in ${partsOf(path).join('/')}/` }
        : { severity: 'error', text: `A folder inside ${name}, such as migrations or db/migrations` },
  });
}

const partsOf = (path: string): readonly string[] =>
  path
    .trim()
    .replace(/[/\\]$/, '')
    .split(/[/\\]/);

/** Not `..`, nothing absolute, and no character that some file system refuses. */
function isInside(path: string): boolean {
  if (isAbsolute(path.trim())) return false;
  return partsOf(path).every((part) => /^[^<>:"|?*\p{Cc}]+$/u.test(part) && !/^\.+$|^\s|\s$/.test(part));
}

/** A folder that looks like another runner's, or that is never looked into, must be named in the configuration. */
function tellIfUnknown(
  store: Store,
  { source }: { readonly engine: Engine; readonly source: { path: string; label: string } },
): void {
  if (store.sources.some((model) => model.source.path === source.path)) return;
  void vscode.window.showWarningMessage(
    `${source.label} was made, but is not taken for a folder of migrations. Name it under "sources" in lockkeeper.json, with "convention": "sqlx".`,
  );
}
