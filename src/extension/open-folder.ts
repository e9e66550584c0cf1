import { relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Project } from '../migrations/project';
import type { Engine } from '../workspace/engine';
import { inBackground } from './background';
import { Batch, coalesce, type Closable } from './coalesce';
import { kindOfTouched, readFiles, rootFiles } from './touched';

/** How long files may keep changing (a checkout, a generator) before they are read again, in milliseconds. */
const quiet = 120;

export interface OpenFolderOptions {
  readonly folder: vscode.WorkspaceFolder;
  readonly openEngine: (folder: vscode.WorkspaceFolder) => Promise<Engine>;
  readonly log: vscode.LogOutputChannel;
  /** The project was read, or could not be. */
  readonly onRead: (opened: OpenFolder) => Promise<void>;
}

/** One workspace folder: its engine, the project as last read, and the watchers that tell when to read again. */
export class OpenFolder implements vscode.Disposable {
  readonly folder: vscode.WorkspaceFolder;
  /** Reads the project (again), after everything that changed. */
  readonly read: () => Promise<void>;
  readonly #options: OpenFolderOptions;
  readonly #batch: Batch<string>;
  readonly #disposables: readonly Closable[];
  #engine: Promise<Engine> | undefined;
  #project: Project | undefined;
  #failure: string | undefined;
  /** The read that was asked for last. */
  #reading: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor(options: OpenFolderOptions) {
    this.#options = options;
    this.folder = options.folder;
    const read = coalesce(() => this.#readProject());
    this.read = () => (this.#reading = read());
    this.#batch = new Batch(quiet, (paths) => inBackground(options.log, 'Reading changed files', this.#told(paths)));
    this.#disposables = [this.#batch, ...this.#watchers()];
  }

  /** Undefined until it has been read. */
  get project(): Project | undefined {
    return this.#project;
  }

  /** Why the project could not be read, if it could not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  engine(): Promise<Engine> {
    this.#engine ??= this.#open();
    return this.#engine;
  }

  /** What could not be opened is tried again the next time. */
  async #open(): Promise<Engine> {
    try {
      return await this.#options.openEngine(this.folder);
    } catch (error) {
      this.#engine = undefined;
      throw error;
    }
  }

  /** Forgets everything and reads it again; that nothing can be opened is told by reading. */
  async readAnew(): Promise<void> {
    (await this.#engine?.catch(() => undefined))?.invalidate();
    await this.read();
  }

  /** Forgets what was read of these files, and reads the project again. */
  async changed(paths: readonly string[]): Promise<void> {
    (await this.engine()).invalidate(paths);
    await this.read();
  }

  /** What watchers told of, once that has become quiet: a folder counts only for the SQL files that it has or had. */
  async #told(paths: readonly string[]): Promise<void> {
    const engine = await this.engine();
    // What is read just now may be what has gone already.
    await Promise.allSettled([this.#reading]);
    const concerned = await Promise.all(
      paths.map(async (path) => {
        if (this.#kindOf(path) === 'file') return [path];
        return [...this.#known(path), ...(await engine.sqlFilesIn(path))];
      }),
    );
    if (!this.#isDisposed && concerned.flat().length > 0) await this.changed(concerned.flat());
  }

  /** Files below a folder that the project has read. */
  #known(folder: string): readonly string[] {
    const sources = this.#project?.sources ?? [];
    const scripts = sources.flatMap(({ migrations }) => migrations.flatMap(({ up, down }) => [up?.path, down?.path]));
    return scripts.filter((path) => path?.startsWith(`${folder}${sep}`)).filter((path) => path !== undefined);
  }

  #kindOf(path: string): ReturnType<typeof kindOfTouched> {
    return kindOfTouched(relative(this.folder.uri.fsPath, path).split(sep).join('/'));
  }

  async #readProject(): Promise<void> {
    try {
      this.#project = await (await this.engine()).project();
      this.#failure = undefined;
    } catch (error) {
      // The view says so, and the log has the whole of it: a folder that cannot be read must not take the others down.
      this.#failure = error instanceof Error ? error.message : String(error);
      this.#options.log.error(`Reading ${this.folder.name} failed.`, error instanceof Error ? error : this.#failure);
    }
    if (!this.#isDisposed) await this.#options.onRead(this);
  }

  #watchers(): vscode.Disposable[] {
    const touched = ({ scheme, fsPath }: vscode.Uri): void => {
      if (scheme === 'file' && this.#kindOf(fsPath) !== 'nothing') this.#batch.add(fsPath);
    };
    const watch = (glob: string, tells: 'changes' | 'coming and going'): vscode.FileSystemWatcher =>
      vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(this.folder, glob),
        false,
        tells === 'coming and going',
      );
    const watchers = [
      watch(readFiles, 'changes'),
      watch(`{${rootFiles.join(',')}}`, 'changes'),
      // A folder that vanishes is told as one event, without its files; one that is made may be told before its files
      // are watched, so that theirs are missed. Markers come and go with these.
      watch('**', 'coming and going'),
    ];
    return watchers
      .flatMap((watcher) => [watcher, watcher.onDidCreate(touched), watcher.onDidChange(touched), watcher.onDidDelete(touched)])
      .concat(
        vscode.workspace.onDidSaveTextDocument(({ uri }) => {
          const owner = vscode.workspace.getWorkspaceFolder(uri);
          if (uri.path.endsWith('.sql') && owner?.uri.toString() === this.folder.uri.toString()) touched(uri);
        }),
      );
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const disposable of this.#disposables) disposable.dispose();
    const closing = this.#engine?.then((engine) => engine.dispose());
    if (closing !== undefined) inBackground(this.#options.log, 'Closing', closing);
  }
}
