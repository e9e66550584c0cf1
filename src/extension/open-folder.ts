import { sep } from 'node:path';
import * as vscode from 'vscode';
import type { Project } from '../migrations/project';
import type { Engine } from '../workspace/engine';
import { inBackground } from './background';
import { Batch, coalesce, type Closable } from './coalesce';

/** Files that say what a source is and where its databases are. */
const configuration = ['lockkeeper.json', '.env', 'sqlx.toml'];

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
  #isDisposed = false;

  constructor(options: OpenFolderOptions) {
    this.#options = options;
    this.folder = options.folder;
    this.read = coalesce(() => this.#readProject());
    this.#batch = new Batch(quiet, (paths) => inBackground(options.log, 'Reading changed files', this.changed(paths)));
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
    this.#engine ??= this.#options.openEngine(this.folder);
    return this.#engine;
  }

  /** Forgets these files, or everything where one of them shapes the project, and reads again. */
  async changed(paths: readonly string[]): Promise<void> {
    const engine = await this.engine();
    const shapes = (path: string): boolean => !path.endsWith('.sql') || configuration.some((name) => path.endsWith(name));
    engine.invalidate(paths.some(shapes) ? undefined : paths);
    await this.read();
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

  /** Reads again where a folder was made. */
  async #look(uri: vscode.Uri): Promise<void> {
    try {
      const { type } = await vscode.workspace.fs.stat(uri);
      if ((type & vscode.FileType.Directory) !== 0) this.#batch.add(uri.fsPath);
    } catch (error) {
      // It was there for a moment only, as files of tools are.
      this.#options.log.debug(`${uri.fsPath} is gone: ${String(error)}`);
    }
  }

  #watchers(): vscode.Disposable[] {
    const touched = (uri: vscode.Uri): void => {
      if (uri.scheme === 'file') this.#batch.add(uri.fsPath);
    };
    const pattern = (glob: string): vscode.RelativePattern => new vscode.RelativePattern(this.folder, glob);
    const files = vscode.workspace.createFileSystemWatcher(pattern('**/*.sql'));
    const shaping = vscode.workspace.createFileSystemWatcher(pattern(`**/{${configuration.join(',')}}`));
    // A folder that vanishes is told as one event, without its files; one that is made may be told before its files
    // are watched, so that theirs are missed.
    const folders = vscode.workspace.createFileSystemWatcher(pattern('**'), false, true, false);
    return [
      files,
      files.onDidCreate(touched),
      files.onDidChange(touched),
      files.onDidDelete(touched),
      shaping,
      shaping.onDidCreate(touched),
      shaping.onDidChange(touched),
      shaping.onDidDelete(touched),
      folders,
      folders.onDidCreate((uri) => {
        if (mayBeFolder(uri.path)) inBackground(this.#options.log, 'Looking at a new folder', this.#look(uri));
      }),
      folders.onDidDelete((uri) => {
        if (this.#project?.sources.some(({ path }) => path === uri.fsPath || path.startsWith(`${uri.fsPath}${sep}`)) === true) {
          touched(uri);
        }
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (
          uri.path.endsWith('.sql') &&
          vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() === this.folder.uri.toString()
        ) {
          touched(uri);
        }
      }),
    ];
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const disposable of this.#disposables) disposable.dispose();
    const closing = this.#engine?.then((engine) => engine.dispose());
    if (closing !== undefined) inBackground(this.#options.log, 'Closing', closing);
  }
}

/** Spares a look at most of the files that tools write. */
const mayBeFolder = (path: string): boolean => !/\/(\.git|node_modules)\/|\.[^/]*$/.test(path);
