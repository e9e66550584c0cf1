import * as vscode from 'vscode';
import { settingIds } from './ids';

export interface Settings {
  readonly lintRun: 'onType' | 'onSave' | 'off';
  readonly codeLens: boolean;
  readonly dryRunHints: boolean;
  readonly decorations: boolean;
  /** VS Code's own: whether views follow the active editor. */
  readonly autoReveal: boolean;
}

/** A person's preferences for one file or folder, read at the moment of use. */
export function settings(scope: vscode.Uri): Settings {
  const configuration = vscode.workspace.getConfiguration(undefined, scope);
  return {
    lintRun: configuration.get<Settings['lintRun']>(settingIds.lintRun, 'onType'),
    codeLens: configuration.get(settingIds.codeLens, true),
    dryRunHints: configuration.get(settingIds.dryRunHints, true),
    decorations: configuration.get(settingIds.decorations, true),
    autoReveal: configuration.get<boolean | string>('explorer.autoReveal', true) !== false,
  };
}
