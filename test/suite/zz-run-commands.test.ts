import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension/extension';
import { booking, closeAll, readyWithStatus, rowOf, sourceAt, until } from './support';

const run = (command: string, argument: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand(`lockkeeper.${command}`, argument);

/** Enter in the box or list that is open, once it is. */
async function accept(): Promise<void> {
  await sleep(400);
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}

describe('the commands that are not for every day', function () {
  this.timeout(60_000);
  let api: Api;
  const source = vscode.Uri.file(booking);
  const last = join(booking, '20250416100000_widen_capacity.up.sql');

  /** How many migrations are in each state. */
  const standing = (): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { kind } of sourceAt(api, booking).states.values()) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  };
  const steps = (): readonly string[] =>
    (api.store.run?.report?.steps ?? []).map(({ direction, migration }) => `${direction} ${migration.version}`);
  /** Writes a migration with a way back, and waits until it is known. */
  const write = async (version: string, up: string): Promise<string> => {
    const path = join(booking, `${version}_made_here.up.sql`);
    writeFileSync(path, up);
    writeFileSync(path.replace('.up.', '.down.'), 'SELECT 1;\n');
    await until(
      () => sourceAt(api, booking).states.get(api.store.at(path)?.migration.id ?? '')?.kind === 'pending',
      'the new file',
    );
    return path;
  };
  const remove = async (path: string): Promise<void> => {
    rmSync(path);
    rmSync(path.replace('.up.', '.down.'));
    await until(() => api.store.at(path) === undefined, 'the file to go');
  };

  before(async () => {
    api = await readyWithStatus();
    // It shows one source, from now on this one.
    await run('openPanel', source);
    await run('applyPending', source);
    assert.deepEqual(standing(), { applied: 12 });
    await run('rollBackTo', rowOf(api, join(booking, '20250409130000_require_incoterm.up.sql')));
    assert.deepEqual(standing(), { applied: 10, pending: 2 });
  });
  afterEach(closeAll);

  it('apply the next one, which stands in the box already', async () => {
    const applying = run('applyNext', source);
    await accept();
    await applying;
    assert.deepEqual(standing(), { applied: 11, pending: 1 });
    assert.match(api.panel.state.commandLine ?? '', /^npx lockkeeper up 1 --source/);
  });

  it('apply one alone, and leave those before it pending', async () => {
    const path = await write('20990101000000', 'CREATE TABLE alone_here (id int);\n');
    await run('applyOnly', rowOf(api, path));
    assert.deepEqual([steps(), standing()], [['up 20990101000000'], { applied: 12, 'out-of-order': 1 }]);
    assert.match(api.panel.state.commandLine ?? '', /--only 20990101000000$/);
    const rolling = run('rollBackSome', source);
    await accept();
    await rolling;
    assert.deepEqual([steps(), standing()], [['down 20990101000000'], { applied: 11, pending: 2 }]);
    await remove(path);
  });

  it('redo the last one, and one with all later ones', async () => {
    const one = await write('20990101000001', 'SELECT 1;\n');
    const two = await write('20990101000002', 'SELECT 2;\n');
    await run('applyPending', source);
    await run('redoLast', source);
    assert.deepEqual(steps(), ['down 20990101000002', 'up 20990101000002']);
    await run('redoFrom', rowOf(api, one));
    assert.deepEqual(steps(), ['down 20990101000002', 'down 20990101000001', 'up 20990101000001', 'up 20990101000002']);
    assert.match(api.panel.state.commandLine ?? '', /^npx lockkeeper redo 2 --source/);
    assert.deepEqual(standing(), { applied: 14 });
    assert.deepEqual(
      api.panel.state.run?.steps.map(({ direction }) => direction),
      ['down', 'down', 'up', 'up'],
    );
    await run('rollBackTo', rowOf(api, one));
    await remove(two);
    await remove(one);
  });

  it('verify what is applied, and show what differs', async () => {
    await run('verify', source);
    const good = api.panel.state.run;
    assert.deepEqual([good?.kind, good?.outcome], ['verify', 'done']);
    assert.equal(good?.message, 'On embedded, all 12 applied migrations are as they were applied.');
    const path = join(booking, '20250214093000_booking_search.up.sql');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, `${text}-- one more line\n`);
    await run('verify', source);
    const bad = api.panel.state.run;
    assert.deepEqual([bad?.outcome, bad?.page], ['disagreement', 'checksum-mismatch']);
    assert.match(
      bad?.message ?? '',
      /^On embedded: 11 applied and unchanged, 1 changed after apply\.\n20250214093000 booking search: /,
    );
    assert.match(api.panel.state.commandLine ?? '', /^npx lockkeeper verify --source/);
    writeFileSync(path, text);
    await until(() => standing()['changed'] === undefined, 'the change to be undone');
  });

  it('open what is pending as one script for psql', async () => {
    const path = await write('20990101000003', 'CREATE TABLE exported_here (id int);\n');
    await run('exportScript', source);
    const { document } = vscode.window.activeTextEditor ?? assert.fail('no editor');
    assert.deepEqual([document.isUntitled, document.languageId], [true, 'sql']);
    assert.match(document.getText(), /^\\set ON_ERROR_STOP on\n[^]*CREATE TABLE exported_here \(id int\);[^]*_sqlx_migrations/);
    assert.equal(standing()['pending'], 1, 'nothing was run');
    await remove(path);
  });

  for (const command of ['reset', 'recreateDatabase']) {
    it(`do not ${command} before its word was typed`, async () => {
      const number = api.store.run?.number;
      const asking = run(command, source);
      // Enter, with nothing typed: the question stays.
      await accept();
      await sleep(200);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await asking;
      assert.deepEqual([api.store.run?.number, standing()], [number, { applied: 12 }]);
    });
  }

  it('are offered where they can be of use', () => {
    const row = api.tree.getChildren().find(({ model }) => model.source.path === sourceAt(api, booking).source.path);
    assert.equal(api.tree.getTreeItem(row!).contextValue, 'source.back.resettable.own');
    assert.match(api.tree.getTreeItem(rowOf(api, last)).contextValue ?? '', /\.revertible\.last$/);
  });

  it('show in the tree and the panel what is in hand', async () => {
    const path = await write('20990101000004', 'SELECT 1;\nSELECT pg_sleep(60);\n');
    const row = rowOf(api, path);
    const icon = (): string | undefined => {
      const { iconPath } = api.tree.getTreeItem(row);
      return iconPath instanceof vscode.ThemeIcon ? iconPath.id : undefined;
    };
    const drawn: unknown[] = [];
    const listening = api.tree.onDidChangeTreeData((node) => drawn.push(node?.id));
    const running = run('applyNext', source);
    await until(() => api.panel.state.run?.statement?.includes('pg_sleep') === true, 'the second statement');
    // Reading the status draws a source anew; of the run itself its row hears alone.
    assert.deepEqual([icon(), drawn.filter((id) => id !== row.model.source.id)], ['loading~spin', [row.id]]);
    const before = api.panel.state.run?.ms ?? 0;
    await sleep(50);
    assert.ok((api.panel.state.run?.ms ?? 0) > before, 'the time goes on');
    assert.match(api.statusBar.text, /sync~spin/);
    await vscode.commands.executeCommand('lockkeeper.cancelRun');
    await running;
    listening.dispose();
    assert.equal(icon(), 'circle-large-outline');
    await remove(path);
  });
});
