import * as vscode from 'vscode';
import { serveAppliedTexts } from './applied-text';
import { FindingActions } from './code-actions';
import { StateLenses } from './code-lens';
import { StateDecorations } from './decorations';
import { serveSchemaTexts } from './compare-schema';
import { publishDiagnostics } from './diagnostics';
import { registerCompletion } from './completion';
import { registerDefinitions } from './definitions';
import { registerHover } from './hover';
import { LintLoop } from './lint-loop';
import type { Store } from './store';
import { registerStructure } from './structure';

/** What stands in and around the text of a migration: findings, fixes, state, hover, outline. */
export function registerEditorFeatures(store: Store, log: vscode.LogOutputChannel): vscode.Disposable {
  const loop = new LintLoop(store, log);
  return vscode.Disposable.from(
    publishDiagnostics(store),
    loop,
    new FindingActions(store, loop).register(),
    new StateLenses(store),
    new StateDecorations(store),
    serveAppliedTexts(store),
    serveSchemaTexts(store),
    registerHover(store),
    registerDefinitions(store),
    registerCompletion(store),
    registerStructure(store),
  );
}
