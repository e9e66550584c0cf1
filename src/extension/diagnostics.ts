import * as vscode from 'vscode';
import type { Finding, Severity } from '../lint/finding';
import { documentationUri } from './documentation';
import { rangesIn, toRange } from './edits';
import { productName } from './ids';
import type { FileFindings } from './model';
import type { Store } from './store';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** Shows the store's findings as squiggles and in Problems. */
export function publishDiagnostics(store: Store): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(productName.toLowerCase());
  const publish = (path: string): void => {
    const found = store.findings(path);
    const uri = vscode.Uri.file(path);
    if (found === undefined) collection.delete(uri);
    else collection.set(uri, toDiagnostics(found, store));
  };
  return vscode.Disposable.from(
    collection,
    store.onDidChange((change) => {
      if (change.kind === 'findings') publish(change.path);
    }),
  );
}

/** The findings of one file as the editor's own, in their order. */
export function toDiagnostics({ findings, text }: FileFindings, store: Store): vscode.Diagnostic[] {
  const range = rangesIn(text);
  return findings.map((finding) => {
    const diagnostic = new vscode.Diagnostic(range(finding.at), messageOf(finding), severities[finding.severity]);
    diagnostic.source = productName;
    diagnostic.code = { value: finding.rule, target: documentationUri(finding.rule) };
    if (finding.rule === 'unused-ignore') diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
    const related = relatedInformation(finding, { findings, text }, store);
    if (related.length > 0) diagnostic.relatedInformation = related;
    return diagnostic;
  });
}

/** The finding's sentence, and in another one what it means for the target's tables. */
function messageOf({ message, estimate }: Finding): string {
  return estimate === undefined ? message : `${message}. Estimate: ${estimate}`;
}

/** Places in other files count in what the project read there; those whose text is not known are left out. */
function relatedInformation(finding: Finding, { text }: FileFindings, store: Store): vscode.DiagnosticRelatedInformation[] {
  return finding.related.flatMap(({ message, path, at }) => {
    const textThere = path === finding.path ? text : store.at(path)?.script.text;
    if (textThere === undefined) return [];
    return new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(path), toRange(textThere, at)), message);
  });
}
