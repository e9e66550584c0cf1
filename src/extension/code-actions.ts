import * as vscode from 'vscode';
import type { Finding, Fix } from '../lint/finding';
import { fixedThroughout } from '../lint/fixes';
import { irreversibleOrMissingDown } from '../lint/rules/meta/irreversible-or-missing-down';
import { downPlace } from '../migrations/down/place';
import type { Edit } from '../migrations/edit';
import { toDiagnostics } from './diagnostics';
import { migrationFiles } from './documents';
import { toWorkspaceEdit } from './edits';
import { commandIds } from './ids';
import type { LintLoop } from './lint-loop';
import type { FileFindings, Place } from './model';
import type { Store } from './store';

const fixAll = vscode.CodeActionKind.SourceFixAll.append('lockkeeper');

/** Remedies for what the linter found, built from its own findings: edits, so that preview and undo work. */
export class FindingActions implements vscode.CodeActionProvider {
  constructor(
    private readonly store: Store,
    private readonly loop: LintLoop,
  ) {}

  register(): vscode.Disposable {
    return vscode.languages.registerCodeActionsProvider(migrationFiles, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAll],
    });
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const known = this.store.findings(document.uri.fsPath);
    // Of another version of the text the positions would hit something else; who asks before typing has paused waits.
    const found = known?.version === document.version ? known : known && (await this.loop.current(document));
    if (found === undefined) return [];
    const place = this.store.at(document.uri.fsPath);
    const wanted = (kind: vscode.CodeActionKind): boolean => context.only?.contains(kind) ?? kind !== fixAll;
    return [
      ...(wanted(vscode.CodeActionKind.QuickFix) ? this.#quickFixes(range, found) : []),
      ...(wanted(fixAll) && place !== undefined ? await this.#fixAll(found, place) : []),
    ];
  }

  #quickFixes(range: vscode.Range, found: FileFindings): vscode.CodeAction[] {
    const diagnostics = toDiagnostics(found, this.store);
    const place = found.findings[0] && this.store.at(found.findings[0].path);
    const isDraftable = place !== undefined && downPlace(place.migration, place.model.source) !== undefined;
    return found.findings.flatMap((finding, index) => {
      const diagnostic = diagnostics[index];
      if (diagnostic?.range.intersection(range) === undefined) return [];
      const drafts = isDraftable && finding.rule === irreversibleOrMissingDown.id ? [draftDown(finding)] : [];
      return [...finding.fixes.map((fix) => this.#fix(fix, found)), ...drafts, openDocumentation(finding)].map((action) => {
        action.diagnostics = [diagnostic];
        return action;
      });
    });
  }

  #fix(fix: Fix, found: FileFindings): vscode.CodeAction {
    const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
    action.isPreferred = fix.preferred;
    action.edit = this.#edit(fix.edits, found);
    return action;
  }

  /** What has run already is left alone: a change of it would be a change of history. */
  async #fixAll(found: FileFindings, { model, migration, script: { path } }: Place): Promise<vscode.CodeAction[]> {
    if ((await model.engine.standing(migration)) === 'applied') return [];
    const edits = await fixedThroughout({ ...found, path }, (text) => model.engine.lint(path, text));
    if (edits.length === 0) return [];
    const action = new vscode.CodeAction('Apply all safe fixes of Lockkeeper', fixAll);
    action.edit = this.#edit(edits, found);
    return [action];
  }

  #edit(edits: readonly Edit[], found: FileFindings): vscode.WorkspaceEdit {
    const own = found.findings[0]?.path;
    return toWorkspaceEdit(edits, (path) => (path === own ? found.text : this.store.at(path)?.script.text));
  }
}

function draftDown({ path }: Finding): vscode.CodeAction {
  const action = new vscode.CodeAction('Draft the down script', vscode.CodeActionKind.QuickFix);
  action.command = { command: commandIds.draftDown, title: 'Draft Down Script', arguments: [vscode.Uri.file(path)] };
  return action;
}

function openDocumentation({ rule }: Finding): vscode.CodeAction {
  const action = new vscode.CodeAction(`Open documentation of ${rule}`, vscode.CodeActionKind.QuickFix);
  action.command = { command: commandIds.openDocumentation, title: 'Open Documentation', arguments: [rule] };
  return action;
}
