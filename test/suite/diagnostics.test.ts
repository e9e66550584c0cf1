import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { booking, closeAll, folder, open, problemsOf, ready, ruleOf, until, write } from './support';

const unsafe = join(booking, '20250402084500_index_open_requests.up.sql');

const rulesOf = (uri: vscode.Uri): string[] => problemsOf(uri).map(ruleOf).sort();

async function actionsAt(uri: vscode.Uri, range: vscode.Range, kind?: vscode.CodeActionKind): Promise<vscode.CodeAction[]> {
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', uri, range, kind?.value);
}

describe('diagnostics', () => {
  before(ready);
  afterEach(closeAll);

  it('stand at the clause at fault, with the rule, its page, and the consequence in a sentence', async () => {
    const { document } = await open(unsafe);
    await until(() => problemsOf(document.uri).length > 0, 'findings');
    const found = problemsOf(document.uri).find((each) => ruleOf(each) === 'create-index-not-concurrent');
    assert.ok(found, rulesOf(document.uri).join());
    assert.ok(found.severity <= vscode.DiagnosticSeverity.Warning);
    assert.equal(found.range.start.line, 1);
    assert.ok(found.range.isSingleLine);
    assert.match(found.message, /booking/);
    const target = (found.code as { target: vscode.Uri }).target;
    assert.equal(target.toString(), 'lockkeeper-page:/rules/create-index-not-concurrent.md');
    const page = await vscode.workspace.openTextDocument(target);
    assert.match(page.getText(), /^# create-index-not-concurrent\n/);
  });

  it('follow unsaved text', async () => {
    const editor = await open(unsafe);
    const { uri } = editor.document;
    await until(() => rulesOf(uri).includes('create-index-not-concurrent'), 'the first findings');
    await write(editor, 'SELECT 1;\n');
    await until(() => problemsOf(uri).length === 0, 'findings to go');
    await write(editor, 'SELECT 1;\n\nALTER TABLE booking DROP COLUMN shipper;\n');
    await until(() => rulesOf(uri).includes('drop-column'), 'new findings');
    assert.ok(editor.document.isDirty);
    assert.equal(problemsOf(uri).find((each) => ruleOf(each) === 'drop-column')?.range.start.line, 2);
  });

  it('show a syntax error at its token, and what is wrong elsewhere', async () => {
    const editor = await open(unsafe);
    const { uri } = editor.document;
    await write(editor, 'CREATE TABEL a (id int);\nALTER TABLE booking DROP COLUMN shipper;\n');
    await until(() => rulesOf(uri).includes('syntax-error') && rulesOf(uri).includes('drop-column'), 'both findings');
    const error = problemsOf(uri).find((each) => ruleOf(each) === 'syntax-error')!;
    assert.equal(editor.document.getText(error.range), 'TABEL');
    assert.equal(error.severity, vscode.DiagnosticSeverity.Error);
  });

  it('stay when git’s version of the file is closed', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('git', {
      provideTextDocumentContent: () => 'SELECT 1;',
    });
    const { document } = await open(unsafe);
    await until(() => rulesOf(document.uri).includes('create-index-not-concurrent'), 'findings');
    const old = await vscode.workspace.openTextDocument(document.uri.with({ scheme: 'git' }));
    await vscode.window.showTextDocument(old, { preview: true });
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    // Its language changes, which closes and opens it as far as extensions are told.
    await vscode.languages.setTextDocumentLanguage(old, 'plaintext');
    await sleep(400);
    assert.ok(rulesOf(document.uri).includes('create-index-not-concurrent'));
    provider.dispose();
  });

  it('show what is wrong in lockkeeper.json, and go when it is put right', async () => {
    const path = join(folder.fsPath, 'lockkeeper.json');
    const uri = vscode.Uri.file(path);
    writeFileSync(path, '{\n  "rulez": {}\n}\n');
    await until(() => rulesOf(uri).includes('invalid-configuration'), 'the fault');
    assert.equal(problemsOf(uri)[0]?.range.start.line, 1);
    assert.match(problemsOf(uri)[0]?.message ?? '', /“rulez” is not known/);
    writeFileSync(path, '{\n  "rules": {}\n}\n');
    await until(() => problemsOf(uri).every((each) => ruleOf(each) !== 'invalid-configuration'), 'the fault to go');
    rmSync(path);
  });

  it('leave other SQL alone', async () => {
    const other = join(folder.fsPath, 'report.sql');
    writeFileSync(other, 'DROP TABLE booking;\n');
    const { document } = await open(other);
    const migration = await open(unsafe);
    await until(() => problemsOf(migration.document.uri).length > 0, 'findings of a migration');
    assert.deepEqual(problemsOf(document.uri), []);
    rmSync(other);
  });

  it('offer a fix that is an edit, and undo takes it back', async () => {
    const { document } = await open(unsafe);
    const { uri } = document;
    await until(() => rulesOf(uri).includes('create-index-not-concurrent'), 'findings');
    const found = problemsOf(uri).find((each) => ruleOf(each) === 'create-index-not-concurrent')!;
    const actions = await actionsAt(uri, found.range, vscode.CodeActionKind.QuickFix);
    const fix = actions.find(({ title }) => title.startsWith('Add CONCURRENTLY'));
    assert.ok(fix?.edit, actions.map(({ title }) => title).join('; '));
    const before = document.getText();
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.match(document.getText(), /CREATE INDEX CONCURRENTLY/);
    await until(() => !rulesOf(uri).includes('create-index-not-concurrent'), 'the finding to go');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  it('offer to ignore a rule with a reason, and the page of the rule', async () => {
    const { document } = await open(unsafe);
    const { uri } = document;
    await until(() => rulesOf(uri).includes('create-index-not-concurrent'), 'findings');
    const found = problemsOf(uri).find((each) => ruleOf(each) === 'create-index-not-concurrent')!;
    const actions = await actionsAt(uri, found.range, vscode.CodeActionKind.QuickFix);
    assert.ok(actions.some(({ command }) => command?.command === 'lockkeeper.openDocumentation'));
    const ignore = actions.find(({ title }) => title.startsWith('Ignore create-index-not-concurrent here'));
    assert.ok(ignore?.edit);
    assert.ok(await vscode.workspace.applyEdit(ignore.edit));
    assert.match(document.lineAt(1).text, /^-- lockkeeper-ignore create-index-not-concurrent: \S/);
    await until(() => !rulesOf(uri).includes('create-index-not-concurrent'), 'the finding to go');
  });

  it('offer the page of the error that they name', async () => {
    const { document } = await open(unsafe);
    const { uri } = document;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(
      uri,
      document.lineAt(document.lineCount - 1).range.end,
      '\nCREATE TABLE twice (id int);\nCREATE TABLE twice (id int);\n',
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until(() => rulesOf(uri).includes('conflicting-redefinition'), 'the finding');
    const found = problemsOf(uri).find((each) => ruleOf(each) === 'conflicting-redefinition')!;
    const actions = await actionsAt(uri, found.range, vscode.CodeActionKind.QuickFix);
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.includes('Open documentation of 42P07'), titles.join('; '));
    await vscode.commands.executeCommand('undo');
  });

  it('have a hover beside them that says what PostgreSQL does', async () => {
    const { document } = await open(booking, '20250416100000_widen_capacity.up.sql');
    const at = document.positionAt(document.getText().indexOf('TYPE'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
    const text = hovers.flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value)).join('\n');
    assert.match(text, /ACCESS EXCLUSIVE/);
    assert.match(text, /rewrites/);
  });

  it('have a hover that shows what to write instead', async () => {
    const { document } = await open(unsafe);
    await until(() => rulesOf(document.uri).includes('create-index-not-concurrent'), 'findings');
    const found = problemsOf(document.uri).find((each) => ruleOf(each) === 'create-index-not-concurrent')!;
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      found.range.start,
    );
    const parts = hovers.flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value));
    assert.ok(
      parts.some((part) => /```sql\n(-- no-transaction\n)?CREATE INDEX CONCURRENTLY [^]*```/.test(part)),
      parts.join('\n\n'),
    );
  });

  it('give only what was asked for', async () => {
    const { document } = await open(unsafe);
    const { uri } = document;
    await until(() => problemsOf(uri).length > 0, 'findings');
    const everywhere = new vscode.Range(0, 0, document.lineCount, 0);
    const all = await actionsAt(uri, everywhere, vscode.CodeActionKind.SourceFixAll);
    assert.deepEqual(
      all.map(({ kind, edit }) => [kind?.value, edit !== undefined]),
      [['source.fixAll.lockkeeper', true]],
    );
    const before = document.getText();
    assert.ok(await vscode.workspace.applyEdit(all[0]!.edit!));
    assert.match(document.getText(), /CREATE INDEX CONCURRENTLY/);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    const refactorings = await actionsAt(uri, everywhere, vscode.CodeActionKind.Refactor);
    assert.deepEqual(refactorings, []);
  });

  it('have fixes for the text as it is, also before a pause in typing has called for new findings', async () => {
    const editor = await open(unsafe);
    const { uri } = editor.document;
    await until(() => problemsOf(uri).length > 0, 'findings');
    await write(editor, '-- a new first line\n'.repeat(3) + editor.document.getText());
    const actions = await actionsAt(uri, new vscode.Range(0, 0, 9, 0), vscode.CodeActionKind.QuickFix);
    const fix = actions.find(({ title }) => title.includes('CONCURRENTLY'));
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(editor.document.getText(), /^CREATE INDEX CONCURRENTLY booking_requested_idx ON booking/m);
    await vscode.commands.executeCommand('undo');
  });
});
