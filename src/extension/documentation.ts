import * as vscode from 'vscode';
import { withoutMarks } from '../report/rule-text';
import { documentationScheme } from './ids';
import { pick } from './quick-input';

/**
 * The page of a rule. It has a scheme of its own so that it always opens in the Markdown preview, also from the links
 * behind diagnostics, which run no commands; package.json associates the two.
 */
export function documentationUri(rule: string): vscode.Uri {
  return vscode.Uri.from({ scheme: documentationScheme, path: `/${rule}.md` });
}

/** Serves the pages that are packed with the extension. */
export function registerDocumentation(extension: vscode.Uri): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(documentationScheme, {
    async provideTextDocumentContent({ path }) {
      const [, rule] = /^\/([a-z0-9-]+)\.md$/.exec(path) ?? [];
      if (rule === undefined) throw new Error(`There is no page ${path}.`);
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(pages(extension), `${rule}.md`));
      return withoutMarks(new TextDecoder().decode(bytes));
    },
  });
}

/** Shows the page of a rule; asks which one where none was named. */
export async function openDocumentation(extension: vscode.Uri, argument: unknown): Promise<void> {
  const rules = (await vscode.workspace.fs.readDirectory(pages(extension)))
    .flatMap(([name]) => (/^[a-z0-9-]+\.md$/.test(name) ? name.slice(0, -3) : []))
    .sort();
  const rule = typeof argument === 'string' ? argument : await askForRule(rules);
  if (rule === undefined) return;
  if (!rules.includes(rule)) throw new Error(`There is no rule ${rule}.`);
  await vscode.commands.executeCommand('vscode.open', documentationUri(rule), { preview: true });
}

const pages = (extension: vscode.Uri): vscode.Uri => vscode.Uri.joinPath(extension, 'docs', 'rules');

async function askForRule(rules: readonly string[]): Promise<string | undefined> {
  const items = rules.map((label) => ({ label }));
  const picked = await pick({ title: 'Open Rule Documentation', placeholder: 'Which rule?', items });
  return typeof picked === 'object' ? picked.label : undefined;
}
