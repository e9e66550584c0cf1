import * as vscode from 'vscode';
import type { AmendWish } from '../run/amendments';
import { nameOf } from '../run/plan';
import { amendHistory } from './amend-history';
import { amendQuestions } from './amend-questions';
import { isNode, migrationFrom, type MigrationTarget, sourceMeant } from './arguments';
import { calledFor, missingOf } from './called-for';
import type { CommandTable } from './command';
import type { FollowedRenames } from './followed-renames';
import type { HistoryDocuments } from './history-document';
import { commandIds } from './ids';
import { migrationMeant, type MigrationQuestion } from './migration-meant';
import { missingMeant, type MissingTarget, restoreFile } from './missing-file';
import { renumberMigration } from './renumber';
import { resolveFailed } from './resolve-failed';
import { run, type RunParts } from './run';
import type { Store } from './store';

/** What the commands about histories need. */
export interface AmendCommandParts extends RunParts {
  readonly renames: FollowedRenames;
  readonly histories: HistoryDocuments;
}

/** The commands that change or read the history of a database, and what they do. */
export function amendCommands(parts: AmendCommandParts) {
  const { store, renames, histories } = parts;
  const amending = (question: MigrationQuestion, wishFor: (given: MigrationTarget) => AmendWish) => async (argument: unknown) => {
    const meant = await migrationMeant(store, argument, question);
    if (meant === undefined || (await isUnsaved(meant))) return;
    await amendHistory(parts, meant.model, wishFor(meant));
  };
  const { repairChecksum, baselineUpTo, markApplied, markNotApplied } = amendQuestions;
  const notApplied = amending(markNotApplied, (given) => mark(given, 'not-applied'));
  return {
    [commandIds.repairChecksum]: amending(repairChecksum, repair),
    [commandIds.baselineUpTo]: amending(baselineUpTo, ({ migration: { version } }) => ({ kind: 'baseline', version })),
    [commandIds.markApplied]: amending(markApplied, (given) => mark(given, 'applied')),
    [commandIds.markNotApplied]: async (argument) => {
      if (!isNode(argument) || argument.kind !== 'missing') return notApplied(argument);
      const { model, row } = argument;
      const version = row.version === '' ? (row.name ?? '') : row.version;
      await amendHistory(parts, store.source(model.source.id) ?? model, { kind: 'mark', version, as: 'not-applied' });
    },
    [commandIds.applyLate]: async (argument) => {
      const meant = await migrationMeant(store, argument, amendQuestions.applyLate);
      if (meant !== undefined && (await isLateMeant(meant))) await run(parts, { ...meant, kind: 'apply', allowLate: true });
    },
    [commandIds.resolveFailed]: async (argument) => {
      const meant = await migrationMeant(store, argument, amendQuestions.resolveFailed);
      if (meant !== undefined) await resolveFailed(parts, meant);
    },
    [commandIds.restoreFile]: async (argument) => {
      const title = 'Restore File from Git';
      const meant = await missingMeant(store, argument, { title, fits: () => true });
      if (meant !== undefined) await restoreFile(store, meant);
    },
    [commandIds.renameBack]: async (argument) => {
      const meant = await renamedMeant(store, argument);
      const migration = meant?.row.renamedTo;
      if (meant === undefined || migration === undefined) return;
      const { model, row } = meant;
      await renumberMigration(store, renames, { model, migration }, { kind: 'to', version: row.version });
    },
    [commandIds.showHistory]: async (argument) => {
      const model = await sourceMeant(store, argument, 'Show History');
      if (model !== undefined) await histories.show(parts, model);
    },
  } satisfies Partial<CommandTable>;
}

/** Where nobody can tell what was applied, the question says so, and the user decides. */
function repair({ model, migration: { id, version } }: MigrationTarget): AmendWish {
  const state = model.states.get(id);
  const acceptUnknown = state?.kind === 'changed' && state.difference === 'unknown';
  return { kind: 'repair', versions: [version], ...(acceptUnknown && { acceptUnknown }) };
}

function mark({ migration: { version, name } }: MigrationTarget, as: 'applied' | 'not-applied'): AmendWish {
  return { kind: 'mark', version: version === '' ? name : version, as };
}

/** What a run of its own does not do is done this once, and only by somebody who knows what comes before what. */
async function isLateMeant({ model, migration }: MigrationTarget): Promise<boolean> {
  const state = model.states.get(migration.id);
  const after = state?.kind === 'out-of-order' ? state.after : '';
  const { history, title } = model.source.convention;
  const button = `Apply out of Order to ${model.target.name}`;
  const detail = [
    `${after}, which comes after it, is applied already. ${history.late ?? `${title} would not apply it by itself`}.`,
    'Databases that are made anew run it in its place, before that one: see that both orders come to the same.',
  ].join('\n\n');
  const question = `Apply ${nameOf(migration)} out of order this once?`;
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}

/** What is written into a history is what lies on the disk. */
async function isUnsaved({ migration }: MigrationTarget): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && uri.fsPath === migration.up?.path,
  );
  if (document === undefined) return false;
  const chosen = await vscode.window.showWarningMessage(
    'The migration is not saved, and a history tells of saved files.',
    'Save and Go On',
  );
  return chosen === undefined || !(await document.save());
}

/** The version without a file that was renamed: by its own row, by that of the file, or by what the user picks. */
async function renamedMeant(store: Store, argument: unknown): Promise<MissingTarget | undefined> {
  const given = migrationFrom(store, argument);
  if (given !== undefined && calledFor.renamed(given.migration, given.model)) {
    const row = missingOf(given.model).find(({ renamedTo }) => renamedTo?.id === given.migration.id);
    if (row !== undefined) return { model: given.model, row };
  }
  return missingMeant(store, argument, { title: 'Rename File Back', fits: ({ renamedTo }) => renamedTo !== undefined });
}
