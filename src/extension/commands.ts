import * as vscode from 'vscode';
import { amendCommands, type AmendCommandParts } from './amend-commands';
import { isNode, migrationFrom, type MigrationTarget, sourceFrom, sourceMeant } from './arguments';
import { chooseTarget } from './choose-target';
import { showApplied } from './applied-text';
import type { CommandTable } from './command';
import { commandLine, repeating } from './command-line';
import type { Connections } from './connections';
import { openDocumentation } from './documentation';
import { reportCommands } from './export-report';
import { firstMigration } from './first-migration';
import { commandIds } from './ids';
import { migrationMeant, type MigrationQuestion } from './migration-meant';
import { questions } from './migration-questions';
import { draftDown, newMigration } from './new-migration';
import type { Panel } from './panel';
import { renumberMigration } from './renumber';
import { run, type RunParts, type Wish } from './run';
import { runCommands } from './run-commands';
import { focusedSource } from './focus';

export interface CommandParts extends RunParts, AmendCommandParts {
  readonly connections: Connections;
  readonly panel: Panel;
  readonly extension: vscode.Uri;
  /** Of Lockkeeper. */
  readonly version: string;
}

/** Every command, and what it does. */
export function commandTable(parts: CommandParts): CommandTable {
  const { store, log, connections, panel, extension } = parts;

  const runSource = (kind: Wish['kind'], title: string) => async (argument: unknown) => {
    const model = await sourceMeant(store, argument, title);
    if (model !== undefined) await run(parts, { model, kind });
  };
  const withMigration = (question: MigrationQuestion, use: (given: MigrationTarget) => unknown) => async (argument: unknown) => {
    const meant = await migrationMeant(store, argument, question);
    return meant === undefined ? undefined : use(meant);
  };
  const runMigration = (kind: Wish['kind'], question: MigrationQuestion): ReturnType<typeof withMigration> =>
    withMigration(question, (given) => run(parts, { ...given, kind }));
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
    [commandIds.dryRunUpTo]: runMigration('dry-run', questions.dryRunUpTo),
    [commandIds.applyPending]: runSource('apply', 'Apply Pending'),
    [commandIds.applyUpTo]: runMigration('apply', questions.applyUpTo),
    [commandIds.rollBackLast]: runSource('roll-back', 'Roll Back Last'),
    [commandIds.rollBackTo]: runMigration('roll-back', questions.rollBackTo),
    ...runCommands(parts),
    [commandIds.cancelRun]: () => store.cancelRun(),
    [commandIds.openPanel]: (argument) => panel.show(sourceFrom(store, argument) ?? focusedSource(store)),
    [commandIds.openUp]: withMigration(questions.openUp, ({ migration }) => open(migration.up?.path)),
    [commandIds.openDown]: withMigration(questions.openDown, ({ migration }) => open(migration.down?.path)),
    [commandIds.draftDown]: withMigration(questions.draftDown, (given) => draftDown(store, given)),
    [commandIds.renumber]: withMigration(questions.renumber, (given) => renumberMigration(store, parts.renames, given)),
    [commandIds.showApplied]: withMigration(questions.showApplied, showApplied),
    ...amendCommands(parts),
    ...reportCommands(parts),
    [commandIds.revealInExplorer]: async (argument) => {
      const source = migrationFrom(store, argument) === undefined ? sourceFrom(store, argument) : undefined;
      const { up, down } =
        source === undefined ? ((await migrationMeant(store, argument, questions.revealInExplorer))?.migration ?? {}) : {};
      const path = up?.path ?? down?.path ?? source?.source.path;
      return path && vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(path));
    },
    [commandIds.copyVersion]: async (argument) => {
      const meant =
        isNode(argument) && argument.kind === 'missing'
          ? argument.row
          : (await migrationMeant(store, argument, questions.copyVersion))?.migration;
      // A repeatable one is known by its name alone.
      const version = meant?.version === '' ? meant.name : meant?.version;
      return version && vscode.env.clipboard.writeText(version);
    },
    [commandIds.copyCommandLine]: async (argument) => {
      const model = await sourceMeant(store, argument, 'Copy CLI Command');
      if (model === undefined) return;
      // The very one that stands in the panel, also beside an earlier run; without it, the last run's.
      const shown = panel.shows(model) ? panel.state.commandLine : undefined;
      const last = store.run?.source.id === model.source.id ? store.run : undefined;
      await vscode.env.clipboard.writeText(shown ?? (last ? repeating(model, last) : commandLine(model)));
    },
    [commandIds.openDocumentation]: (argument) => openDocumentation(extension, argument),
    [commandIds.showLog]: () => log.show(),
    [commandIds.manageTrust]: () => vscode.commands.executeCommand('workbench.trust.manage'),
  };
}
