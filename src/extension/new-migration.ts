import { basename, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Scaffold } from '../migrations/convention';
import { sourceMeant, type MigrationTarget } from './arguments';
import { otherTexts, toWorkspaceEdit } from './edits';
import { ask, back, pick, type Step, type Verdict } from './quick-input';
import type { SourceModel } from './model';
import type { Store } from './store';

export const newMigrationTitle = 'New Migration';

/** What a new migration becomes part of. */
export type NewPlace = Pick<SourceModel, 'engine' | 'source'>;

/**
 * Asks for what a new migration needs, makes its files by the source's convention, and opens it with the cursor in its
 * body. A key binding or another extension may say it all: `{ folder, description, type? }`.
 */
export async function newMigration(store: Store, argument: unknown): Promise<void> {
  const said = isSaid(argument) ? argument : undefined;
  const model = await sourceMeant(store, said === undefined ? argument : vscode.Uri.file(said.folder), newMigrationTitle);
  if (model === undefined) return;
  const { description, type } = said ?? {};
  const request =
    description === undefined
      ? await askForRequest(model)
      : { description, withDown: wantsDown(model), ...(type !== undefined && { type }) };
  if (request !== undefined) await make(store, model, request);
}

/** Makes the files, opens the first of them, and has the project read again. */
export async function make(store: Store, { engine, source }: NewPlace, request: Request): Promise<void> {
  // The clock went on while the name was typed: the files get the time at which they are made.
  const scaffold = await engine.scaffold(source, request);
  if (!scaffold.ok) throw new Error(scaffold.reason);
  await create(scaffold);
  await store.changed(scaffold.edits.map(({ path }) => path));
}

/** Makes the down script that a migration lacks, opens it, and says how much of it is left to a person. */
export async function draftDown(store: Store, { model, migration }: MigrationTarget): Promise<void> {
  const drafted = await model.engine.draftDown(model.source, migration);
  if (!drafted.ok) {
    void vscode.window.showInformationMessage(drafted.reason);
    return;
  }
  await create(drafted);
  await store.changed(drafted.edits.map(({ path }) => path));
  const { length } = drafted.gaps;
  if (length > 0) {
    const left = length === 1 ? 'one thing' : `${length} things`;
    void vscode.window.showInformationMessage(`The draft leaves ${left} to be done by hand: see its comments.`);
  }
}

interface Said {
  readonly folder: string;
  readonly description: string;
  readonly type?: string;
}

function isSaid(argument: unknown): argument is Said {
  if (typeof argument !== 'object' || argument === null) return false;
  const { folder, description, type } = argument as Readonly<Record<string, unknown>>;
  return typeof folder === 'string' && typeof description === 'string' && (type === undefined || typeof type === 'string');
}

type Request = Parameters<SourceModel['engine']['scaffold']>[1];

/** One question, or two where the convention has types of migrations. */
async function askForRequest(model: SourceModel): Promise<Request | undefined> {
  const { types } = model.source.convention;
  const steps = types.length > 0 ? 2 : 1;
  let type: string | undefined;
  for (;;) {
    if (types.length > 0) {
      const picked = await pick({
        title: newMigrationTitle,
        placeholder: 'What kind of migration?',
        items: types.map((label) => ({ label })),
        place: { step: 1, of: steps },
      });
      if (typeof picked !== 'object') return undefined;
      type = picked.label;
    }
    const chosen = { withDown: wantsDown(model), ...(type !== undefined && { type }) };
    const description = await askForDescription(model, chosen, steps > 1 ? { step: steps, of: steps } : undefined);
    if (description === back) continue;
    return description === undefined ? undefined : { ...chosen, description };
  }
}

export function askForDescription(
  model: NewPlace,
  chosen: Omit<Request, 'description'>,
  place: Step | undefined,
): ReturnType<typeof ask> {
  return ask({
    title: newMigrationTitle,
    prompt: `In ${model.source.label} (${model.source.convention.title})`,
    placeholder: 'What it does, such as: add index on orders',
    ...(place && { place }),
    check: async (description) => verdictOn(await model.engine.scaffold(model.source, { ...chosen, description }), model),
  });
}

/** The names of the files that would be made, or why they cannot. */
function verdictOn(scaffold: Scaffold, { engine, source }: NewPlace): Verdict {
  if (!scaffold.ok) return { severity: 'error', text: scaffold.reason };
  const names = scaffold.edits.map(({ path }) => relative(source.path, path));
  // The verdict hides the prompt, which names the folder as well.
  const folder = relative(engine.root, source.path).split(sep).join('/');
  return { severity: 'information', text: `Creates ${names.join(' and ')} in ${folder === '' ? basename(engine.root) : folder}` };
}

/** New migrations are like most of the old ones; the first has a down script where there can be one. */
function wantsDown({ source: { convention, migrations } }: Pick<SourceModel, 'source'>): boolean {
  return convention.canHaveDown && migrations.filter(({ down }) => down !== undefined).length * 2 >= migrations.length;
}

async function create({ edits, cursor }: Extract<Scaffold, { ok: true }>): Promise<void> {
  // `createFile` refuses to write over a file that appeared meanwhile.
  const texts = await otherTexts(edits, () => false);
  if (!(await vscode.workspace.applyEdit(toWorkspaceEdit(edits, (path) => texts.get(path))))) {
    throw new Error(`The files could not be made: ${edits.map(({ path }) => path).join(', ')}.`);
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(cursor.path));
  const at = document.positionAt(cursor.offset);
  await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(at, at) });
}
