import * as vscode from 'vscode';
import { isAdvised } from '../database/explained';
import type { Finding, Fix } from '../lint/finding';
import { fixedThroughout } from '../lint/fixes';
import { editedAppliedMigration } from '../lint/rules/meta/edited-applied-migration';
import { irreversibleOrMissingDown } from '../lint/rules/meta/irreversible-or-missing-down';
import { downPlace } from '../migrations/down/place';
import { calledFor } from './called-for';
import { toDiagnostics } from './diagnostics';
import { migrationFiles } from './documents';
import { otherTexts, toWorkspaceEdit } from './edits';
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
      ...(wanted(vscode.CodeActionKind.QuickFix) ? await this.#quickFixes(range, found, place) : []),
      ...(wanted(fixAll) && place !== undefined ? await this.#fixAll(found, place) : []),
    ];
  }

  async #quickFixes(range: vscode.Range, found: FileFindings, place: Place | undefined): Promise<vscode.CodeAction[]> {
    const diagnostics = toDiagnostics(found, this.store);
    const isDraftable = place !== undefined && downPlace(place.migration, place.model.source) !== undefined;
    const actions: vscode.CodeAction[] = [];
    for (const [index, finding] of found.findings.entries()) {
      const diagnostic = diagnostics[index];
      if (diagnostic?.range.intersection(range) === undefined) continue;
      const pages = [finding.rule, ...errorsOf(finding)];
      const fixes = await Promise.all(finding.fixes.map((fix) => this.#fix(fix, found)));
      const isEdited = finding.rule === editedAppliedMigration.id && place !== undefined;
      const compare = isEdited ? [...(await showApplied(place)), ...repairChecksum(place)] : [];
      const drafts = isDraftable && finding.rule === irreversibleOrMissingDown.id ? [draftDown(finding)] : [];
      for (const action of [...fixes.flat(), ...compare, ...drafts, ...pages.map(openDocumentation)]) {
        action.diagnostics = [diagnostic];
        actions.push(action);
      }
    }
    return actions;
  }

  /** None where it would change a file that an editor holds unsaved, and that is no script. */
  async #fix(fix: Fix, found: FileFindings): Promise<vscode.CodeAction[]> {
    const textOf = (path: string): string | undefined => this.#textOf(path, found);
    const others = await otherTexts(fix.edits, (path) => textOf(path) !== undefined);
    const known = (path: string): string | undefined => textOf(path) ?? others.get(path);
    if (fix.edits.some((edit) => edit.kind === 'replace' && known(edit.path) === undefined)) return [];
    const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
    action.isPreferred = fix.preferred;
    action.edit = toWorkspaceEdit(fix.edits, known);
    return [action];
  }

  /** What has run already is left alone: a change of it would be a change of history. */
  async #fixAll(found: FileFindings, { model, migration, script: { path } }: Place): Promise<vscode.CodeAction[]> {
    if ((await model.engine.standing(migration)) === 'applied') return [];
    const edits = await fixedThroughout({ ...found, path }, (text) => model.engine.lint(path, text));
    if (edits.length === 0) return [];
    const action = new vscode.CodeAction('Apply all safe fixes of Lockkeeper', fixAll);
    action.edit = toWorkspaceEdit(edits, (other) => this.#textOf(other, found));
    return [action];
  }

  #textOf(path: string, { findings, text }: FileFindings): string | undefined {
    return path === findings[0]?.path ? text : this.store.at(path)?.script.text;
  }
}

/** A look at what was applied beside what stands here now, where anybody knows it. */
async function showApplied({ model, migration, script }: Place): Promise<vscode.CodeAction[]> {
  if ((await model.engine.applied(migration))?.text === undefined) return [];
  const action = new vscode.CodeAction('Show the changes since it was applied', vscode.CodeActionKind.QuickFix);
  const { showApplied: command } = commandIds;
  action.command = { command, title: 'Show Changes since Apply', arguments: [vscode.Uri.file(script.path)] };
  return [action];
}

/** Where the target's history keeps a checksum that could be set anew: the command says whether it may be. */
function repairChecksum({ model, migration, script }: Place): vscode.CodeAction[] {
  if (!calledFor.repairable(migration, model)) return [];
  const action = new vscode.CodeAction(`Repair its checksum on ${model.target.name}…`, vscode.CodeActionKind.QuickFix);
  const { repairChecksum: command } = commandIds;
  action.command = { command, title: 'Repair Checksum…', arguments: [vscode.Uri.file(script.path)] };
  return [action];
}

function draftDown({ path }: Finding): vscode.CodeAction {
  const action = new vscode.CodeAction('Draft the down script', vscode.CodeActionKind.QuickFix);
  action.command = { command: commandIds.draftDown, title: 'Draft Down Script', arguments: [vscode.Uri.file(path)] };
  return action;
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
