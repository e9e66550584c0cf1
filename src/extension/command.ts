import * as vscode from 'vscode';
import { commandIds, type CommandId } from './ids';

/**
 * What a command does with what it was called with: nothing from the palette, a row from the tree, a file or folder
 * from the Explorer, whatever another extension passes. Handlers read it themselves.
 */
type Handler = (argument: unknown) => unknown;

export type CommandTable = Readonly<Record<CommandId, Handler>>;

/**
 * Registers every command; the table is loaded when the first of them is called. A command that is still at work is not
 * begun again, and a failure that nobody expected is logged and shown instead of lost.
 */
export function registerCommands(load: () => Promise<CommandTable>, log: vscode.LogOutputChannel): vscode.Disposable {
  const atWork = new Set<CommandId>();
  let table: CommandTable | undefined;
  const wrap = (id: CommandId) => async (argument: unknown) => {
    if (atWork.has(id)) return undefined;
    atWork.add(id);
    log.debug(id);
    try {
      table ??= await load();
      return await table[id](argument);
    } catch (error) {
      log.error(`${id} failed.`, error instanceof Error ? error : String(error));
      const choice = vscode.window.showErrorMessage(
        `Lockkeeper could not finish: ${error instanceof Error ? error.message : String(error)}`,
        'Show Log',
      );
      void choice.then((chosen) => chosen !== undefined && log.show());
      return undefined;
    } finally {
      atWork.delete(id);
    }
  };
  return vscode.Disposable.from(...Object.values(commandIds).map((id) => vscode.commands.registerCommand(id, wrap(id))));
}
