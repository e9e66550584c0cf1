import * as vscode from 'vscode';
import { isNode, migrationFrom, sourceFrom, sourceMeant } from './arguments';
import { chooseTarget } from './choose-target';
import type { CommandTable } from './command';
import { commandLine } from './command-line';
import type { Connections } from './connections';
import { openDocumentation } from './documentation';
import { firstMigration } from './first-migration';
import { commandIds } from './ids';
import { draftDown, newMigration } from './new-migration';
import type { Panel } from './panel';
import { run, type RunParts, type Wish } from './run';
import { focusedSource } from './focus';

export interface CommandParts extends RunParts {
  readonly connections: Connections;
  readonly panel: Panel;
  readonly extension: vscode.Uri;
}

/** Every command, and what it does. */
export function commandTable(parts: CommandParts): CommandTable {
  const { store, log, connections, panel, extension } = parts;

  const runSource = (kind: Wish['kind'], title: string) => async (argument: unknown) => {
    const model = await sourceMeant(store, argument, title);
    if (model !== undefined) await run(parts, { model, kind });
  };
  const runMigration = (kind: Wish['kind']) => async (argument: unknown) => {
    const given = migrationFrom(store, argument);
    if (given === undefined) void vscode.window.showInformationMessage('Open a migration first, or use the Migrations view.');
    else await run(parts, { ...given, kind });
  };
  const withMigration = (use: (given: NonNullable<ReturnType<typeof migrationFrom>>) => unknown) => (argument: unknown) => {
    const given = migrationFrom(store, argument);
    return given === undefined ? undefined : use(given);
  };
  const open = (path: string | undefined): unknown =>
    path === undefined ? undefined : vscode.window.showTextDocument(vscode.Uri.file(path), { preview: true });

  return {
    [commandIds.newMigration]: async (argument) => {
      await store.ready();
      await (store.sources.length === 0 ? firstMigration(store) : newMigration(store, argument));
    },
    [commandIds.refresh]: () => store.refresh(),
    [commandIds.chooseTarget]: (argument) =>
      chooseTarget(store, connections, argument ?? vscode.window.activeTextEditor?.document.uri),
    [commandIds.dryRunPending]: runSource('dry-run', 'Dry Run Pending'),
    [commandIds.dryRunUpTo]: runMigration('dry-run'),
    [commandIds.applyPending]: runSource('apply', 'Apply Pending'),
    [commandIds.applyUpTo]: runMigration('apply'),
    [commandIds.rollBackLast]: runSource('roll-back', 'Roll Back Last'),
    [commandIds.rollBackTo]: runMigration('roll-back'),
    [commandIds.cancelRun]: () => store.cancelRun(),
    [commandIds.openPanel]: (argument) => panel.show(sourceFrom(store, argument) ?? focusedSource(store)),
    [commandIds.openUp]: withMigration(({ migration }) => open(migration.up?.path)),
    [commandIds.openDown]: withMigration(({ migration }) => open(migration.down?.path)),
    [commandIds.draftDown]: withMigration((given) => draftDown(store, given)),
    [commandIds.revealInExplorer]: (argument) => {
      const { up, down } = migrationFrom(store, argument)?.migration ?? {};
      const path = up?.path ?? down?.path ?? sourceFrom(store, argument)?.source.path;
      return path && vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(path));
    },
    [commandIds.copyVersion]: (argument) => {
      const version =
        isNode(argument) && argument.kind === 'missing'
          ? argument.row.version
          : migrationFrom(store, argument)?.migration.version;
      return version && vscode.env.clipboard.writeText(version);
    },
    [commandIds.copyCommandLine]: async (argument) => {
      const model = await sourceMeant(store, argument, 'Copy CLI Command');
      // The very one that the panel shows.
      const shown = store.run?.source.id === model?.source.id ? store.run : undefined;
      if (model !== undefined) await vscode.env.clipboard.writeText(commandLine(model, shown));
    },
    [commandIds.openDocumentation]: (argument) => openDocumentation(extension, argument),
    [commandIds.showLog]: () => log.show(),
    [commandIds.manageTrust]: () => vscode.commands.executeCommand('workbench.trust.manage'),
  };
}
