import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, deploy, open, ready, until, write } from './support';

const down = join(dirname(deploy), 'down');
const up = '-- 020: Quays\n\nCREATE TABLE yard.quay (id bigint PRIMARY KEY);\n';
const undo = '-- Undo 020: Quays\n\nDROP TABLE yard.quay;\n';

const at = (name: string): string => join(deploy, `${name}.sql`);
const downAt = (name: string): string => join(down, `${name}_down.sql`);

/** Files of the source that tests made, by their names. */
const made = (): readonly string[] =>
  [...readdirSync(deploy), ...readdirSync(down)].filter((name) => /quay|pier/.test(name)).sort();

/** Answers the next notification with its first button, and hands over what it said. */
async function answering(work: () => Thenable<unknown>): Promise<readonly string[]> {
  const said: string[] = [];
  const original = vscode.window.showInformationMessage;
  const stand: unknown = (message: string, ...items: readonly unknown[]) => {
    said.push(message);
    return Promise.resolve(items.find((item) => typeof item === 'string'));
  };
  Object.assign(vscode.window, { showInformationMessage: stand });
  try {
    await work();
    return said;
  } finally {
    Object.assign(vscode.window, { showInformationMessage: original });
  }
}

describe('renumbering in the editor', () => {
  beforeEach(async () => {
    const { store } = await ready();
    mkdirSync(down, { recursive: true });
    writeFileSync(at('020_quays'), up);
    writeFileSync(downAt('020_quays'), undo);
    await store.changed([at('020_quays'), downAt('020_quays')]);
    await until(() => store.at(at('020_quays'))?.migration.down !== undefined, 'the pair to be read');
  });
  afterEach(async () => {
    await closeAll();
    const { store } = await ready();
    for (const name of made()) rmSync(join(name.endsWith('_down.sql') ? down : deploy, name));
    await vscode.commands.executeCommand('lockkeeper.refresh');
    assert.ok(!store.sources.some(({ source }) => source.migrations.some(({ id }) => /quay|pier/.test(id))));
  });

  it('renames a pair with its headings, keeps unsaved text, and is undone in one step', async () => {
    const editor = await open(at('020_quays'));
    await write(editor, `${up}-- not saved yet\n`);
    await vscode.commands.executeCommand('lockkeeper.renumber', editor.document.uri);
    await until(() => existsSync(at('013_quays')), 'the new name');
    assert.deepEqual(made(), ['013_quays.sql', '013_quays_down.sql']);
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === at('013_quays'))!;
    assert.equal(document.getText(), `${up.replace('020', '013')}-- not saved yet\n`);
    assert.ok(document.isDirty, 'what was not saved is not saved for the user');
    assert.equal(readFileSync(downAt('013_quays'), 'utf8'), undo.replace('020', '013'));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    await until(() => existsSync(at('020_quays')) && existsSync(downAt('020_quays')), 'the old names');
    assert.deepEqual(made(), ['020_quays.sql', '020_quays_down.sql']);
    const textNow = (path: string): string =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === path)?.getText() ?? readFileSync(path, 'utf8');
    assert.equal(textNow(at('020_quays')), `${up}-- not saved yet\n`);
    assert.equal(textNow(downAt('020_quays')), undo);
  });

  it('offers to rename the down script when its up script gets another name', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(vscode.Uri.file(at('020_quays')), vscode.Uri.file(at('021_piers')));
    const said = await answering(async () => {
      assert.ok(await vscode.workspace.applyEdit(edit));
      await until(() => existsSync(downAt('021_piers')), 'the down script to follow');
      await until(() => readFileSync(downAt('021_piers'), 'utf8') === undo.replace('020', '021'), 'its heading');
    });
    assert.deepEqual(said, ['021_piers.sql has got another name. Rename the down script too, to 021_piers_down.sql?']);
    assert.equal(readFileSync(at('021_piers'), 'utf8'), up.replace('020', '021'));
    assert.deepEqual(made(), ['021_piers.sql', '021_piers_down.sql']);
  });
});
