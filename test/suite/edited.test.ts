import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { booking, closeAll, folder, open, problemsOf, ready, ruleOf, until, write } from './support';

const path = join(booking, '20250113101000_create_bookings.sql');
const applied = readFileSync(path, 'utf8');
const attributes = join(folder.fsPath, '.gitattributes');

function git(...command: readonly string[]): void {
  execFileSync('git', ['-C', folder.fsPath, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...command]);
}

const found = (uri: vscode.Uri): vscode.Diagnostic | undefined =>
  problemsOf(uri).find((each) => ruleOf(each) === 'edited-applied-migration');

async function actionIn(editor: vscode.TextEditor, title: RegExp): Promise<vscode.CodeAction> {
  const { uri } = editor.document;
  await until(() => found(uri) !== undefined, 'the finding');
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    found(uri)!.range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const action = actions.find((each) => title.test(each.title));
  assert.ok(action, actions.map((each) => each.title).join('; '));
  return action;
}

/** Applies the preferred fix on line 1 as a user does: what makes files does not survive the way back to an extension. */
async function applyPreferred(editor: vscode.TextEditor, title: RegExp): Promise<void> {
  assert.equal((await actionIn(editor, title)).isPreferred, true);
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  await vscode.commands.executeCommand('editor.action.codeAction', { kind: 'quickfix', apply: 'first', preferred: true });
}

describe('a migration that the default branch has', () => {
  before(async () => {
    await ready();
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-qm', 'all');
    git('checkout', '-qb', 'work');
    await vscode.commands.executeCommand('lockkeeper.refresh');
  });
  afterEach(closeAll);
  after(async () => {
    // Without git nothing counts as applied any more.
    rmSync(join(folder.fsPath, '.git'), { recursive: true });
    await vscode.commands.executeCommand('lockkeeper.refresh');
  });

  it('has a finding on line 1 as it is edited, which a fix undoes', async () => {
    const editor = await open(path);
    await write(editor, applied.replace(/booking/, 'reservation'));
    const { edit } = await actionIn(editor, /^Restore what main has$/);
    const finding = found(editor.document.uri)!;
    assert.equal(finding.range.start.line, 0);
    assert.match(finding.message, /^(The statements|Only comments and blanks) differ from what main has/);
    assert.ok(edit && (await vscode.workspace.applyEdit(edit)));
    assert.equal(editor.document.getText(), applied);
    await until(() => found(editor.document.uri) === undefined, 'the finding to go');
  });

  it('can be compared with what was applied', async () => {
    const editor = await open(path);
    await write(editor, `${applied}SELECT 1;\n`);
    const { command } = await actionIn(editor, /^Show the changes since it was applied$/);
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...(command.arguments as unknown[]));
    const isDiff = (input: unknown): input is vscode.TabInputTextDiff => input instanceof vscode.TabInputTextDiff;
    await until(() => isDiff(vscode.window.tabGroups.activeTabGroup.activeTab?.input), 'the comparison');
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab!;
    assert.equal(tab.label, `${basename(path)} (applied ↔ working tree)`);
    assert.ok(isDiff(tab.input));
    assert.equal((await vscode.workspace.openTextDocument(tab.input.original)).getText(), applied);
    assert.equal(tab.input.modified.fsPath, path);
  });

  it('gives what was appended to a new migration', async () => {
    const editor = await open(path);
    await write(editor, `${applied}\n-- Why\nCREATE INDEX later_idx ON booking (id);\n`);
    await applyPreferred(editor, /, and put the statement since then into \d+_create_index_later_idx.*\.sql$/);
    await until(() => editor.document.getText() === applied, 'what was applied to be back');
    const files = await vscode.workspace.findFiles('services/booking/migrations/*later_idx*');
    assert.equal(files.length > 0, true);
    const texts = files.map(({ fsPath }) => readFileSync(fsPath, 'utf8'));
    assert.ok(
      texts.some((text) => text.includes('-- Why\nCREATE INDEX later_idx ON booking (id);\n')),
      texts.join(),
    );
    for (const { fsPath } of files) rmSync(fsPath);
  });

  it('gets its line ends back, and a line in .gitattributes that keeps them', async () => {
    const editor = await open(path);
    assert.ok(await editor.edit((builder) => builder.setEndOfLine(vscode.EndOfLine.CRLF)));
    await until(() => found(editor.document.uri) !== undefined, 'the finding');
    const finding = found(editor.document.uri)!;
    assert.match(finding.message, /^Only the line ends differ from what main has: its checksum is not the one in /);
    assert.equal(finding.severity, vscode.DiagnosticSeverity.Information);
    await applyPreferred(editor, /^Bring back its line ends/);
    await until(() => editor.document.eol === vscode.EndOfLine.LF && existsSync(attributes), 'both');
    assert.equal(readFileSync(attributes, 'utf8'), 'services/booking/migrations/**/*.sql text eol=lf\n');
    rmSync(attributes);
  });
});
