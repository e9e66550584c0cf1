import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { Source } from '../migrations/project';
import { now } from '../system/clock';
import type { Engine, Targets } from '../workspace/engine';
import { inBackground } from './background';
import type { Closable } from './coalesce';
import type { Connections } from './connections';
import {
  asMarked,
  hasSameFiles,
  isSameTarget,
  placesOf,
  type CurrentRun,
  type FileFindings,
  type FolderFailure,
  type Place,
  type SourceModel,
  type StoreChange,
} from './model';
import { OpenFolder } from './open-folder';
import { StatusReads } from './status-reads';

export interface StoreOptions {
  readonly openEngine: (folder: vscode.WorkspaceFolder) => Promise<Engine>;
  readonly connections: Connections;
  /** Remembers the chosen targets. */
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
  /** Nothing connects while this is false. */
  readonly isTrusted: () => boolean;
  /** Shows that something is going on, for as long as it does. */
  readonly busy: <T>(work: () => Promise<T>) => Thenable<T>;
}

/** What commands and views share: the only thing in the extension that changes, and tells who listens. */
export class Store implements vscode.Disposable {
  readonly #options: StoreOptions;
  readonly #changed = new vscode.EventEmitter<StoreChange>();
  readonly #folders = new Map<string, OpenFolder>();
  readonly #disposables: readonly Closable[];
  readonly #findings = new Map<string, FileFindings>();
  #models: readonly SourceModel[] = [];
  #places: ReadonlyMap<string, Place> = new Map<string, Place>();
  readonly #statuses: StatusReads;
  #isOpened = false;
  #isRefreshing = false;
  #run: { readonly current: CurrentRun; readonly abort: AbortController } | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#statuses = new StatusReads({
      ...options,
      models: () => this.#models,
      keep: (model) => this.#replaceOne(model),
      isRunning: () => this.isRunning,
    });
    this.#disposables = [
      this.#changed,
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#later('Opening a folder', this.open())),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#later('Reading the workspace', this.trusted())),
      options.connections.onDidChange((folder) => this.#later('Reading the targets', this.reread(folder))),
    ];
  }

  /** All sources of all folders, in order. */
  get sources(): readonly SourceModel[] {
    return this.#models;
  }

  /** Whether every folder has been read once. */
  get isReady(): boolean {
    return (
      this.#isOpened &&
      [...this.#folders.values()].every(({ project, failure }) => project !== undefined || failure !== undefined)
    );
  }

  /** Which folders could not be read, and why. */
  get failures(): readonly FolderFailure[] {
    return [...this.#folders.values()].flatMap(({ folder: { name }, failure }) =>
      failure === undefined ? [] : [{ folder: name, reason: failure }],
    );
  }

  get run(): CurrentRun | undefined {
    return this.#run?.current;
  }

  get isRunning(): boolean {
    return this.#run !== undefined && this.#run.current.report === undefined;
  }

  source(id: string): SourceModel | undefined {
    return this.#models.find(({ source }) => source.id === id);
  }

  /** What a file is a script of; undefined for every other file. */
  at(path: string): Place | undefined {
    return this.#places.get(path);
  }

  findings(path: string): FileFindings | undefined {
    return this.#findings.get(path);
  }

  /** Paths with findings. */
  get judged(): readonly string[] {
    return [...this.#findings.keys()];
  }

  /** Opens the workspace's folders that are not open yet and closes those that are gone. */
  async open(): Promise<void> {
    this.#isOpened = true;
    const wanted = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    for (const [id, opened] of this.#folders) {
      if (wanted.some((folder) => key(folder) === id)) continue;
      opened.dispose();
      this.#folders.delete(id);
    }
    const added = wanted.filter((folder) => !this.#folders.has(key(folder)));
    const { openEngine, log } = this.#options;
    for (const folder of added) {
      this.#folders.set(key(folder), new OpenFolder({ folder, openEngine, log, onRead: (opened) => this.#read(opened) }));
    }
    this.#replace(this.#models.filter(({ folder }) => this.#folders.has(key(folder))));
    // The others too: a folder inside another one takes its sources over, and hands them back.
    await this.#options.busy(() => Promise.all([...this.#folders.values()].map((opened) => opened.read())));
  }

  /** Resolves when every folder has been read once. */
  async ready(): Promise<void> {
    if (!this.isReady) await this.open();
  }

  /** The engine of a folder; undefined where it is no folder of the workspace. */
  engine(folder: vscode.WorkspaceFolder): Promise<Engine> | undefined {
    return this.#folders.get(key(folder))?.engine();
  }

  /** Reads everything again: files, and the status on every target, as the user asked for it. */
  async refresh(): Promise<void> {
    this.#isRefreshing = true;
    try {
      await this.#options.busy(async () => {
        await Promise.all([...this.#folders.values()].map((opened) => opened.readAnew()));
        await this.#statuses.all();
      });
    } finally {
      this.#isRefreshing = false;
    }
  }

  /** Reads one folder again, its targets included. */
  async reread(folder: vscode.WorkspaceFolder): Promise<void> {
    await this.#folders.get(key(folder))?.read();
  }

  /** Files that someone is known to have changed: their folder is read again at once. */
  async changed(paths: readonly string[]): Promise<void> {
    const folders = [...this.#folders.values()].filter(({ folder }) => paths.some((path) => isInside(path, folder.uri.fsPath)));
    await Promise.all(folders.map((opened) => opened.changed(paths)));
  }

  /** The user looks at the migrations: the status on embedded and local targets is read from now on. */
  async seen(): Promise<void> {
    await this.#statuses.seen();
  }

  /** From now on targets may be connected to; those that others share still wait to be asked for. */
  async trusted(): Promise<void> {
    await this.#statuses.allSeen();
  }

  /** Holds a source against its target. Nothing connects in an untrusted workspace. */
  async readStatus(id: string): Promise<void> {
    await this.#statuses.read(id);
  }

  /** Resolves when no status is being read: an embedded server has one connection. */
  async quiet(): Promise<void> {
    await this.#statuses.quiet();
  }

  /** Makes a target the source's own from now on, and looks where the source stands there. */
  async choose(id: string, name: string): Promise<void> {
    const model = this.source(id);
    const target = model?.targets.find((one) => one.name === name);
    if (model === undefined || target === undefined) return;
    await this.#options.memory.update(memoryKey(id), name);
    const { folder, engine, source, targets } = model;
    this.#replaceOne({ folder, engine, source, targets, target, states: new Map() });
    await this.readStatus(id);
  }

  /** Time went by: whoever says how long ago something was says it anew. */
  tick(): void {
    this.#changed.fire({ kind: 'time' });
  }

  /** A target's tables were read: findings may say more by it. */
  tablesRead(): void {
    this.#changed.fire({ kind: 'statistics' });
  }

  setFindings(path: string, findings: FileFindings | undefined): void {
    const before = this.#findings.get(path);
    if (before?.findings === findings?.findings && before?.version === findings?.version) return;
    if (findings === undefined) this.#findings.delete(path);
    else this.#findings.set(path, findings);
    this.#changed.fire({ kind: 'findings', path });
  }

  /** Notes that a run begins; `signal` tells it when it is cancelled. One goes on at a time. */
  beginRun(run: Omit<CurrentRun, 'number' | 'startedAt' | 'steps'>): AbortSignal {
    if (this.isRunning) throw new Error('A run is going on already.');
    const abort = new AbortController();
    const startedAt = now();
    this.#run = { current: { ...run, number: Math.max(startedAt, (this.run?.number ?? 0) + 1), startedAt, steps: [] }, abort };
    this.#changed.fire({ kind: 'run' });
    return abort.signal;
  }

  updateRun(change: Partial<Pick<CurrentRun, 'steps' | 'progress' | 'migration' | 'statement' | 'waiting' | 'report'>>): void {
    if (this.#run === undefined) return;
    this.#run = { ...this.#run, current: { ...this.#run.current, ...change } };
    this.#changed.fire({ kind: 'run' });
    if (change.report !== undefined) this.#readStale();
    // A dry run on a server has looked how large the tables are.
    if (change.report?.dryRun !== undefined && this.#run.current.target.kind === 'server') this.tablesRead();
  }

  cancelRun(): void {
    this.#run?.abort.abort();
  }

  async #read(opened: OpenFolder): Promise<void> {
    const { folder: at, project } = opened;
    const models: SourceModel[] = [];
    const own = (project?.sources ?? []).filter(({ path }) => isOwn(at, path));
    if (own.length > 0) {
      const engine = await opened.engine();
      const known = await Promise.all(own.map(async (source) => ({ source, targets: await engine.targets(source) })));
      // Nothing is waited for from here on: what is chosen or read meanwhile must not be undone.
      models.push(...known.map(({ source, targets }) => this.#model(at, engine, source, targets)));
    }
    const order = [...this.#folders.keys()];
    const others = this.#models.filter(({ folder }) => key(folder) !== key(opened.folder));
    this.#replace([...others, ...models].sort((a, b) => order.indexOf(key(a.folder)) - order.indexOf(key(b.folder))));
    this.#readStale();
  }

  /** Not waited for: a server that does not answer must not keep files from being read. */
  #readStale(): void {
    // A refresh reads everything itself.
    if (!this.#isRefreshing) this.#later('Reading the status', this.#statuses.stale());
  }

  #model(
    folder: vscode.WorkspaceFolder,
    engine: Engine,
    source: Source,
    { targets, preferred, unavailable }: Targets,
  ): SourceModel {
    const chosen = this.#options.memory.get<string>(memoryKey(source.id));
    const usual = preferred ?? targets.find(({ kind }) => kind === 'embedded') ?? targets[0];
    const target = targets.find(({ name }) => name === chosen) ?? usual;
    if (target === undefined) throw new Error(`${source.label} has no target, not even the embedded one.`);
    const before = this.source(source.id);
    const isSame = before !== undefined && isSameTarget(before.target, target);
    if (!isSame || !hasSameFiles(before.source, source)) this.#statuses.outdate(source.id);
    return {
      ...{ folder, engine, source, targets, target: isSame ? asMarked(target, before.report) : target },
      ...(isSame && before.report && { report: before.report }),
      ...(unavailable !== undefined && { unavailable }),
      states: isSame ? before.states : new Map(),
    };
  }

  #replaceOne(model: SourceModel): void {
    const id = model.source.id;
    this.#set(this.#models.map((other) => (other.source.id === id ? model : other)));
    this.#changed.fire({ kind: 'status', source: id });
  }

  #replace(models: readonly SourceModel[]): void {
    this.#set(models);
    this.#changed.fire({ kind: 'sources' });
  }

  #set(models: readonly SourceModel[]): void {
    this.#models = models;
    this.#places = placesOf(models);
  }

  #later(what: string, work: Promise<void>): void {
    inBackground(this.#options.log, what, work);
  }

  dispose(): void {
    this.cancelRun();
    for (const opened of this.#folders.values()) opened.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

const key = (folder: vscode.WorkspaceFolder): string => folder.uri.toString();

const memoryKey = (sourceId: string): string => `target:${sourceId}`;

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}${sep}`);

/** Of folders of the workspace within each other, the innermost one has what lies in it. */
function isOwn(folder: vscode.WorkspaceFolder, path: string): boolean {
  const owner = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
  return owner === undefined || key(owner) === key(folder);
}
