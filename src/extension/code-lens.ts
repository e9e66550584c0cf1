import * as vscode from 'vscode';
import { now } from '../system/clock';
import { calledFor } from './called-for';
import { commandIds, settingIds } from './ids';
import { migrationFiles } from './documents';
import { policies } from './policy';
import { settings } from './settings';
import type { Place } from './model';
import type { Store } from './store';
import { lastApplied } from './standing';
import type { Verdict } from './verdict';
import { lensWords, rollbackLens } from './verdict-words';
import type { Verdicts } from './verdicts';
import { stateWords } from './words';

/** Above line 1 of a migration: where it stands, and what can be done about it. */
export class StateLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(
    private readonly store: Store,
    private readonly verdicts: Verdicts,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      store.onDidChange(({ kind }) => {
        if (kind === 'sources' || kind === 'status' || kind === 'time') this.#changed.fire();
      }),
      verdicts.onDidChange(() => this.#changed.fire()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingIds.codeLens)) this.#changed.fire();
      }),
      vscode.languages.registerCodeLensProvider(migrationFiles, this),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const place = this.store.at(document.uri.fsPath);
    if (place === undefined || !settings(document.uri).codeLens) return [];
    const line = new vscode.Range(0, 0, 0, 0);
    const verdict = this.verdicts.beside(place.model, place.migration);
    const tried = verdict === undefined ? [] : triedWords(place, document.isDirty ? asEdited(verdict) : verdict);
    // Words and no action: they stand last, so that the actions stay where they are.
    const words = tried.map((title): vscode.Command => ({ title, command: '' }));
    return [...lensesOf(place), ...words].map((command) => new vscode.CodeLens(line, command));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** What was found by trying it; of a down script alone whether it leads back. */
function triedWords({ migration, script }: Place, verdict: Verdict): readonly string[] {
  const isDown = script.direction === 'down' && migration.up?.path !== script.path;
  const words = isDown ? rollbackLens(verdict).join(' · ') : lensWords(verdict);
  return words === '' ? [] : [words];
}

/** What was tried is not what the editor holds now. */
function asEdited({ dryRun, rollback, isLatest }: Verdict): Verdict {
  return {
    ...(dryRun && { dryRun: { ...dryRun, isOutdated: true } }),
    ...(rollback && { rollback: { ...rollback, isOutdated: true } }),
    isLatest,
  };
}

/** A state that can be read, then at most two actions. */
function lensesOf({ model, migration, script }: Place): readonly vscode.Command[] {
  const uri = vscode.Uri.file(script.path);
  const state = model.states.get(migration.id);
  const action = (title: string, command: string): vscode.Command => ({ title, command, arguments: [uri] });
  const where = state === undefined ? stateWords(state, now()) : `${stateWords(state, now())} · ${model.target.name}`;
  if (script.direction === 'down' && migration.up?.path !== script.path) {
    return [
      { title: `Down script · ${where}`, command: '' },
      ...(migration.up === undefined ? [] : [action('Open Up Script', commandIds.openUp)]),
    ];
  }
  // Where a word must be typed first, more input follows, and the label says so.
  const dots = policies[model.target.role].wantsName ? '…' : '';
  // In production nothing begins with a click between the lines.
  const isProduction = model.target.role === 'production';
  const said = { title: where, command: commandIds.openPanel };
  if (!vscode.workspace.isTrusted) return [said];
  if (calledFor.unresolved(migration, model)) {
    return isProduction ? [said] : [said, action('Resolve…', commandIds.resolveFailed)];
  }
  if (calledFor.renamed(migration, model)) return [said, action('Rename Back…', commandIds.renameBack)];
  const isRepairable = !isProduction && calledFor.repairable(migration, model);
  const repair = isRepairable ? [action('Repair Checksum…', commandIds.repairChecksum)] : [];
  switch (state?.kind) {
    case undefined:
      return [said, action('Refresh Status', commandIds.refresh)];
    case 'pending':
    case 'out-of-order':
      return [
        said,
        action('Dry Run up to Here', commandIds.dryRunUpTo),
        ...(isProduction ? [] : [action(`Apply up to Here${dots}`, commandIds.applyUpTo)]),
      ];
    case 'applied':
    case 'changed':
      return !isProduction && migration.down !== undefined && lastApplied(model) === migration.id
        ? [said, ...repair, action(`Roll Back${dots}`, commandIds.rollBackTo)]
        : [said, ...repair];
    case 'failed':
    case 'blocked':
      return [said];
  }
}
