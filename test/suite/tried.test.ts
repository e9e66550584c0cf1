import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension/extension';
import { StateDecorations } from '../../src/extension/decorations';
import { DryRunHints } from '../../src/extension/dry-run-hints';
import { MeasuredScripts } from '../../src/extension/measured-scripts';
import { Verdicts } from '../../src/extension/verdicts';
import { booking, closeAll, open, readyWithStatus, rowOf, sourceAt, until } from './support';

const search = '20250214093000_booking_search.up.sql';
const path = join(booking, search);

const run = (command: string, argument: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand(`lockkeeper.${command}`, argument);

async function lensesOf({ uri }: vscode.TextDocument): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
  return lenses.map(({ command }) => command?.title ?? '');
}

/** What stands behind which line, counted from 1. */
async function hintsOf(document: vscode.TextDocument): Promise<string[]> {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, all);
  return hints.map(({ position, label }) => {
    assert.equal(position.character, document.lineAt(position.line).text.length, 'it stands at the end of the line');
    return `${position.line + 1}: ${typeof label === 'string' ? label : label.map(({ value }) => value).join('')}`;
  });
}

async function replace(document: vscode.TextDocument, what: string, by: string): Promise<void> {
  const start = document.getText().indexOf(what);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(start + what.length)), by);
  assert.ok(start >= 0 && (await vscode.workspace.applyEdit(edit)));
}

function descriptionOf({ tree }: Api, row: ReturnType<typeof rowOf>): string {
  return String(tree.getTreeItem(row).description);
}

function tooltipOf({ tree }: Api, row: ReturnType<typeof rowOf>): string {
  const { tooltip } = tree.resolveTreeItem(tree.getTreeItem(row), row);
  return tooltip instanceof vscode.MarkdownString ? tooltip.value : '';
}

describe('what a dry run found', function () {
  this.timeout(60_000);
  let api: Api;
  const kept = new Map<string, unknown>();
  const memory: vscode.Memento = {
    keys: () => [...kept.keys()],
    get: <T>(key: string, otherwise?: T) => (kept.has(key) ? kept.get(key) : otherwise) as T,
    update: (key, value) => Promise.resolve(void kept.set(key, JSON.parse(JSON.stringify(value)))),
  };

  before(async () => {
    api = await readyWithStatus();
    const remembering = new Verdicts(api.store, memory);
    await run('dryRunPending', vscode.Uri.file(booking));
    remembering.dispose();
  });
  afterEach(closeAll);
  // Other suites go on with the same files, also where a test of this one failed.
  const texts = [path, path.replace('.up.', '.down.')].map((each) => [each, readFileSync(each, 'utf8')] as const);
  after(() => texts.forEach(([each, text]) => writeFileSync(each, text)));

  it('stands beside its migration in the tree, and in the tooltip', () => {
    const row = rowOf(api, path);
    assert.match(descriptionOf(api, row), /^20250214093000.* · dry run ok/);
    assert.match(api.tree.getTreeItem(row).accessibilityInformation?.label ?? '', /, Pending, dry run ok/);
    assert.match(tooltipOf(api, row), /\$\(beaker\) Dry run for embedded, just now\\: it would apply; \d+ ms in all, SHARE ROW/);
  });

  it('stands on line 1, last, so that the actions stay where they are', async () => {
    const { document } = await open(path);
    const [state, dryRun, apply, found, ...more] = await lensesOf(document);
    assert.deepEqual([state, dryRun, apply, more], ['Pending · embedded', 'Dry Run up to Here', 'Apply up to Here', []]);
    assert.match(found ?? '', /^dry run: \d+ ms, SHARE ROW EXCLUSIVE on public\.booking held \d+ ms/);
  });

  it('stands behind each statement, moves along with it, and goes when it is edited', async () => {
    const { document } = await open(path);
    const before = await hintsOf(document);
    assert.deepEqual(
      before.map((hint) => hint.replace(/\d+ ms/, 'n ms')),
      ['3: n ms', '8: n ms', '13: n ms · SHARE ROW EXCLUSIVE', '15: n ms', '25: n ms', '29: n ms'],
      'the trigger takes the lock that the foreign key of the table has taken already',
    );
    await replace(document, 'SET lock_timeout', '-- Two lines\n-- more.\nSET lock_timeout');
    await replace(document, 'RETURN NULL', 'RETURN NEW');
    const expected = before.flatMap((hint) => {
      const [line, label] = hint.split(': ', 2);
      return line === '25' ? [] : [`${Number(line) + 2}: ${label ?? ''}`];
    });
    assert.deepEqual(await hintsOf(document), expected);
    assert.match((await lensesOf(document)).at(-1) ?? '', /^dry run: outdated/);
  });

  it('is told in full to whoever points at a hint', async () => {
    const { document } = await open(path);
    const scripts = new MeasuredScripts(api.store);
    const hints = new DryRunHints(api.store, scripts);
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    assert.deepEqual(await hints.provideInlayHints(document, all), [], 'it has not heard of a run yet');
    await run('dryRunUpTo', rowOf(api, path));
    const [, , made] = await hints.provideInlayHints(document, new vscode.Range(0, 0, document.lineCount, 0));
    assert.ok(made);
    assert.equal(made.tooltip, undefined, 'it is made when somebody looks');
    const { tooltip } = hints.resolveInlayHint(made);
    assert.match((tooltip as vscode.MarkdownString).value, /- SHARE ROW EXCLUSIVE on public\\\.booking\\: blocks all writes/);
    hints.dispose();
    scripts.dispose();
  });

  it('can be switched off', async () => {
    const { document } = await open(path);
    const configuration = vscode.workspace.getConfiguration('lockkeeper', document.uri);
    await configuration.update('dryRunHints.enabled', false, vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(await hintsOf(document), []);
    assert.equal((await lensesOf(document)).length, 4, 'lenses have a setting of their own');
    await configuration.update('dryRunHints.enabled', undefined, vscode.ConfigurationTarget.Workspace);
    assert.equal((await hintsOf(document)).length, 6);
  });

  it('is outdated once the file is another one, and holds again once it is the same', async () => {
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('RETURN NULL', 'RETURN NEW'));
    await until(() => descriptionOf(api, rowOf(api, path)).endsWith(' · dry run outdated'), 'the change to be seen');
    assert.match(tooltipOf(api, rowOf(api, path)), /outdated, since this file or one before it has changed/);
    writeFileSync(path, text);
    await until(() => descriptionOf(api, rowOf(api, path)).includes(' · dry run ok'), 'the change to be undone');
  });

  it('is kept over a reload of the window', () => {
    const reloaded = new Verdicts(api.store, memory);
    const model = sourceAt(api, booking);
    for (const migration of model.source.migrations) {
      const { outcome, isOutdated } = reloaded.of(model, migration)?.dryRun ?? {};
      assert.deepEqual([outcome, isOutdated], ['applies', false], migration.title);
    }
    reloaded.dispose();
  });

  it('is told of the way back where that is tested, without touching the target', async () => {
    const row = rowOf(api, path);
    assert.match(api.tree.getTreeItem(row).contextValue ?? '', /\btestable\b/);
    await run('testRollback', row);
    const { run: shown, commandLine } = api.panel.state;
    assert.deepEqual([shown?.kind, shown?.outcome], ['test-rollback', 'done'], shown?.message);
    assert.match(commandLine ?? '', /^npx lockkeeper test-down 20250214093000 --source \S+$/);
    assert.match(descriptionOf(api, rowOf(api, path)), / · dry run ok · rollback proven$/);
    assert.match(tooltipOf(api, rowOf(api, path)), /\$\(verified\) Rollback proven, just now/);
    const { document } = await open(booking, search.replace('.up.', '.down.'));
    assert.deepEqual(await lensesOf(document), ['Down script · Pending · embedded', 'Open Up Script', 'rollback proven']);
    await vscode.commands.executeCommand('lockkeeper.refresh');
    const states = [...sourceAt(api, booking).states.values()];
    assert.ok(states.every(({ kind }) => kind === 'pending'));
  });

  it('says first, and with a mark, that a way back does not lead back', async () => {
    const down = path.replace('.up.', '.down.');
    const text = readFileSync(down, 'utf8');
    writeFileSync(down, 'SELECT 1;\n');
    await until(() => descriptionOf(api, rowOf(api, path)).endsWith(' · dry run outdated'), 'the change to be seen');
    await run('testRollback', rowOf(api, path));
    assert.match(descriptionOf(api, rowOf(api, path)), /^rollback differs · 20250214093000/);
    assert.match(tooltipOf(api, rowOf(api, path)), /\$\(warning\) Rollback differs, just now\\: after down the schema is not/);
    const decorations = new StateDecorations(api.store, api.verdicts);
    const mark = decorations.provideFileDecoration(vscode.Uri.file(path));
    assert.deepEqual([mark?.badge, mark?.tooltip, mark?.propagate], ['!', 'Pending · embedded · rollback differs', false]);
    assert.equal(decorations.provideFileDecoration(vscode.Uri.file(down)), undefined, 'the up script stands for both');
    decorations.dispose();
    const { run: shown } = api.panel.state;
    assert.deepEqual([shown?.kind, shown?.target, shown?.outcome], ['test-rollback', 'the shadow', 'failed']);
    writeFileSync(down, text);
    await until(() => descriptionOf(api, rowOf(api, path)).includes(' · dry run ok'), 'the change to be undone');
  });

  it('says what fails, at the row, on line 1, behind the statement and with a mark', async () => {
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, `${text}\nSELECT *\nFROM nowhere;\n`);
    // Nobody waits until the change has been seen: what lies on the disk is tried.
    await run('dryRunUpTo', rowOf(api, path));
    const { run: shown } = api.panel.state;
    assert.deepEqual([shown?.kind, shown?.outcome], ['dry-run', 'failed'], shown?.message);
    await until(() => api.store.at(path)?.script.text !== text, 'the change to be seen');
    const number = readFileSync(path, 'utf8').split('\n').indexOf('FROM nowhere;') + 1;
    assert.match(descriptionOf(api, rowOf(api, path)), /^dry run failed at statement 7 · 20250214093000/);
    const { document } = await open(path);
    assert.match((await lensesOf(document)).at(-1) ?? '', /^dry run: fails at statement 7 with 42P01 undefined_table/);
    const hint = (await hintsOf(document)).at(-1);
    assert.match(hint ?? '', new RegExp(`^${String(number)}: fails: 42P01 relation "nowhere" does not exist`));
    writeFileSync(path, text);
    await until(() => api.store.at(path)?.script.text === text, 'the change to be undone');
  });
});
