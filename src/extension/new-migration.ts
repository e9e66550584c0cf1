import { basename, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Scaffold } from '../migrations/convention';
import { sourceMeant, type MigrationTarget } from './arguments';
import { toWorkspaceEdit } from './edits';
import { ask, back, pick, type Step, type Verdict } from './quick-input';
import type { SourceModel } from './model';
import type { NewRequest } from '../workspace/engine';
import type { Store } from './store';
import { askForTemplate } from './template-questions';

export const newMigrationTitle = 'New Migration';

/** What a new migration becomes part of. */
export type NewPlace = Pick<SourceModel, 'engine' | 'source'>;

/**
 * Asks for what a new migration needs, makes its files by the source's convention, and opens it with the cursor in its
 * body. A key binding or another extension may say it all: `{ folder, description, type?, template?, table?, columns? }`.
 */
export async function newMigration(store: Store, argument: unknown): Promise<void> {
  const said = isSaid(argument) ? argument : undefined;
  const model = await sourceMeant(store, said === undefined ? argument : vscode.Uri.file(said.folder), newMigrationTitle);
  if (model === undefined) return;
  const request = said === undefined ? await askForRequest(model) : requestOf(said, model);
  if (request !== undefined) await make(store, model, request);
}

/** Makes the files, opens the first of them, and has the project read again. */
export async function make(store: Store, { engine, source }: NewPlace, request: NewRequest): Promise<void> {
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
  readonly template?: string;
  readonly table?: string;
  readonly columns?: readonly string[];
}

function isSaid(argument: unknown): argument is Said {
  if (typeof argument !== 'object' || argument === null) return false;
  const { folder, description, type, template, table, columns } = argument as Readonly<Record<string, unknown>>;
  const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
  return (
    typeof folder === 'string' &&
    typeof description === 'string' &&
    [type, template, table].every(isText) &&
    (columns === undefined || (Array.isArray(columns) && columns.every((column) => typeof column === 'string')))
  );
}

function requestOf({ description, type, template, table, columns }: Said, model: SourceModel): NewRequest {
  return {
    description,
    withDown: wantsDown(model),
    ...(type !== undefined && { type }),
    ...(template !== undefined && { template }),
    wishes: { ...(table !== undefined && { table }), ...(columns !== undefined && { columns }) },
  };
}

/**
 * What it does, its type where the convention has types, and the template with what it is about. The first question can be
 * answered with Enter all the way.
 */
async function askForRequest(model: SourceModel): Promise<NewRequest | undefined> {
  const { types } = model.source.convention;
  const first = types.length > 0 ? 2 : 1;
  const of = first + 1;
  let type: string | undefined;
  let description = '';
  for (let step = 1; ;) {
    if (step < first) {
      const items = types.map((label) => ({ label }));
      const active = items.find(({ label }) => label === type);
      const picked = await pick({
        title: newMigrationTitle,
        placeholder: 'What kind of migration?',
        items,
        ...(active && { active }),
        place: { step, of },
      });
      if (typeof picked !== 'object') return undefined;
      type = picked.label;
      step = first;
    }
    const chosen = { withDown: wantsDown(model), ...(type !== undefined && { type }) };
    if (step === first) {
      const answer = await askForDescription(model, chosen, { step, of }, description);
      if (answer === undefined) return undefined;
      if (answer === back) {
        step -= 1;
        continue;
      }
      description = answer;
    }
    const template = await askForTemplate(model, description, of);
    if (template === undefined) return undefined;
    if (template !== back) return { ...chosen, description, ...template };
    step = first;
  }
}

export function askForDescription(
  model: NewPlace,
  chosen: Omit<NewRequest, 'description'>,
  place: Step,
  value = '',
): ReturnType<typeof ask> {
  return ask({
    title: newMigrationTitle,
    prompt: `In ${model.source.label} (${model.source.convention.title})`,
    placeholder: 'What it does, such as: add index on orders',
    value,
    place,
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
  const texts = await savedTexts(edits.flatMap(({ kind, path }) => (kind === 'replace' ? [path] : [])));
  // `createFile` refuses to write over a file that appeared meanwhile.
  if (!(await vscode.workspace.applyEdit(toWorkspaceEdit(edits, (path) => texts.get(path))))) {
    throw new Error(`The files could not be made: ${edits.map(({ path }) => path).join(', ')}.`);
  }
  // What is opened is left to be looked through and saved; a journal beside it belongs to files that are there by now.
  for (const path of texts.keys()) if (path !== cursor.path) await (await opened(path)).save();
  const document = await opened(cursor.path);
  const at = document.positionAt(cursor.offset - (texts.get(cursor.path)?.startsWith('\uFEFF') === true ? 1 : 0));
  const editor = await vscode.window.showTextDocument(document, { preview: false, selection: new vscode.Range(at, at) });
  editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  if (cursor.placeholder !== undefined) editor.selections = placesOf(document, cursor.placeholder);
}

/** Every place of a name that nobody has given: what is typed there takes the place of all. */
function placesOf(document: vscode.TextDocument, placeholder: string): readonly vscode.Selection[] {
  return [...document.getText().matchAll(new RegExp(placeholder, 'g'))].map(({ index }) => {
    return new vscode.Selection(document.positionAt(index), document.positionAt(index + placeholder.length));
  });
}

/** The texts of files that are going to be edited, as the disk has them, which is what the edits count in. */
async function savedTexts(paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of new Set(paths)) {
    if ((await opened(path)).isDirty) throw new Error(`${basename(path)} has changes that are not saved: save it first.`);
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(path));
    texts.set(path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  }
  return texts;
}

function opened(path: string): Thenable<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(vscode.Uri.file(path));
}
