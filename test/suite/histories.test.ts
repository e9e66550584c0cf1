import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { amendHistory } from '../../src/extension/amend-history';
import type { Api } from '../../src/extension/extension';
import type { SourceModel } from '../../src/extension/model';
import type { TreeNode } from '../../src/extension/tree-nodes';
import { reachedOf } from '../../src/run/status';
import type { AmendRequest } from '../../src/workspace/engine';
import { closeAll, folder, open, outline, ready, rowOf, sourceAt, until } from './support';
import { answering } from './stand-ins';

const home = join(folder.fsPath, 'pilots');
const source = join(home, 'migrations');
const versions = ['20260101000000', '20260102000000', '20260103000000', '20260104000000'] as const;
const names = ['create_pilot', 'create_tug', 'create_rota', 'create_watch'] as const;
const pathOf = (index: number): string => join(source, `${versions[index]!}_${names[index]!}.up.sql`);
const textOf = (index: number): string => `CREATE TABLE ${names[index]!.replace('create_', '')} (id bigint PRIMARY KEY);\n`;

const run = (command: string, argument: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand(`lockkeeper.${command}`, argument);

const git = (...command: readonly string[]): unknown =>
  execFileSync('git', ['-C', home, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...command]);

describe('the history of a database in the editor', function () {
  this.timeout(60_000);
  let api: Api;
  const model = (): SourceModel => sourceAt(api, source);
  const states = (): readonly string[] =>
    model().source.migrations.map(({ id, version }) => `${version.slice(6, 8)} ${model().states.get(id)?.kind ?? 'unknown'}`);
  const missing = (): readonly string[] => {
    const { report } = model();
    return report?.ok === true ? report.status.missing.map(({ version }) => version.slice(6, 8)) : [];
  };
  /** Files as the editor would see them after a moment, and where they stand. */
  const changed = async (...paths: readonly string[]): Promise<void> => {
    await api.store.changed(paths);
    await api.store.readStatus(model().source.id);
  };
  const flags = (path: string): readonly string[] => api.tree.getTreeItem(rowOf(api, path)).contextValue?.split('.') ?? [];
  const missingRow = (): TreeNode => {
    const nodes = api.tree
      .getChildren()
      .flatMap((top) => api.tree.getChildren(top).flatMap((group) => api.tree.getChildren(group)));
    const found = nodes.find(({ kind }) => kind === 'missing');
    assert.ok(found);
    return found;
  };

  before(async () => {
    api = await ready();
    mkdirSync(source, { recursive: true });
    for (const index of names.keys()) {
      writeFileSync(pathOf(index), textOf(index));
      writeFileSync(pathOf(index).replace('.up.', '.down.'), `DROP TABLE ${names[index]!.replace('create_', '')};\n`);
    }
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-qm', 'all');
    await until(() => api.store.sources.length === 4, 'the new source');
    await vscode.commands.executeCommand('lockkeeper.refresh');
  });
  afterEach(closeAll);
  after(async () => {
    rmSync(home, { recursive: true });
    await until(() => api.store.sources.length === 3, 'the source to go');
  });

  it('begins where the user says that everything is there, and only once', async () => {
    assert.ok(flags(pathOf(1)).includes('baselinable'));
    const [asked] = await answering(() => run('baselineUpTo', rowOf(api, pathOf(1))), { type: [''] });
    assert.match(asked?.text ?? '', /^Begin the history of embedded at 20260102000000\?/);
    assert.match(asked?.text ?? '', /No SQL runs/);
    assert.deepEqual(states(), ['01 applied', '02 applied', '03 pending', '04 pending']);
    assert.ok(!flags(pathOf(2)).includes('baselinable'));
  });

  it('marks one as applied and as not applied, runs nothing, and says so before', async () => {
    const [applied] = await answering(() => run('markApplied', rowOf(api, pathOf(2))), { type: ['by hand'] });
    assert.match(applied?.text ?? '', /^Mark 20260103000000 create rota as applied on embedded\?\nNo SQL runs/);
    assert.deepEqual(states(), ['01 applied', '02 applied', '03 applied', '04 pending']);
    const [not] = await answering(() => run('markNotApplied', rowOf(api, pathOf(2))), { type: [''] });
    assert.match(not?.text ?? '', /what it did stays in the database/);
    assert.deepEqual(states(), ['01 applied', '02 applied', '03 pending', '04 pending']);
  });

  it('is left alone where the user says no, at either question', async () => {
    await answering(() => run('markApplied', rowOf(api, pathOf(2))), { press: () => undefined });
    await answering(() => run('markApplied', rowOf(api, pathOf(2))));
    assert.equal(states()[2], '03 pending');
  });

  it('gives the command line of the same', async () => {
    await answering(() => run('markApplied', rowOf(api, pathOf(2))), { press: () => 'Copy CLI Command' });
    assert.equal(
      await vscode.env.clipboard.readText(),
      'npx lockkeeper mark applied 20260103000000 --source pilots/migrations --target embedded',
    );
    assert.equal(states()[2], '03 pending');
  });

  it('takes the checksum of a file that does the same, shows both, and wants a reason', async () => {
    writeFileSync(pathOf(0), `-- Who steers.\n${textOf(0)}`);
    await changed(pathOf(0));
    assert.equal(states()[0], '01 changed');
    assert.ok(flags(pathOf(0)).includes('repairable'));
    const withoutReason = await answering(() => run('repairChecksum', rowOf(api, pathOf(0))), { type: ['', ' '] });
    assert.match(withoutReason[0]?.text ?? '', /Only comments and blanks differ[^]*Stored: [0-9a-f]{96}\nFile: [0-9a-f]{96}/);
    assert.equal(states()[0], '01 changed', 'nobody said why');
    await answering(() => run('repairChecksum', rowOf(api, pathOf(0))), { type: ['A comment was added.'] });
    assert.equal(states()[0], '01 applied');
    git('commit', '-qam', 'A comment');
  });

  it('is not repaired where the file does something else, with the reason', async () => {
    writeFileSync(pathOf(0), textOf(0).replace('bigint', 'int'));
    await changed(pathOf(0));
    const [refused, ...others] = await answering(() => run('repairChecksum', rowOf(api, pathOf(0))), { press: () => undefined });
    assert.match(refused?.text ?? '', /does something else than what was applied/);
    assert.deepEqual([refused?.buttons, others], [['Explain checksum-mismatch', 'Show Log'], []]);
    assert.equal(states()[0], '01 changed');
    const editor = await open(pathOf(0));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      editor.document.uri,
      10,
    );
    assert.ok(lenses.some(({ command }) => command?.title === 'Repair Checksum…'));
    writeFileSync(pathOf(0), `-- Who steers.\n${textOf(0)}`);
    await changed(pathOf(0));
    assert.equal(states()[0], '01 applied');
  });

  it('gets a file back from git that it has and nobody here', async () => {
    rmSync(pathOf(1));
    rmSync(pathOf(1).replace('.up.', '.down.'));
    await changed(pathOf(1), pathOf(1).replace('.up.', '.down.'));
    assert.deepEqual(missing(), ['02']);
    const row = missingRow();
    assert.match(api.tree.getTreeItem(row).contextValue ?? '', /\bmissing\b.*\brestorable\b/);
    const { tooltip } = api.tree.resolveTreeItem(api.tree.getTreeItem(row), row);
    assert.match((tooltip as vscode.MarkdownString).value, /Bring its file back from git/);
    assert.deepEqual(await answering(() => run('restoreFile', row)), []);
    assert.equal(readFileSync(pathOf(1), 'utf8'), textOf(1));
    assert.ok(existsSync(pathOf(1).replace('.up.', '.down.')));
    await api.store.readStatus(model().source.id);
    assert.deepEqual([states()[1], missing()], ['02 applied', []]);
  });

  it('knows a file that was renamed, and renames it back', async () => {
    const other = pathOf(1).replace(versions[1], '20260105000000');
    const moves = [pathOf(1), pathOf(1).replace('.up.', '.down.')].map(
      (path) => [path, path.replace(versions[1], '20260105000000')] as const,
    );
    for (const [from, to] of moves) renameSync(from, to);
    await changed(...moves.flat());
    assert.ok(flags(other).includes('renamed'));
    const lines = outline(api).join('\n');
    assert.match(lines, /create tug \| applied as 20260102000000, it seems · 20260105000000/);
    assert.match(lines, /renamed to 20260105000000 create tug · 20260102000000/);
    await answering(() => run('renameBack', missingRow()));
    await until(() => existsSync(pathOf(1)), 'the file under its old name');
    await api.store.readStatus(model().source.id);
    assert.deepEqual([states()[1], missing()], ['02 applied', []]);
  });

  describe('where a script broke off outside a transaction', () => {
    const watch = join(home, 'watch');
    const path = join(watch, '20260106_000000_schema_breaks_off.sql');
    const state = () => sourceAt(api, watch).states.get(path);

    before(async () => {
      mkdirSync(watch);
      const statements = ['CREATE TABLE half (id int);', 'SELECT 1 / 0;', 'CREATE TABLE rest (id int);'];
      writeFileSync(path, `-- lockkeeper: no-transaction\n${statements.join('\n')}\n`);
      await until(() => api.store.at(path) !== undefined, 'the new source');
    });

    it('tells where, and what can be done', async () => {
      const said = await answering(() => run('applyPending', vscode.Uri.file(watch)), { press: () => undefined });
      const told = said.find(({ text }) => text.includes('ended at statement'));
      assert.match(
        told?.text ?? JSON.stringify(said),
        /at statement 2 of 3, in line 3: the one before it is carried out, and stays\./,
      );
      assert.deepEqual(told?.buttons, ['Resume…', 'Resolve…']);
      assert.deepEqual([state()?.kind, reachedOf(state())?.error], ['failed', 'division by zero']);
      const lines = outline(api).join('\n');
      assert.match(lines, /Failed or Partly Applied \(1\)/);
      assert.match(lines, /breaks off \| ended at statement 2 of 3 · 20260106_000000 · schema/);
      assert.ok(flags(path).includes('unresolved'));
      const row = rowOf(api, path);
      const { tooltip } = api.tree.resolveTreeItem(api.tree.getTreeItem(row), row);
      assert.match((tooltip as vscode.MarkdownString).value, /Statement 2 of 3, line 3\\?: division by zero/);
    });

    it('takes the word of whoever set it right', async () => {
      await answering(() => run('markNotApplied', rowOf(api, path)), { type: ['Dropped half by hand.'] });
      assert.deepEqual([state()?.kind, reachedOf(state())], ['pending', undefined]);
    });

    it('keeps both in what is shown of the history', async () => {
      await run('showHistory', vscode.Uri.file(watch));
      const text = vscode.window.activeTextEditor?.document.getText() ?? '';
      assert.match(text, /up 20260106_000000 failed in .*: division by zero/);
      assert.match(text, /mark by .*: Dropped half by hand\./);
    });
  });

  describe('a script outside a transaction that broke off', () => {
    const tides = join(home, 'tides');
    const paths = ['20260106_000000_schema_tide.sql', '20260107_000000_data_ebb.sql'].map((name) => join(tides, name));
    const [first = '', second = ''] = paths;
    const state = (path: string) => sourceAt(api, tides).states.get(path);
    const scriptOf = (...statements: readonly string[]): string =>
      `-- lockkeeper: no-transaction\n${statements.map((statement) => `${statement};\n`).join('')}`;
    const lastRun = () => api.store.run;
    const resolve = (path: string, ...pick: readonly string[]) =>
      answering(() => run('resolveFailed', rowOf(api, path)), { press: () => undefined, pick });

    before(async () => {
      mkdirSync(tides);
      writeFileSync(first, scriptOf('CREATE TABLE tide (id int)', 'SELECT 1 / 0', 'CREATE TABLE ebb (id int)'));
      await until(() => api.store.at(first) !== undefined, 'the new source');
      await answering(() => run('applyPending', vscode.Uri.file(tides)), { press: () => undefined });
      assert.equal(state(first)?.kind, 'failed');
    });

    it('is resumed once its cause is gone, from the list and by a command', async () => {
      await resolve(first, 'Copy CLI Command');
      assert.equal(await vscode.env.clipboard.readText(), 'npx lockkeeper up 1 --source pilots/tides --target embedded --resume');
      writeFileSync(first, scriptOf('CREATE TABLE tide (id int)', 'SELECT 1', 'CREATE TABLE ebb (id int)'));
      await api.store.changed([first]);
      const said = await resolve(first, 'Resume…');
      // The table was not created again.
      assert.deepEqual([state(first)?.kind, said], ['applied', []]);
      assert.equal(api.store.run?.resume, 'auto');
    });

    it('is resumed as the user says where nobody knows whether its statement was carried out', async () => {
      const slow = 'INSERT INTO tide SELECT 1 FROM (SELECT pg_sleep(60)) AS slept';
      writeFileSync(second, scriptOf('INSERT INTO tide VALUES (0)', slow, 'INSERT INTO tide VALUES (2)'));
      await until(() => state(second)?.kind === 'pending', 'the second file');
      const applying = answering(() => run('applyPending', vscode.Uri.file(tides)), { press: () => undefined });
      await until(() => api.store.run?.statement?.includes('pg_sleep') === true, 'the slow statement');
      await run('cancelRun', undefined);
      await applying;
      assert.deepEqual([state(second)?.kind, reachedOf(state(second))?.isInHand], ['failed', true]);
      // At first nothing is chosen of what is offered, so that nothing is sent.
      await resolve(second, 'Resume…');
      assert.equal(state(second)?.kind, 'failed');
      assert.deepEqual(lastRun()?.report?.choices, ['retry', 'skip', 'restart']);
      await resolve(second, 'Resume…', 'Go On behind It');
      assert.deepEqual([state(second)?.kind, lastRun()?.resume], ['applied', 'skip']);
      const sent = lastRun()?.steps.flatMap(({ statements }) => statements.map(({ text }) => text));
      assert.deepEqual(sent, ['INSERT INTO tide VALUES (2)']);
    });

    it('is verified with the checks of what is applied, and each that does not hold is told with its place', async () => {
      const flood = join(tides, '20260108_000000_data_flood.sql');
      const storm = join(tides, '20260109_000000_data_storm.sql');
      writeFileSync(flood, '-- VALIDATION\n-- after: SELECT count(*) < 5 FROM tide\nINSERT INTO tide VALUES (3);\n');
      await until(() => state(flood)?.kind === 'pending', 'the file with a check');
      await answering(() => run('applyPending', vscode.Uri.file(tides)));
      const verified = (press?: string) => answering(() => run('verify', vscode.Uri.file(tides)), { press: () => press });
      assert.match((await verified())[0]?.text ?? '', /as they were applied\. The one check holds\.$/);
      writeFileSync(storm, 'INSERT INTO tide SELECT generate_series(10, 20);\n');
      await until(() => state(storm)?.kind === 'pending', 'the file that breaks it');
      await answering(() => run('applyPending', vscode.Uri.file(tides)));
      const [told] = await verified('Open Check');
      assert.match(told?.text ?? '', /4 applied and unchanged, 1 check that does not hold\./);
      const line = 'tides/20260108_000000_data_flood.sql:2: the check SELECT count(*) < 5 FROM tide does not hold';
      assert.ok(api.store.run?.report?.message?.includes(line), api.store.run?.report?.message);
      await until(() => vscode.window.activeTextEditor?.document.uri.fsPath === flood, 'the check');
      const { document, selection } = vscode.window.activeTextEditor!;
      assert.equal(document.getText(selection), 'SELECT count(*) < 5 FROM tide');
    });
  });

  it('can be read, as the command line prints it', async () => {
    await run('showHistory', vscode.Uri.file(source));
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.uri.scheme, 'lockkeeper-history');
    const text = document.getText();
    assert.match(
      text,
      /^\$ npx lockkeeper history --source pilots\/migrations --target embedded\npilots\/migrations on embedded/,
    );
    assert.match(text, /^Version +Name +Event/m);
    assert.match(text, /repair by .*: A comment was added\./);
  });

  it('is not touched in an untrusted workspace, nor in production without its name', async () => {
    const requests: AmendRequest[] = [];
    const nothing = (): void => undefined;
    const engine = {
      amend: (request: AmendRequest) => {
        requests.push(request);
        const [migration] = request.source.migrations;
        return Promise.resolve({
          ...{ command: 'mark', dryRun: request.dryRun === true, target: 'orders', outcome: 'done', ms: 1 },
          amendments: [{ migration, change: 'applied' }],
        });
      },
    };
    const target = { name: 'orders', role: 'production', kind: 'server', from: '.env', url: 'postgres://db/orders' } as const;
    const other = { ...model(), engine, target } as unknown as SourceModel;
    const consents = { get: () => true, update: () => Promise.resolve(), keys: () => [] };
    const parts = (isTrusted: boolean) => ({
      ...{ store: api.store, consents, isTrusted: () => isTrusted },
      log: { info: nothing, warn: nothing } as unknown as vscode.LogOutputChannel,
    });
    const wish = { kind: 'mark', version: versions[0], as: 'applied' } as const;
    const [refused] = await answering(() => amendHistory(parts(false), other, wish), { press: () => undefined });
    assert.match(refused?.text ?? '', /not trusted/);
    assert.deepEqual(requests, []);
    await answering(() => amendHistory(parts(true), other, wish), { type: ['why', 'another'] });
    assert.deepEqual(
      requests.map(({ dryRun }) => dryRun),
      [true],
    );
    await answering(() => amendHistory(parts(true), other, wish), { type: ['why', 'orders'] });
    const last = (requests as readonly AmendRequest[]).at(-1);
    assert.deepEqual([last?.dryRun, last?.confirmed, last?.wish.reason], [undefined, 'orders', 'why']);
  });
});
