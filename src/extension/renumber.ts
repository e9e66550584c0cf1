import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Edit } from '../migrations/edit';
import type { Migration, Source } from '../migrations/project';
import type { Place, Renamed } from '../migrations/renumber/renumber';
import type { MigrationTarget } from './arguments';
import { pathAfter, toWorkspaceEdit } from './edits';
import type { FollowedRenames } from './followed-renames';
import type { Store } from './store';

/** Gives a migration another version, the one behind all others unless given. What else changes than its own files is shown first. */
export async function renumberMigration(
  store: Store,
  renames: FollowedRenames,
  { model, migration }: MigrationTarget,
  place: Place = { kind: 'newest' },
): Promise<void> {
  const { source, states, target, engine } = model;
  const edited = unsavedTexts();
  const appliedOn = ({ id }: Migration): string | undefined => {
    const state = states.get(id);
    return state !== undefined && 'row' in state ? target.name : undefined;
  };
  const answer = await engine.renumber({ source, migrations: [migration], place, appliedOn, edited });
  if (!answer.ok) {
    void vscode.window.showInformationMessage(answer.reason);
    return;
  }
  const { edits, renamed } = answer;
  if (renamed.length === 0) {
    void vscode.window.showInformationMessage(`${basename(migration.id)} comes last already.`);
    return;
  }
  if (touchesOthers(edits, migration) && !(await isConfirmed(migration, { edits, renamed }))) return;
  await renames.ours(renamed, () => carryOut(edits, { renamed, edited, textOf: (path) => textIn(source, store, path) }));
  await store.changed([
    ...renamed.flatMap(({ from, to }) => [from, to]),
    ...edits.flatMap((edit) => ('path' in edit ? [edit.path] : [])),
  ]);
}

/** Texts of editors with unsaved changes, by path. */
function unsavedTexts(): ReadonlyMap<string, string> {
  const unsaved = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file');
  return new Map(unsaved.map((document) => [document.uri.fsPath, document.getText()]));
}

/** What a file held when the project was read. */
export function textIn({ companions }: Source, store: Store, path: string): string | undefined {
  return store.at(path)?.script.text ?? companions.find(({ absolute }) => absolute === path)?.text;
}

/** Whether anything but the migration's own scripts changes. */
function touchesOthers(edits: readonly Edit[], { up, down }: Migration): boolean {
  const own = [up?.path, down?.path];
  return edits.some((edit) => !own.includes(edit.kind === 'rename' ? edit.from : edit.path));
}

async function isConfirmed(
  migration: Migration,
  { edits, renamed }: { readonly edits: readonly Edit[]; readonly renamed: readonly Renamed[] },
): Promise<boolean> {
  const written = new Set(edits.flatMap((edit) => (edit.kind === 'replace' ? [basename(edit.path)] : [])));
  const lines = [
    ...renamed.map(({ from, to }) => `${basename(from)} → ${basename(to)}`),
    ...(written.size === 0 ? [] : [`Written anew in part: ${[...written].join(', ')}`]),
  ];
  const question = `Renumber ${basename(migration.id)}?`;
  const answer = await vscode.window.showInformationMessage(question, { modal: true, detail: lines.join('\n') }, 'Renumber');
  return answer === 'Renumber';
}

interface Carrying {
  readonly renamed: readonly Renamed[];
  /** Texts of editors with unsaved changes, which stay unsaved. */
  readonly edited: ReadonlyMap<string, string>;
  readonly textOf: (path: string) => string | undefined;
}

/** Carries edits out as one step that can be undone, and saves what had no unsaved changes before. */
export async function carryOut(edits: readonly Edit[], { renamed, edited, textOf }: Carrying): Promise<void> {
  const edit = toWorkspaceEdit(edits, (path) => edited.get(path) ?? textOf(path));
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new Error(`The files could not be renamed: ${renamed.map(({ from }) => from).join(', ')}.`);
  }
  const written = edits.flatMap((each) =>
    each.kind === 'replace' && !edited.has(each.path) ? [pathAfter(edits, each.path)] : [],
  );
  const saved = vscode.workspace.textDocuments.filter(({ uri, isDirty }) => isDirty && written.includes(uri.fsPath));
  await Promise.all(saved.map((document) => document.save()));
}
