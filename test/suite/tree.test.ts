import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { MigrationTree } from '../../src/extension/tree';
import { markdownText } from '../../src/report/markdown';
import { billing, booking, deploy, outline, ready, readyWithStatus, rowOf, sourceAt, until } from './support';

describe('the tree', () => {
  it('has the three sources of the sample, named by their folders', async () => {
    const api = await ready();
    assert.deepEqual(
      api.tree.getChildren().map((node) => api.tree.getTreeItem(node).label),
      ['db/migrations', 'deploy/migrations/versions', 'services/booking/migrations'],
    );
  });

  it('groups by state once that has been read, and says what cannot run', async () => {
    const api = await readyWithStatus();
    const lines = outline(api);
    const groups = lines.filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim());
    const on = (...titles: readonly string[]): readonly string[] => titles.map((title) => `${title} | on embedded`);
    assert.deepEqual(groups, on('Pending (10)', 'Pending (11)', 'Cannot Run (2)', 'Pending (12)'));
    assert.ok(lines.includes('    create bookings | 20250113101000'), lines.join('\n'));
  });

  it('opens the file by a click and does nothing else', async () => {
    const api = await readyWithStatus();
    const path = join(booking, '20250113101000_create_bookings.sql');
    const { command, resourceUri } = api.tree.getTreeItem(rowOf(api, path));
    assert.equal(command?.command, 'vscode.open');
    assert.equal(resourceUri?.fsPath, path);
  });

  it('keeps ids over a refresh, so that selection and expansion stay', async () => {
    const api = await readyWithStatus();
    const ids = (): (string | undefined)[] =>
      api.tree
        .getChildren()
        .flatMap((node) => [node, ...api.tree.getChildren(node)])
        .map((node) => api.tree.getTreeItem(node).id);
    const before = ids();
    await vscode.commands.executeCommand('lockkeeper.refresh');
    assert.deepEqual(ids(), before);
    assert.equal(new Set(before).size, before.length);
  });

  it('finds the way from a row back to the top', async () => {
    const api = await readyWithStatus();
    const group = api.tree.getParent(rowOf(api, join(billing, '20250226_160000_schema_payments.sql')));
    assert.equal(group?.kind, 'group');
    assert.equal(api.tree.getParent(group)?.kind, 'source');
  });

  it('says anew how long ago things were, as time goes by', async () => {
    const api = await readyWithStatus();
    let told = 0;
    const listening = api.tree.onDidChangeTreeData(() => told++);
    api.store.tick();
    listening.dispose();
    assert.equal(told, 1);
  });

  it('knows the row of a file, also where no one has opened its group', async () => {
    const api = await readyWithStatus();
    const path = join(billing, '20250226_160000_schema_payments.sql');
    const fresh = new MigrationTree(api.store, api.verdicts);
    const row = fresh.rowOf(path)!;
    const group = fresh.getParent(row)!;
    assert.deepEqual([row.id, group.id], [rowOf(api, path).id, api.tree.getParent(rowOf(api, path))?.id]);
    assert.equal(fresh.getParent(group)?.kind, 'source');
    assert.equal(fresh.rowOf(join(billing, 'no.sql')), undefined);
    fresh.dispose();
  });

  it('tells the whole story in a tooltip, and in words what an icon shows', async () => {
    const api = await readyWithStatus();
    const blocked = rowOf(api, join(deploy, '011_crane_telemetry.sql'));
    const item = api.tree.resolveTreeItem(api.tree.getTreeItem(blocked), blocked);
    const [why] = sourceAt(api, deploy).source.migrations.flatMap(({ problems }) => problems);
    assert.equal((item.tooltip as vscode.MarkdownString).value.split(markdownText(why!.message)).length, 2, 'said once');
    assert.match(item.accessibilityInformation?.label ?? '', /cannot run/i);
  });

  it('offers on a row only what can be done with it', async () => {
    const api = await readyWithStatus();
    const flags = (...path: string[]): string[] =>
      api.tree
        .getTreeItem(rowOf(api, join(...path)))
        .contextValue!.split('.')
        .sort();
    const pending = ['baselinable', 'down', 'markable', 'migration', 'pending', 'renumberable', 'single', 'testable', 'up'];
    assert.deepEqual(flags(booking, '20250416100000_widen_capacity.up.sql'), pending);
    assert.deepEqual(flags(deploy, '011_crane_telemetry.sql'), ['down', 'migration', 'renumberable', 'up']);
  });

  it('sees files that others make, move and delete', async () => {
    const api = await ready();
    const has = (path: string) => (): boolean => api.store.at(path) !== undefined;
    const made = join(booking, '20250501000000_from_outside.sql');
    const moved = join(booking, '20250502000000_from_outside.sql');
    writeFileSync(made, 'SELECT 1;\n');
    await until(has(made), 'a file made outside');
    renameSync(made, moved);
    await until(() => has(moved)() && !has(made)(), 'a file moved outside');
    rmSync(moved);
    await until(() => !has(moved)(), 'a file deleted outside');
  });

  it('sees a new source, and its end', async () => {
    const api = await ready();
    const made = join(booking, '..', '..', 'customs', 'migrations');
    mkdirSync(made, { recursive: true });
    writeFileSync(join(made, '20250501000000_create_tariffs.sql'), 'CREATE TABLE customs_tariff (id int PRIMARY KEY);\n');
    await until(() => api.store.sources.length === 4, 'a new source');
    rmSync(join(made, '..'), { recursive: true });
    await until(() => api.store.sources.length === 3, 'a source to go');
  });
});
