import * as vscode from 'vscode';
import type { ErrorPage } from '../database/explained';
import { withoutMarks } from '../report/page-text';
import { commandIds, documentationScheme } from './ids';
import { pick } from './quick-input';

/** The folders of docs/ that are packed. */
const folders = ['rules', 'errors'] as const;
type Folder = (typeof folders)[number];

interface Page {
  readonly folder: Folder;
  readonly name: string;
}

/** The page of a rule. */
export function documentationUri(rule: string): vscode.Uri {
  return pageUri({ folder: 'rules', name: rule });
}

/**
 * Pages have a scheme of their own so that they always open in the Markdown preview, also from the links behind
 * diagnostics, which run no commands; package.json associates the two. Paths are those of docs/, so that links between
 * pages lead on.
 */
function pageUri({ folder, name }: Page): vscode.Uri {
  return vscode.Uri.from({ scheme: documentationScheme, path: `/${folder}/${name}.md` });
}

/** Serves the pages that are packed with the extension. */
export function registerDocumentation(extension: vscode.Uri): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(documentationScheme, {
    async provideTextDocumentContent({ path }) {
      if (!/^\/(?:rules|errors)\/[a-z0-9-]+\.md$/i.test(path)) throw new Error(`There is no page ${path}.`);
      return withoutMarks(await textOf(vscode.Uri.joinPath(extension, 'docs', path)));
    },
  });
}

/** Shows the page of a rule or of an error; asks which one where none was named. */
export async function openDocumentation(extension: vscode.Uri, argument: unknown): Promise<void> {
  const pages = (await Promise.all(folders.map((folder) => pagesIn(extension, folder)))).flat();
  const page = typeof argument === 'string' ? pages.find(({ name }) => name === argument) : await askForPage(extension, pages);
  if (page === undefined && typeof argument === 'string') throw new Error(`There is no page of ${argument}.`);
  if (page !== undefined) await vscode.commands.executeCommand('vscode.open', pageUri(page), { preview: true });
}

/** Shows the page of an error. */
export async function explainError(page: ErrorPage): Promise<void> {
  await vscode.commands.executeCommand(commandIds.openDocumentation, page);
}

async function pagesIn(extension: vscode.Uri, folder: Folder): Promise<readonly Page[]> {
  const files = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(extension, 'docs', folder));
  return files
    .flatMap(([file]) => (file !== 'README.md' && /^[a-z0-9-]+\.md$/i.test(file) ? { folder, name: file.slice(0, -3) } : []))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Errors are known by their codes and by the names in their headings: both are searched. */
async function askForPage(extension: vscode.Uri, pages: readonly Page[]): Promise<Page | undefined> {
  const items = await Promise.all(
    pages.map(async (page) => {
      if (page.folder === 'rules') return { label: page.name, page };
      const text = await textOf(vscode.Uri.joinPath(extension, 'docs', page.folder, `${page.name}.md`));
      return { label: /^# (.*)/.exec(text)?.[1] ?? page.name, description: 'error', page };
    }),
  );
  const picked = await pick({ title: 'Open Documentation', placeholder: 'Which rule or error?', items });
  return typeof picked === 'object' ? picked.page : undefined;
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
