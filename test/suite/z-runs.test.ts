import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension/extension';
import { booking, closeAll, deploy, open, problemsOf, readyWithStatus, rowOf, ruleOf, sourceAt, until, write } from './support';

const run = (command: string, argument: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand(`lockkeeper.${command}`, argument);

/** How many migrations of a source are in each state. */
function standing(api: Api, path: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of sourceAt(api, path).states.values()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

describe('runs on the embedded database', function () {
  this.timeout(60_000);
  let api: Api;
  const source = vscode.Uri.file(booking);

  before(async () => {
    api = await readyWithStatus();
  });
  afterEach(closeAll);

  it('rehearse: every statement is measured, and nothing has happened after', async () => {
    await run('dryRunPending', source);
    const shown = api.panel.state;
    assert.equal(shown.run?.outcome, 'done', shown.run?.message);
    assert.equal(shown.run.steps.length, 12);
    const statements = shown.run.steps.flatMap((step) => step.statements);
    assert.ok(statements.every(({ ms, skipped }) => ms !== undefined || skipped !== undefined));
    assert.ok(
      statements.some(({ work }) => work.some((words) => words.startsWith('rewrites'))),
      'the one that rewrites is among them',
    );
    await vscode.commands.executeCommand('lockkeeper.refresh');
    assert.deepEqual(standing(api, booking), { pending: 12 });
    const [kept] = shown.runs ?? [];
    assert.deepEqual([kept?.number, kept?.kind, kept?.outcome], [shown.run.number, 'dry-run', 'done']);
  });

  it('compare the schema before and after as two texts, in the editor’s own comparison', async () => {
    assert.equal(api.panel.state.run?.schema?.canCompare, true);
    await run('compareSchema', undefined);
    const comparison = (): vscode.TabInputTextDiff | undefined =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs.map(({ input }) => input))
        .find((input) => input instanceof vscode.TabInputTextDiff && input.original.scheme === 'lockkeeper-schema') as
        vscode.TabInputTextDiff | undefined;
    await until(() => comparison() !== undefined, 'the comparison');
    const [before, after] = await Promise.all(
      [comparison()!.original, comparison()!.modified].map(async (uri) =>
        (await vscode.workspace.openTextDocument(uri)).getText(),
      ),
    );
    assert.equal(before, 'schema public\n  comment: standard public schema\n', 'nothing has been applied yet');
    assert.match(after ?? '', /^table public\.booking$/m);
    assert.match(after ?? '', /^index public\./m);
    const titles = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    assert.ok(titles.includes('Schema on embedded (before ↔ after the dry run)'), titles.join());
  });

  it('show what was measured in the one panel, which comes back and does not double', async () => {
    const panels = (): readonly vscode.Tab[] =>
      vscode.window.tabGroups.all.flatMap((group) => group.tabs.filter(({ label }) => label === 'Lockkeeper'));
    await run('openPanel', source);
    await until(() => panels().length === 1 && api.panel.shows(sourceAt(api, booking)), 'the panel');
    await run('openPanel', vscode.Uri.file(deploy));
    assert.equal(panels().length, 1);
    assert.ok(!api.panel.shows(sourceAt(api, booking)), 'runs of a source out of sight are told by notifications');
    const shown = (): number | undefined => api.panel.state.run?.steps.length;
    assert.equal(shown(), undefined, 'the run of another source');
    await run('openPanel', source);
    assert.equal(shown(), 12);
  });

  it('apply up to a migration, with one click and no question', async () => {
    const row = rowOf(api, join(booking, '20250113101000_create_bookings.sql'));
    await run('applyUpTo', row);
    assert.deepEqual(standing(api, booking), { applied: 3, pending: 9 });
    await run('applyPending', source);
    assert.deepEqual(standing(api, booking), { applied: 12 });
    assert.ok(api.store.run?.report?.outcome === 'done');
  });

  it('are told by the lens, the status bar and the tree', async () => {
    const { document } = await open(booking, '20250416100000_widen_capacity.up.sql');
    await until(
      () => api.statusBar.text === '$(database) embedded · up to date',
      `the status bar, which says ${api.statusBar.text}`,
    );
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ['Applied just now · embedded', 'Roll Back'],
    );
    const flags = api.tree.getTreeItem(rowOf(api, document.uri.fsPath)).contextValue?.split('.');
    assert.ok(flags?.includes('last') && flags.includes('revertible'));
    const [group] = api.tree.getChildren(api.tree.getChildren().find(({ model }) => model.source.path === booking));
    assert.equal(api.tree.getTreeItem(group!).label, 'Applied (12)');
    assert.equal(api.tree.getTreeItem(group!).collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    const [newest] = api.tree.getChildren(group);
    assert.match(String(api.tree.getTreeItem(newest!).description), /^20250416100000/);
  });

  it('notice a file that changed after it was applied', async () => {
    const path = join(booking, '20250214093000_booking_search.up.sql');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, `${text}-- one more line\n`);
    await until(() => standing(api, booking)['changed'] === 1, 'the change to be seen');
    writeFileSync(path, text);
    await until(() => standing(api, booking)['changed'] === undefined, 'the change to be undone');
  });

  it('leave pending files in Problems, open or not, until they are gone', async () => {
    const made = vscode.Uri.file(join(booking, '20250503000000_drop_later.sql'));
    writeFileSync(made.fsPath, 'ALTER TABLE booking DROP COLUMN shipper;\n');
    await until(() => problemsOf(made).some((each) => ruleOf(each) === 'drop-column'), 'findings of a new file');
    rmSync(made.fsPath);
    await until(() => problemsOf(made).length === 0, 'findings to leave');
    const tried = vscode.Uri.file(join(booking, '20250402084500_index_open_requests.up.sql'));
    assert.ok(
      problemsOf(tried).some((each) => ruleOf(each) === 'create-index-not-concurrent'),
      'what was applied to the embedded database alone is yet to run elsewhere',
    );
  });

  it('roll back the last, and a migration with all later ones', async () => {
    await run('rollBackLast', source);
    assert.deepEqual(standing(api, booking), { applied: 11, pending: 1 });
    await run('rollBackTo', rowOf(api, join(booking, '20250402084500_index_open_requests.up.sql')));
    assert.deepEqual(standing(api, booking), { applied: 9, pending: 3 });
  });

  it('do not touch a file that is not saved', async () => {
    const editor = await open(booking, '20250416100000_widen_capacity.up.sql');
    await write(editor, 'SELECT 1;\n');
    await run('applyPending', source);
    assert.deepEqual(standing(api, booking), { applied: 9, pending: 3 });
  });

  it('say where it failed, and keep what went well', async () => {
    const path = join(booking, '20990101000000_fails.up.sql');
    writeFileSync(path, 'SELECT 1;\n\nSELECT *\nFROM nowhere;\n');
    await until(() => api.store.at(path) !== undefined && standing(api, booking)['pending'] === 4, 'the new file');
    await run('applyPending', source);
    assert.deepEqual(standing(api, booking), { applied: 12, pending: 1 });
    const { run: shown } = api.panel.state;
    assert.equal(shown?.outcome, 'failed');
    const error = shown.steps.flatMap(({ statements }) => statements).find((statement) => statement.error !== undefined)?.error;
    const { sqlstate, condition, page, line, column } = error ?? {};
    assert.deepEqual([sqlstate, condition, page], ['42P01', 'undefined_table', '42P01']);
    assert.deepEqual([error?.path, line, column], [path, 4, 6]);
    rmSync(path);
    await until(() => api.store.at(path) === undefined, 'the file to go');
  });

  it('copy the command line that stands in the panel, also beside an earlier run', async () => {
    await run('openPanel', source);
    await until(() => api.panel.shows(sourceAt(api, booking)), 'the panel');
    const copied = async (): Promise<string> => {
      await run('copyCommandLine', source);
      return vscode.env.clipboard.readText();
    };
    const newest = await copied();
    assert.equal(newest, api.panel.state.commandLine);
    const earlier = api.panel.state.runs?.find(({ kind }) => kind === 'dry-run');
    assert.ok(earlier !== undefined);
    api.panel.choose(earlier.number);
    const { commandLine } = api.panel.state;
    assert.match(commandLine ?? '', /--dry-run=trace$/);
    assert.equal(await copied(), commandLine);
    api.panel.choose(undefined);
    assert.equal(await copied(), newest);
  });

  it('end when they are cancelled, and nothing of them stays', async () => {
    const path = join(booking, '20990101000001_takes_long.up.sql');
    writeFileSync(path, 'CREATE TABLE never_there (id int);\nSELECT pg_sleep(60);\n');
    await until(() => api.store.at(path) !== undefined && standing(api, booking)['pending'] === 1, 'the new file');
    const isAtSecond = (): boolean => api.store.isRunning && api.store.run?.progress?.includes('statement 2 of 2') === true;
    const trying = run('dryRunPending', source);
    await until(isAtSecond, 'the second statement of the dry run');
    await vscode.commands.executeCommand('lockkeeper.cancelRun');
    await trying;
    assert.equal(api.panel.state.run?.outcome, 'cancelled', 'a dry run ends too, with the process that it is in');
    const running = run('applyPending', source);
    await until(isAtSecond, 'the second statement');
    assert.match(api.statusBar.text, /sync~spin/);
    assert.equal(api.panel.state.can.cancel, true);
    await vscode.commands.executeCommand('lockkeeper.cancelRun');
    await running;
    assert.equal(api.store.run?.report?.outcome, 'cancelled');
    assert.deepEqual(standing(api, booking), { applied: 12, pending: 1 });
    rmSync(path);
    await until(() => api.store.at(path) === undefined, 'the file to go');
  });

  it('are refused where files contradict each other, with the reason', async () => {
    await run('applyPending', vscode.Uri.file(deploy));
    const { report } = api.store.run ?? {};
    assert.notEqual(report?.outcome, 'done');
    assert.match(`${report?.message ?? ''} ${report?.steps.map(({ error }) => error?.message).join(' ') ?? ''}`, /011/);
  });
});
