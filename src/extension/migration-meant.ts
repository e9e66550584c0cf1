import * as vscode from 'vscode';
import type { Migration } from '../migrations/project';
import { describeVersion } from '../report/describe';
import { nameOf } from '../run/plan';
import { folderWords, migrationFrom, type MigrationTarget } from './arguments';
import { pick } from './quick-input';
import type { SourceModel } from './model';
import type { Store } from './store';

/** What a command wants a migration for. */
export interface MigrationQuestion {
  readonly title: string;
  /** Which migrations it can be used with; they are what the user picks from. */
  readonly fits: (migration: Migration, model: SourceModel) => boolean;
  /** Why one that was named is not used; continues its title: «has no down script». Without it, any is. */
  readonly otherwise?: string;
  /** Why there is nothing to pick from. */
  readonly nothing: string;
}

/**
 * The migration that is meant: the argument's, the one in the active editor, or the one that the user picks. Undefined
 * where they gave up, or were told why there is none.
 */
export async function migrationMeant(
  store: Store,
  argument: unknown,
  { title, fits, otherwise, nothing }: MigrationQuestion,
): Promise<MigrationTarget | undefined> {
  await store.ready();
  const given = migrationFrom(store, argument);
  if (given !== undefined) {
    if (otherwise === undefined || fits(given.migration, given.model)) return given;
    void vscode.window.showInformationMessage(`${nameOf(given.migration)} ${otherwise}.`);
    return undefined;
  }
  const items = store.sources.flatMap((model) => itemsOf(store, model, fits));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(nothing);
    return undefined;
  }
  const picked = await pick({ title, placeholder: 'Which migration?', items });
  return typeof picked === 'object' ? picked : undefined;
}

/** The newest first, since that is the one that is usually meant. */
function itemsOf(
  store: Store,
  model: SourceModel,
  fits: MigrationQuestion['fits'],
): readonly (vscode.QuickPickItem & MigrationTarget)[] {
  const source = store.sources.length > 1 ? [[...folderWords(store, model), model.source.label].join(' · ')] : [];
  return [...model.source.migrations]
    .reverse()
    .filter((migration) => fits(migration, model))
    .map((migration) => ({
      label: migration.title === '' ? migration.version : migration.title,
      description: [describeVersion(migration), ...source].join(' · '),
      model,
      migration,
    }));
}
