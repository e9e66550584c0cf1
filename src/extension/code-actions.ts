import * as vscode from 'vscode';
import { isAdvised } from '../database/explained';
import type { Finding, Fix } from '../lint/finding';
import { fixedThroughout } from '../lint/fixes';
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
    return found.findings.flatMap((finding, index) => {
      const diagnostic = diagnostics[index];
      if (diagnostic?.range.intersection(range) === undefined) return [];
      const pages = [finding.rule, ...errorsOf(finding)];
      return [...finding.fixes.map((fix) => this.#fix(fix, found)), ...pages.map(openDocumentation)].map((action) => {
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

/** The SQLSTATEs with a page that a finding names: what its statement would or may fail with. */
function errorsOf({ message }: Finding): readonly string[] {
  return [...new Set(message.match(/\b[0-9A-Z]{5}\b/g))].filter(isAdvised);
}

function openDocumentation(page: string): vscode.CodeAction {
  const action = new vscode.CodeAction(`Open documentation of ${page}`, vscode.CodeActionKind.QuickFix);
  action.command = { command: commandIds.openDocumentation, title: 'Open Documentation', arguments: [page] };
  return action;
}
