import * as vscode from 'vscode';
import { pick } from './quick-input';

/** Shows the page of a rule, which is packed with the extension; asks which one where none was named. */
export async function openDocumentation(extension: vscode.Uri, argument: unknown): Promise<void> {
  const folder = vscode.Uri.joinPath(extension, 'docs', 'rules');
  const rule = typeof argument === 'string' ? argument : await askForRule(folder);
  if (rule === undefined) return;
  if (!/^[a-z0-9-]+$/.test(rule)) throw new Error(`There is no rule ${rule}.`);
  const page = vscode.Uri.joinPath(folder, `${rule}.md`);
  // The preview belongs to a built-in extension, which may be switched off.
  const hasPreview = vscode.extensions.getExtension('vscode.markdown-language-features') !== undefined;
  if (hasPreview) await vscode.commands.executeCommand('markdown.showPreview', page);
  else await vscode.window.showTextDocument(page, { preview: true });
}

async function askForRule(folder: vscode.Uri): Promise<string | undefined> {
  const files = await vscode.workspace.fs.readDirectory(folder);
  const items = files
    .flatMap(([name]) => (/^[a-z0-9-]+\.md$/.test(name) ? { label: name.slice(0, -3) } : []))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  const picked = await pick({ title: 'Open Rule Documentation', placeholder: 'Which rule?', items });
  return typeof picked === 'object' ? picked.label : undefined;
}
