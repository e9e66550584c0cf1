import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { Migration } from '../../src/migrations/project';
import { billing, booking, closeAll, deploy, folder, ready, sourceAt, until } from './support';

interface Wanted {
  readonly type?: string;
  readonly template?: string;
  readonly table?: string;
  readonly columns?: readonly string[];
}

/** Makes migrations and hands over the files that appeared, the opened one first. */
async function make(folder: string, description: string, wanted: Wanted = {}, count = 1): Promise<readonly string[]> {
  const api = await ready();
  const all = (): readonly Migration[] => sourceAt(api, folder).source.migrations;
  const before = new Set(all().map(({ id }) => id));
  await vscode.commands.executeCommand('lockkeeper.newMigration', { folder, description, ...wanted });
  const made = (): readonly Migration[] => all().filter(({ id }) => !before.has(id));
  await until(() => made().length === count, 'the new migrations to be read');
  return made().flatMap(({ up, down }) => [up?.path, down?.path].filter((path) => path !== undefined));
}

describe('a new migration', () => {
  const made: string[] = [];
  afterEach(async () => {
    await closeAll();
    const gone = made.splice(0);
    for (const path of gone) rmSync(path);
    const { store } = await ready();
    await until(() => gone.every((path) => store.at(path) === undefined), 'the files to go');
  });

  it('has the files of its source’s convention, and opens with the cursor in its body', async () => {
    made.push(...(await make(booking, 'add vessel flag')));
    assert.deepEqual(
      made.map((path) => basename(path).replace(/^\d{14}/, 'N')),
      ['N_add_vessel_flag.up.sql', 'N_add_vessel_flag.down.sql'],
    );
    const editor = vscode.window.activeTextEditor!;
    assert.equal(editor.document.uri.fsPath, made[0]);
    assert.ok(!editor.document.isDirty);
    const { line } = editor.selection.active;
    assert.equal(editor.document.lineAt(line).text.trim(), '', 'the cursor stands where SQL goes');
  });

  it('has the next number where versions are numbers', async () => {
    made.push(...(await make(deploy, 'night lights')));
    assert.deepEqual(
      made.map((path) => basename(path)),
      ['013_night_lights.sql', '013_night_lights_down.sql'],
    );
  });

  it('carries the type where names have one', async () => {
    made.push(...(await make(billing, 'speed up statements', { type: 'perf' })));
    assert.match(basename(made[0]!), /^\d{8}_\d{6}_perf_speed_up_statements\.sql$/);
  });

  it('holds what its template writes for a table', async () => {
    made.push(...(await make(booking, 'add index on vessel (name)', { template: 'add-index' })));
    const texts = made.map((path) => readFileSync(path, 'utf8'));
    assert.match(texts[0]!, /^-- no-transaction\n[^]*\nCREATE INDEX CONCURRENTLY vessel_name_idx ON vessel \(name\);\n$/);
    assert.match(texts[1]!, /^-- no-transaction\n[^]*\nDROP INDEX CONCURRENTLY vessel_name_idx;\n$/);
    assert.ok(vscode.window.activeTextEditor!.selection.isEmpty, 'everything has its name');
  });

  it('selects a name that nobody has given, wherever it stands', async () => {
    made.push(...(await make(deploy, 'later', { template: 'policy', columns: ['tenant'] })));
    const { document, selections } = vscode.window.activeTextEditor!;
    assert.equal(document.uri.fsPath, made[0]);
    assert.deepEqual([...new Set(selections.map((selection) => document.getText(selection)))], ['table_name']);
    assert.ok(selections.length >= 3);
  });

  it('is three where a column is replaced, each after the one before', async () => {
    const wanted = { template: 'expand-contract-files', table: 'vessel', columns: ['name', 'title'] };
    made.push(...(await make(booking, 'rename the vessels', wanted, 3)));
    assert.deepEqual(
      made.map((path) => basename(path).replace(/^\d{14}/, 'N')),
      ['expand', 'migrate', 'contract'].flatMap((phase) =>
        ['up', 'down'].map((direction) => `N_rename_the_vessels_${phase}.${direction}.sql`),
      ),
    );
    assert.equal(vscode.window.activeTextEditor!.document.uri.fsPath, made[0]);
  });

  it('is not made by a template that there is not', async () => {
    const { store } = await ready();
    const before = store.source(booking)!.source.migrations.length;
    await vscode.commands.executeCommand('lockkeeper.newMigration', { folder: booking, description: 'x', template: 'nothing' });
    await vscode.commands.executeCommand('lockkeeper.refresh');
    assert.equal(store.source(booking)!.source.migrations.length, before);
  });

  it('may be the way back that a migration lacks', async () => {
    const api = await ready();
    const lacking = (): Migration => sourceAt(api, deploy).source.migrations.find(({ version }) => version === '007')!;
    assert.equal(lacking().down, undefined);
    await vscode.commands.executeCommand('lockkeeper.draftDown', vscode.Uri.file(lacking().up!.path));
    await until(() => lacking().down !== undefined, 'the draft to be read');
    made.push(lacking().down!.path);
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.uri.fsPath, made[0]);
    assert.equal(document.getText(), '-- Undo 007: shift calendar\n\nDROP TABLE yard.shift;\n');
  });

  it('has its drafted way back in its own file where the runner keeps both there, and one undo takes it back', async () => {
    const api = await ready();
    const shop = join(folder.fsPath, 'shop', 'migrations');
    const path = join(shop, '20250101000000_goods.sql');
    const text = '-- migrate:up\r\nCREATE TABLE goods (id int);\r\n\r\n-- migrate:down\r\n-- Undo: goods\r\n';
    mkdirSync(shop, { recursive: true });
    writeFileSync(path, text);
    try {
      await until(() => api.store.at(path), 'the new source to be read');
      await vscode.commands.executeCommand('lockkeeper.draftDown', vscode.Uri.file(path));
      const { document, selection } = vscode.window.activeTextEditor!;
      assert.equal(document.uri.fsPath, path);
      assert.equal(document.getText(), `${text}\r\nDROP TABLE goods;\r\n`);
      assert.equal(document.lineAt(selection.active).text, 'DROP TABLE goods;');
      assert.ok(document.isDirty, 'it is left to be looked through');
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), text);
      assert.equal(readFileSync(path, 'utf8'), text);
    } finally {
      await closeAll();
      rmSync(join(folder.fsPath, 'shop'), { recursive: true });
      await until(() => api.store.at(path) === undefined, 'the source to go');
    }
  });

  it('is not made with a bad name, and nothing is left behind', async () => {
    const { store } = await ready();
    const before = store.source(booking)!.source.migrations.length;
    await vscode.commands.executeCommand('lockkeeper.newMigration', { folder: booking, description: '///' });
    await vscode.commands.executeCommand('lockkeeper.refresh');
    assert.equal(store.source(booking)!.source.migrations.length, before);
  });

  it('never writes over a file', async () => {
    made.push(...(await make(deploy, 'twice')));
    const [first] = made;
    const text = readFileSync(first!, 'utf8');
    made.push(...(await make(deploy, 'twice')));
    assert.equal(readFileSync(first!, 'utf8'), text);
    assert.equal(new Set(made).size, 4);
  });
});
