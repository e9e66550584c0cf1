import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Role, Target } from '../../src/database/target';
import { Connections } from '../../src/extension/connections';
import { ask } from '../../src/extension/quick-input';
import { registerEditorFeatures } from '../../src/extension/editor-features';
import { StateLenses } from '../../src/extension/code-lens';
import { askConsent } from '../../src/extension/consent';
import { readTableStatistics } from '../../src/extension/read-table-statistics';
import { recreateDatabase } from '../../src/extension/recreate-database';
import { run, type RunParts } from '../../src/extension/run';
import { Store } from '../../src/extension/store';
import { MigrationTree } from '../../src/extension/tree';
import { Verdicts } from '../../src/extension/verdicts';
import type { Project, Source } from '../../src/migrations/project';
import type { RunReport } from '../../src/run/events';
import type { Engine, RunRequest } from '../../src/workspace/engine';
import { booking, folder, ready, sourceAt, until } from './support';

/** Memory that forgets: what VS Code gives an extension, without the disk. */
function memento(): vscode.Memento {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, otherwise?: T) => (kept.has(key) ? kept.get(key) : otherwise) as T,
    update: (key, value) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
}

function notHere(): never {
  throw new Error('Nobody asks for that here.');
}

/** A store over the sample's real files and a database that only counts who comes. */
async function counting(role: Role, isTrusted: boolean, { marked, isBroken }: { marked?: Role; isBroken?: boolean } = {}) {
  const { engine: real } = sourceAt(await ready(), booking);
  const disk: { project: Project; silent?: Promise<void>; isBroken: boolean } = {
    project: await real.project(),
    isBroken: isBroken === true,
  };
  const calls = { reads: 0, statuses: 0, asked: [] as string[], runs: [] as RunRequest[], measured: [] as string[] };
  const server = { identity: 'one' };
  const target: Target =
    role === 'embedded'
      ? { name: 'embedded', role, kind: 'embedded', from: 'built in', directory: '' }
      : { name: 'orders', role, kind: 'server', from: '.env', url: 'postgres://db.example.com/orders' };
  const report: RunReport = { direction: 'up', target: target.name, outcome: 'done', steps: [], ms: 1 };
  const engine: Engine = {
    root: real.root,
    project: () => {
      calls.reads++;
      return Promise.resolve(disk.project);
    },
    tools: () => Promise.resolve([]),
    invalidate: () => undefined,
    sqlFilesIn: (directory) => real.sqlFilesIn(directory),
    configuration: () => Promise.resolve(undefined),
    lint: () => Promise.resolve([]),
    lintAll: () => Promise.resolve([]),
    check: () => Promise.resolve([]),
    changedSince: () => Promise.resolve(undefined),
    standing: () => Promise.resolve('unknown'),
    applied: () => Promise.resolve(undefined),
    hover: () => Promise.resolve(undefined),
    definitions: () => Promise.resolve([]),
    references: () => Promise.resolve([]),
    suggestions: () => Promise.resolve([]),
    headerSuggestions: () => Promise.resolve([]),
    structure: () => Promise.resolve({ outline: [], folds: [], statements: [] }),
    countStatements: () => Promise.resolve(0),
    rangesAround: () => Promise.resolve([]),
    scaffold: () => Promise.resolve({ ok: false, reason: 'not here' }),
    templates: () => Promise.resolve([]),
    tables: () => Promise.resolve([]),
    toldNames: () => Promise.resolve({ columns: [] }),
    newSource: notHere,
    history: notHere,
    checks: notHere,
    amend: notHere,
    createDatabase: notHere,
    recreate: notHere,
    snapshot: notHere,
    drift: notHere,
    statistics: ({ source }) => {
      calls.measured.push(source.label);
      const statistics = { server: '17.4', target: 'orders', readAt: new Date(), relations: new Map() };
      return Promise.resolve({ ok: true, statistics });
    },
    replay: notHere,
    testDown: notHere,
    equal: notHere,
    reach: notHere,
    catalog: () => Promise.resolve({ text: '', edits: [], faults: [] }),
    dependencies: () => Promise.resolve([]),
    draftDown: () => Promise.resolve({ ok: false, reason: 'not here' }),
    renumber: () => Promise.resolve({ ok: false, reason: 'not here' }),
    move: () => Promise.resolve({ ok: false, reason: 'not here' }),
    bringBack: notHere,
    followRename: () => Promise.resolve({ ok: false, reason: 'not here' }),
    targets: () => Promise.resolve({ targets: [target] }),
    status: async ({ label, migrations }) => {
      calls.statuses++;
      calls.asked.push(label);
      await disk.silent;
      const pending = migrations.map((migration) => ({ migration, state: { kind: 'pending' } as const }));
      return {
        ok: true,
        status: { migrations: pending, missing: [], hasHistory: true },
        server: 'PostgreSQL 17.4',
        at: new Date(),
        ...(marked && { role: marked }),
      };
    },
    describe: () =>
      Promise.resolve({ ok: true, database: 'orders', version: 'PostgreSQL 17.4', tables: 3, bytes: 8_000_000, ...server }),
    run: (request) => {
      calls.runs.push(request);
      return Promise.resolve(report);
    },
    explain: () => Promise.resolve(undefined),
    dispose: () => Promise.resolve(),
  };
  const log = vscode.window.createOutputChannel('Guards', { log: true });
  const secrets = { get: () => Promise.resolve(undefined) } as unknown as vscode.SecretStorage;
  const store = new Store({
    openEngine: () => (disk.isBroken ? Promise.reject(new Error('No engine today.')) : Promise.resolve(engine)),
    connections: new Connections(secrets, log),
    memory: memento(),
    log,
    isTrusted: () => isTrusted,
    busy: (work) => work(),
  });
  await store.open();
  const parts: RunParts = {
    store,
    log,
    consents: memento(),
    isTrusted: () => isTrusted,
    isShown: () => true,
    show: () => undefined,
  };
  const apply = (): Promise<void> => run(parts, { model: sourceAt({ store } as never, booking), kind: 'apply' });
  const dryRun = (): Promise<void> => run(parts, { model: sourceAt({ store } as never, booking), kind: 'dry-run' });
  const dispose = (): void => {
    store.dispose();
    log.dispose();
  };
  return { calls, disk, parts, server, store, log, apply, dryRun, dispose };
}

describe('guards', () => {
  it('nothing connects or runs in an untrusted workspace, whatever is asked', async () => {
    const { calls, store, apply, dryRun, dispose } = await counting('embedded', false);
    await store.seen();
    await store.refresh();
    await apply();
    await dryRun();
    assert.deepEqual([calls.statuses, calls.runs], [0, []]);
    assert.equal(store.sources.length, 3, 'the files are listed all the same');
    dispose();
  });

  it('nothing connects before anyone looks', async () => {
    const { calls, store, dispose } = await counting('embedded', true);
    assert.equal(calls.statuses, 0);
    await store.seen();
    assert.equal(calls.statuses, 3);
    dispose();
  });

  it('a database that others use is asked on command only', async () => {
    const { calls, store, dispose } = await counting('production', true);
    await store.seen();
    assert.equal(calls.statuses, 0);
    await store.refresh();
    assert.equal(calls.statuses, 3);
    await store.changed([join(booking, 'any.sql')]);
    assert.equal(calls.statuses, 3, 'a file that changed is no command');
    dispose();
  });

  it('trust alone connects to nothing that others use', async () => {
    const shared = await counting('production', true);
    await shared.store.trusted();
    assert.equal(shared.calls.statuses, 0);
    shared.dispose();
  });

  it('a file that is saved has the status of its own source read again, and no other', async () => {
    const { calls, disk, store, dispose } = await counting('embedded', true);
    await store.seen();
    calls.asked.length = 0;
    await store.changed([join(booking, 'any.sql')]);
    assert.deepEqual(calls.asked, [], 'what was read again is the same');
    const edited = (source: Source): Source =>
      source.path === booking ? { ...source, migrations: source.migrations.slice(1) } : source;
    disk.project = { ...disk.project, sources: disk.project.sources.map(edited) };
    await store.changed([join(booking, 'any.sql')]);
    await store.quiet();
    assert.deepEqual(calls.asked, ['services/booking/migrations']);
    dispose();
  });

  it('a server that does not answer keeps no other waiting', async () => {
    const { calls, disk, store, dispose } = await counting('local', true);
    disk.silent = sleep(2000);
    const seen = store.seen();
    await until(() => calls.statuses === 3, 'all of them to be asked', 1500);
    await seen;
    dispose();
  });

  it('what is read while files are read again, and are the same, is kept', async () => {
    const { calls, disk, store, dispose } = await counting('shared', true);
    disk.silent = sleep(500);
    const refreshing = store.readStatus(booking);
    disk.project = { ...disk.project, sources: disk.project.sources.map((source) => ({ ...source })) };
    await store.changed([join(booking, 'any.sql')]);
    await Promise.all([refreshing, store.readStatus(booking)]);
    assert.equal(sourceAt({ store } as never, booking).report?.ok, true);
    assert.equal(calls.statuses, 1, 'and asked for once');
    dispose();
  });

  it('a folder that is made is of no matter until it has SQL files', async () => {
    const { calls, dispose } = await counting('embedded', true);
    const made = join(folder.fsPath, 'v1.2');
    const { reads } = calls;
    mkdirSync(made);
    await sleep(1500);
    assert.equal(calls.reads, reads, 'an empty folder');
    writeFileSync(join(made, '1_a.sql'), 'SELECT 1;\n');
    await until(() => calls.reads > reads, 'the new file to be seen');
    const { store: own } = await ready();
    await until(() => own.sources.length === 4, 'a new source');
    rmSync(made, { recursive: true });
    await until(() => own.sources.length === 3, 'a source to go');
    dispose();
  });

  it('a run that writes looks again first, and says what it is about to touch', async () => {
    const { calls, store, apply, dispose } = await counting('embedded', true);
    await store.seen();
    assert.equal(calls.statuses, 3);
    await apply();
    assert.equal(calls.statuses, 5, 'before and after');
    const { migrations } = sourceAt({ store } as never, booking).source;
    assert.deepEqual(
      calls.runs[0]?.expected,
      migrations.map(({ id }) => id),
    );
    dispose();
  });

  it('a database that calls itself production is treated as such, whatever its address looks like', async () => {
    const { calls, store, apply, dryRun, dispose } = await counting('local', true, { marked: 'production' });
    await store.seen();
    const role = (): Role => sourceAt({ store } as never, booking).target.role;
    assert.equal(role(), 'production');
    await store.changed([join(booking, 'any.sql')]);
    assert.equal(role(), 'production', 'also when files were read again');
    await dryRun();
    assert.deepEqual(
      calls.runs.map(({ dryRun: kind }) => kind),
      ['shadow'],
    );
    const applying = apply();
    await sleep(400);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await applying;
    assert.equal(calls.runs.length, 1, 'its name was not typed');
    dispose();
  });

  it('the first write to a database is asked for once, and again where another one has taken its address', async () => {
    const { calls, server, apply, dryRun, dispose } = await counting('local', true);
    const asked: string[] = [];
    let says = false;
    const { showWarningMessage } = vscode.window;
    const answer = (title: string, { detail }: vscode.MessageOptions, button: string): Promise<string | undefined> => {
      asked.push(`${title}\n${detail ?? ''}`);
      return Promise.resolve(says ? button : undefined);
    };
    Object.assign(vscode.window, { showWarningMessage: answer });
    try {
      await apply();
      assert.equal(calls.runs.length, 0, 'no is no');
      for (const fact of [
        /orders/,
        /Host: db\.example\.com\n/,
        /Database: orders\n/,
        /PostgreSQL 17\.4\n/,
        /Tables: 3\n/,
        /Size: 7\.6 MB/,
      ]) {
        assert.match(asked[0] ?? '', fact);
      }
      says = true;
      await dryRun();
      assert.match(asked[1] ?? '', /A dry run carries everything out there/);
      await apply();
      assert.deepEqual([asked.length, calls.runs.length], [2, 2], 'one click from then on');
      server.identity = 'another at the other end of the tunnel';
      says = false;
      await apply();
      assert.deepEqual([asked.length, calls.runs.length], [3, 2], 'asked again');
      server.identity = 'one';
      await apply();
      assert.deepEqual([asked.length, calls.runs.length], [3, 3], 'known again');
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
      dispose();
    }
  });

  it('embedded is written to without a question, and read again after', async () => {
    const { calls, apply, dispose } = await counting('embedded', true);
    await apply();
    assert.equal(calls.runs.length, 1);
    assert.equal(calls.statuses, 2);
    dispose();
  });

  it('a rehearsal on a database that others use runs on a shadow', async () => {
    const { calls, dryRun, dispose } = await counting('shared', true);
    await dryRun();
    assert.deepEqual(
      calls.runs.map(({ dryRun: kind, confirmed }) => [kind, confirmed]),
      [['shadow', undefined]],
    );
    dispose();
  });

  it('a rehearsal on one’s own database that would be refused there is not given up', async () => {
    const { calls, dryRun, dispose } = await counting('embedded', true);
    await dryRun();
    assert.deepEqual(
      calls.runs.map(({ dryRun: kind, orShadow }) => [kind, orShadow]),
      [['trace', true]],
    );
    dispose();
  });

  it('production is neither reset nor recreated: nobody is asked for a word', async () => {
    const { calls, parts, store, dispose } = await counting('production', true);
    const model = sourceAt({ store } as never, booking);
    const consent = await askConsent(parts.consents, { model, kind: 'reset', count: 3 });
    assert.match(JSON.stringify(consent), /"refused":"orders is a production database/);
    await recreateDatabase(parts, model);
    assert.deepEqual([calls.statuses, calls.runs], [0, []], 'nothing connects either');
    dispose();
  });

  it('statistics are read on command only, of a server, and findings are told anew by them', async () => {
    const { calls, parts, store, dispose } = await counting('production', true);
    await store.seen();
    assert.deepEqual(calls.measured, []);
    const model = sourceAt({ store } as never, booking);
    let told = 0;
    store.onDidChange(({ kind }) => (told += kind === 'statistics' ? 1 : 0));
    await readTableStatistics(parts, model);
    assert.deepEqual([calls.measured, told], [[model.source.label], 1]);
    dispose();
    const embedded = await counting('embedded', true);
    await readTableStatistics(embedded.parts, sourceAt({ store: embedded.store } as never, booking));
    assert.deepEqual(embedded.calls.measured, []);
    embedded.dispose();
    const untrusted = await counting('production', false);
    await readTableStatistics(untrusted.parts, sourceAt({ store: untrusted.store } as never, booking));
    assert.deepEqual(untrusted.calls.measured, []);
    untrusted.dispose();
  });

  it('nothing that would change production begins between the lines of a file', async () => {
    const { store, dispose } = await counting('production', true);
    await store.refresh();
    const verdicts = new Verdicts(store, memento());
    const lenses = new StateLenses(store, verdicts);
    const document = await vscode.workspace.openTextDocument(join(booking, '20250416100000_widen_capacity.up.sql'));
    const titles = lenses.provideCodeLenses(document).map(({ command }) => command?.title);
    assert.deepEqual(titles, ['Pending · orders', 'Dry Run up to Here']);
    lenses.dispose();

    // Nor what would write into its history alone.
    const place = store.at(document.uri.fsPath);
    assert.ok(place);
    const offered = (role: Role, state: object): readonly (string | undefined)[] => {
      const { model, migration } = place;
      const states = new Map([[migration.id, state]]);
      const at = (): object => ({ ...place, model: { ...model, states, target: { ...model.target, role } } });
      const own = new StateLenses({ at, onDidChange: store.onDidChange } as never, verdicts);
      const [, ...actions] = own.provideCodeLenses(document);
      own.dispose();
      return actions.map(({ command }) => command?.title);
    };
    const row = { version: place.migration.version };
    const changed = { kind: 'changed', difference: 'comments', row };
    const failed = { kind: 'failed', row };
    assert.deepEqual([offered('production', changed), offered('production', failed)], [[], []]);
    assert.ok(offered('shared', changed).includes('Repair Checksum…'));
    assert.deepEqual(offered('shared', failed), ['Resolve…']);
    verdicts.dispose();
    dispose();
  });

  it('production wants its name typed', async () => {
    const { calls, apply, dispose } = await counting('production', true);
    const applying = apply();
    await sleep(400);
    // Enter, with nothing typed: the question stays.
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await sleep(200);
    assert.deepEqual(calls.runs, []);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await applying;
    assert.deepEqual(calls.runs, []);
    dispose();
  });
});

describe('a question', () => {
  it('stays, and can be answered, when its check fails', async () => {
    let isBroken = true;
    const asked = ask({
      ...{ title: 'A question', prompt: '', placeholder: '', value: 'yes' },
      check: () => (isBroken ? Promise.reject(new Error('The disk is gone.')) : undefined),
    });
    await sleep(300);
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await sleep(200);
    isBroken = false;
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    assert.equal(await asked, 'yes');
  });
});

describe('a folder that cannot be opened', () => {
  it('says why, and is opened as soon as it can be', async () => {
    const { disk, store, dispose } = await counting('embedded', true, { isBroken: true });
    assert.deepEqual(
      store.failures.map(({ reason }) => reason),
      ['No engine today.'],
    );
    disk.isBroken = false;
    await store.refresh();
    assert.deepEqual([store.failures, store.sources.length], [[], 3]);
    dispose();
  });
});

describe('disposal', () => {
  it('leaves no timer, no watcher and no listener', async () => {
    const { calls, store, log, dispose } = await counting('embedded', true);
    const verdicts = new Verdicts(store, memento());
    const tree = new MigrationTree(store, verdicts);
    const features = registerEditorFeatures(store, verdicts, log);
    await store.seen();
    const made = join(booking, '20250601000000_after_the_end.sql');
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    features.dispose();
    tree.dispose();
    verdicts.dispose();
    dispose();
    const { reads } = calls;
    writeFileSync(made, 'SELECT 1;\n');
    await sleep(1500);
    rmSync(made);
    assert.equal(calls.reads, reads, 'a file that changed is not heard any more');
    assert.ok(timers() <= before);
    const { store: own } = await ready();
    await until(() => own.at(made) === undefined, 'the file to go');
  });
});
