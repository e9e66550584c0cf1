import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { booking, closeAll, open, readyWithStatus, until, write } from './support';

const unsafeIndex = join(booking, '20250402084500_index_open_requests.up.sql');

async function lensesOf(uri: vscode.Uri): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
  return lenses.map(({ command, range }) => {
    assert.equal(range.start.line, 0);
    return command?.title ?? '';
  });
}

describe('in the editor', () => {
  before(readyWithStatus);
  afterEach(closeAll);

  it('line 1 says where the migration stands, and offers what can be done', async () => {
    const { document } = await open(booking, '20250113101000_create_bookings.sql');
    assert.deepEqual(await lensesOf(document.uri), ['Pending · embedded', 'Dry Run up to Here', 'Apply up to Here']);
  });

  it('a down script leads to its up script', async () => {
    const { document } = await open(booking, '20250416100000_widen_capacity.down.sql');
    assert.deepEqual(await lensesOf(document.uri), ['Down script · Pending · embedded', 'Open Up Script']);
    await vscode.commands.executeCommand('lockkeeper.openUp', document.uri);
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /widen_capacity\.up\.sql$/);
  });

  it('a command about a migration asks which, where none is in the editor', async () => {
    await closeAll();
    const opening = vscode.commands.executeCommand('lockkeeper.openDown');
    await sleep(400);
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await opening;
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /down/);
    await open(booking, '20250113101000_create_bookings.sql');
    await vscode.commands.executeCommand('lockkeeper.openDown');
    assert.match(vscode.window.activeTextEditor!.document.uri.path, /create_bookings\.sql$/, 'it has none, and that is said');
  });

  it('lenses can be switched off at once', async () => {
    const { document } = await open(booking, '20250113101000_create_bookings.sql');
    const configuration = vscode.workspace.getConfiguration('lockkeeper', document.uri);
    await configuration.update('codeLens.enabled', false, vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(await lensesOf(document.uri), []);
    await configuration.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Workspace);
    assert.equal((await lensesOf(document.uri)).length, 3);
  });

  it('the outline has a line for each statement, which folds', async () => {
    const { document } = await open(booking, '20250113101000_create_bookings.sql');
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const named = symbols.find(({ name }) => name === 'create table booking');
    assert.ok(named, symbols.map(({ name }) => name).join('; '));
    assert.equal(named.kind, vscode.SymbolKind.Struct);
    assert.equal(document.getText(named.selectionRange), 'booking');
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
    assert.ok(folds.some(({ start, end }) => start === named.range.start.line && end === named.range.end.line));
  });

  it('a selection grows to the statement', async () => {
    const { document } = await open(unsafeIndex);
    const start = document.positionAt(document.getText().indexOf('requested_at'));
    const [grown] = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
      'vscode.executeSelectionRangeProvider',
      document.uri,
      [start],
    );
    const texts: string[] = [];
    for (let each = grown; each !== undefined; each = each.parent) texts.push(document.getText(each.range));
    assert.ok(texts.includes('requested_at'), texts.join(' | '));
    assert.ok(
      texts.some((text) => /^CREATE INDEX [^;]*;$/.test(text)),
      texts.join(' | '),
    );
  });

  it('a name shows what it stands for, and leads to the migration that made it', async () => {
    const { document } = await open(unsafeIndex);
    const at = document.positionAt(document.getText().indexOf('requested_at'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
    const shown = hovers.flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value)).join('\n');
    assert.match(shown, /-- booking\nrequested_at timestamptz/);
    const links = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at,
    );
    const [link] = links;
    assert.ok(link);
    assert.match(link.targetUri.path, /_create_bookings\.sql$/);
    const target = await vscode.workspace.openTextDocument(link.targetUri);
    assert.equal(link.targetSelectionRange && target.getText(link.targetSelectionRange), 'requested_at');
    assert.match(target.getText(link.targetRange), /^CREATE TABLE booking \([^]*requested_at[^]*\)$/);
  });

  it('a name leads to every migration that names the same', async () => {
    const { document } = await open(unsafeIndex);
    const at = document.positionAt(document.getText().indexOf('requested_at'));
    const found = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', document.uri, at);
    const files = new Set(found.map(({ uri }) => uri.path.replace(/.*\/\d+_/, '')));
    for (const file of ['create_bookings.sql', 'index_open_requests.up.sql']) assert.ok(files.has(file), [...files].join());
    for (const { uri, range } of found) {
      assert.equal((await vscode.workspace.openTextDocument(uri)).getText(range), 'requested_at');
    }
  });

  it('tables and columns of the chain are offered where they may stand', async () => {
    const editor = await open(unsafeIndex);
    await write(editor, 'UPDATE booking SET reference = shi\nWHERE booking.');
    const offered = async (line: number): Promise<readonly string[]> => {
      const end = editor.document.lineAt(line).range.end;
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        editor.document.uri,
        end,
      );
      return items.map(({ label, detail }) => `${typeof label === 'string' ? label : label.label} ${detail ?? ''}`);
    };
    for (const line of [0, 1]) {
      const labels = await offered(line);
      assert.ok(labels.includes('shipper text · booking'), labels.join('; '));
    }
  });

  it('a page of a rule or of an error opens, and only such a page', async () => {
    const labels = (): string[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
    await vscode.commands.executeCommand('lockkeeper.openDocumentation', 'set-not-null');
    await until(() => labels().some((label) => label.includes('set-not-null')), 'the page');
    await closeAll();
    await vscode.commands.executeCommand('lockkeeper.openDocumentation', '55P03');
    await until(() => labels().some((label) => label.includes('55P03')), 'the page of an error');
    await closeAll();
    await vscode.commands.executeCommand('lockkeeper.openDocumentation', '../../README');
    assert.deepEqual(labels(), []);
  });

  it('SQL that is no migration has no lens', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'sql', content: 'SELECT 1;' });
    assert.deepEqual(await lensesOf(document.uri), []);
  });
});
