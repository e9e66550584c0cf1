import * as vscode from 'vscode';
import type { Role, Target } from '../database/target';
import { addConnection } from './add-connection';
import { folderWords, sourceMeant } from './arguments';
import type { Connections } from './connections';
import { pick } from './quick-input';
import type { SourceModel } from './model';
import type { Store } from './store';
import { placeWords } from './words';

const title = 'Choose Target Database';

const roleTitles: Readonly<Record<Role, string>> = {
  embedded: 'Embedded',
  local: 'Local',
  shared: 'Shared',
  production: 'Production',
};

interface TargetItem extends vscode.QuickPickItem {
  readonly target?: Target;
  readonly adds?: true;
}

/** Lets the user choose the database that a source is held against, add one, or remove one that they added. */
export async function chooseTarget(store: Store, connections: Connections, argument: unknown): Promise<void> {
  const model = await sourceMeant(store, argument, title);
  if (model === undefined) return;
  let items = await itemsOf(model, connections);
  const current = items.find(({ target }) => target?.name === model.target.name);
  const picked = await pick<TargetItem>({
    title,
    placeholder: `The database for ${[model.source.label, ...folderWords(store, model)].join(' in ')}. Choosing changes nothing in it.`,
    items,
    ...(current && { active: current }),
    onButton: async (item) => {
      if (item.target === undefined || !(await isSure(item.target))) return items;
      await connections.remove(model.folder, item.target.name);
      items = items.filter(({ target }) => target !== item.target || target === undefined);
      return items;
    },
  });
  if (typeof picked !== 'object') return;
  const name = picked.adds === true ? await addConnection(model, connections) : picked.target?.name;
  if (name === undefined) return;
  if (picked.adds === true) await store.reread(model.folder);
  await store.choose(model.source.id, name);
}

/** Its URL, with its password, may be nowhere else. */
async function isSure(target: Target): Promise<boolean> {
  const detail = `${placeWords(target)}\n\nIts URL is deleted from the system’s secret storage. The database itself is not touched.`;
  const chosen = await vscode.window.showWarningMessage(
    `Remove the connection ${target.name}?`,
    { modal: true, detail },
    'Remove',
  );
  return chosen === 'Remove';
}

/** By role, the careful ones last, then the way to add another. */
async function itemsOf(
  { folder, target: current, targets }: SourceModel,
  connections: Connections,
): Promise<readonly TargetItem[]> {
  const added = new Set((await connections.list(folder)).map(({ name }) => name));
  const items: TargetItem[] = [];
  for (const role of ['embedded', 'local', 'shared', 'production'] as const) {
    const ofRole = targets.filter((target) => target.role === role);
    if (ofRole.length === 0) continue;
    items.push({ label: roleTitles[role], kind: vscode.QuickPickItemKind.Separator });
    for (const target of ofRole) {
      items.push({
        target,
        label: `$(${target.name === current.name ? 'check' : 'blank'}) ${target.name}`,
        description: [
          placeWords(target),
          target.kind === 'server' && `from ${target.from}`,
          target.name === current.name && 'current',
        ]
          .filter((part) => part !== false)
          .join(' · '),
        ...(added.has(target.name) && {
          buttons: [{ iconPath: new vscode.ThemeIcon('trash'), tooltip: 'Remove this connection' }],
        }),
      });
    }
  }
  return [...items, { label: '', kind: vscode.QuickPickItemKind.Separator }, { label: '$(add) Add connection…', adds: true }];
}
