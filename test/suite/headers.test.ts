import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { billing, closeAll, open, readyWithStatus, write } from './support';

const payments = join(billing, '20250226_160000_schema_payments.sql');

/** What is offered at the end of a line of the text, but for the words of the file, which VS Code offers where nothing else is. */
async function offered(text: string, line: number, trigger?: string): Promise<readonly vscode.CompletionItem[]> {
  const editor = await open(payments);
  await write(editor, text);
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    editor.document.uri,
    editor.document.lineAt(line).range.end,
    trigger,
  );
  return items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text);
}

const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);
const labels = (items: readonly vscode.CompletionItem[]): readonly string[] => items.map(labelOf);

describe('the header of a migration', () => {
  before(readyWithStatus);
  afterEach(closeAll);

  it('is offered the keys that it lacks, and asks for their values next', async () => {
    const items = await offered('-- Type: schema\n-- \n\nSELECT 1;\n', 1, ' ');
    for (const key of ['Database', 'Breaking', 'Dependencies']) assert.ok(labels(items).includes(key), labels(items).join());
    assert.ok(!labels(items).includes('Type'));
    const item = items.find((each) => labelOf(each) === 'Breaking');
    assert.equal(item?.insertText, 'Breaking: ');
    assert.equal(item.command?.command, 'editor.action.triggerSuggest');
  });

  it('is offered values, and the migrations before this one by version and title', async () => {
    assert.deepEqual(labels(await offered('-- Breaking: \nSELECT 1;\n', 0, ' ')), ['no', 'yes']);
    const items = await offered('-- Dependencies: 20250115_090000, 2025\nSELECT 1;\n', 0);
    const named = items.find((each) => labelOf(each) === '20250122_143000');
    assert.ok(named, labels(items).join());
    assert.deepEqual(named.label, { label: '20250122_143000', description: 'invoice lines' });
    const { start } = named.range as vscode.Range;
    assert.equal(start.character, '-- Dependencies: 20250115_090000, '.length);
    for (const version of ['20250115_090000', '20250226_160000', '20250305_113000']) {
      assert.ok(!labels(items).includes(version), `${version} is named already, itself or later`);
    }
  });

  it('is not asked where SQL stands', async () => {
    assert.deepEqual(labels(await offered('-- Type: schema\n\nSELECT \n', 2, ' ')), []);
  });

  it('tells on hover what it means, and as text alone', async () => {
    const editor = await open(payments);
    await write(editor, editor.document.getText().replace('m.okafor', '[m](command:workbench.action.quit)'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      new vscode.Position(4, 5),
    );
    const parts = hovers.flatMap(({ contents }) => contents.map((part) => part as vscode.MarkdownString));
    const shown = parts.find(({ value }) => value.includes('payments'));
    assert.ok(shown, parts.map(({ value }) => value).join('\n'));
    assert.ok(shown.isTrusted !== true);
    assert.ok(shown.value.includes('Author: \\[m\\]\\(command\\:workbench\\.action\\.quit\\)'), shown.value);
    assert.match(shown.value, /Depends on\n\n- 20250122\\_143000 invoice lines: (?:applied|pending|not known)/);
    assert.match(shown.value, /Needed by\n\n- 20250305\\_113000 account statement: /);
  });

  it('leads from a dependency to its migration', async () => {
    const { document } = await open(payments);
    const at = document.positionAt(document.getText().indexOf('20250122_143000') + 4);
    const [link] = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      at,
    );
    assert.ok(link);
    assert.match(link.targetUri.path, /\/20250122_143000_schema_invoice_lines\.sql$/);
    assert.equal(link.originSelectionRange && document.getText(link.originSelectionRange), '20250122_143000');
    const target = await vscode.workspace.openTextDocument(link.targetUri);
    const selected = link.targetSelectionRange;
    assert.ok(selected);
    assert.equal(target.getText(selected), '20250122_143000');
    assert.equal(selected.start.line, 1, 'the line that says its own version');
  });
});
