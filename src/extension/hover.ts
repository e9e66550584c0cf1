import * as vscode from 'vscode';
import type { Finding } from '../lint/finding';
import { markdownCode, markdownText } from '../report/markdown';
import { migrationFiles } from './documents';
import { applied } from './edits';
import type { Store } from './store';

/** A remedy longer than this is read in the file, after it was applied. */
const longest = 600;

/** What PostgreSQL does to carry the statement under the mouse out, and what to write instead where that is at fault. */
export function registerHover(store: Store): vscode.Disposable {
  return vscode.languages.registerHoverProvider(migrationFiles, {
    async provideHover(document, position) {
      const path = document.uri.fsPath;
      const place = store.at(path);
      if (place === undefined) return undefined;
      const text = document.getText();
      const offset = document.offsetAt(position);
      const found = store.findings(path);
      const here =
        found?.version === document.version ? found.findings.filter(({ at }) => at.start <= offset && offset <= at.end) : [];
      const effects = await place.model.engine.hover(path, text, offset);
      const parts = [...here.map((finding) => remedyOf(finding, text)), effects ?? ''].filter((part) => part !== '');
      return parts.length === 0 ? undefined : new vscode.Hover(parts.map((part) => new vscode.MarkdownString(part)));
    },
  });
}

/** What to do about a finding, as Markdown; with the statement as its fix would leave it, where there is one. */
function remedyOf(finding: Finding, text: string): string {
  const { help, fixes, path, statement } = finding;
  const fix = fixes.find(({ preferred }) => preferred);
  const safe = fix && applied(fix.edits, { path, text, around: statement });
  return [
    ...(help === undefined ? [] : [markdownText(help)]),
    ...(safe === undefined || safe.length > longest ? [] : [markdownCode(safe)]),
  ].join('\n\n');
}
